/** The engine of pools: which worker runs which task, how tasks go out and results come in, which workers live. */
@NullMarked
package io.github.procession.internal.pool;

import org.jspecify.annotations.NullMarked;
