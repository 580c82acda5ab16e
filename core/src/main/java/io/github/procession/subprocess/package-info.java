/**
 * Other programs as child processes: Python's {@code subprocess}. Thin over {@link java.lang.ProcessBuilder}, with what
 * that leaves to its users: pipes that never fill up and stop both sides, timeouts that lose no output, return codes
 * that are checked, and an end for what a timed-out program has started.
 *
 * <p>{@link io.github.procession.subprocess.Subprocess} is where programs begin. For functions of your own in a JVM of
 * their own see {@code io.github.procession.multiprocessing}.
 */
@NullMarked
package io.github.procession.subprocess;

import org.jspecify.annotations.NullMarked;
