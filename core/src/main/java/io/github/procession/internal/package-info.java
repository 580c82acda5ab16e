/** Small things that all packages of the library use: its cleaner, names of signals, durations. */
@NullMarked
package io.github.procession.internal;

import org.jspecify.annotations.NullMarked;
