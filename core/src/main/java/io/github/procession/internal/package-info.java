/** Small things that all packages of the library use: its log, its cleaner, texts of failures and signals, durations. */
package io.github.procession.internal;
