/**
 * Executors, on processes and on threads, and the futures that they give: Python's {@code concurrent.futures}.
 *
 * <p>{@link io.github.procession.concurrent.ProcessPoolExecutor} and
 * {@link io.github.procession.concurrent.ThreadPoolExecutor} are {@link java.util.concurrent.ExecutorService}s with
 * Python's methods beside Java's. {@link io.github.procession.concurrent.Futures} waits for many futures at once.
 */
@NullMarked
package io.github.procession.concurrent;

import org.jspecify.annotations.NullMarked;
