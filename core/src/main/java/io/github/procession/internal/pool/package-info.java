/** The engine of pools: which worker runs which task, how tasks go out and results come in, which workers live. */
package io.github.procession.internal.pool;
