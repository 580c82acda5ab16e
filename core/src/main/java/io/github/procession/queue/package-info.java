/**
 * Queues between the threads of one JVM, and the exceptions of all queues: Python's {@code queue}.
 *
 * <p>{@link io.github.procession.queue.Queue}, {@link io.github.procession.queue.LifoQueue} and
 * {@link io.github.procession.queue.PriorityQueue} differ in the order alone;
 * {@link io.github.procession.queue.SimpleQueue} has fewer calls. They hand over references, where the queues of
 * {@code io.github.procession.multiprocessing}, which have the same calls, copy what they carry into shared memory.
 */
@NullMarked
package io.github.procession.queue;

import org.jspecify.annotations.NullMarked;
