/** Queues between threads and the exceptions of all queues: Python's {@code queue}. */
package io.github.procession.queue;
