/** Small things that all packages of the library use: its log, its cleaner, texts of failures and signals, durations. */
@NullMarked
package io.github.procession.internal;

import org.jspecify.annotations.NullMarked;
