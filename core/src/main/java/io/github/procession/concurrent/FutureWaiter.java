package io.github.procession.concurrent;

/** A thread's wait for several futures. */
interface FutureWaiter {
    /** A future has ended; called once for each, in the thread that ended it. Must not block. */
    void ended(Future<?> future);
}
