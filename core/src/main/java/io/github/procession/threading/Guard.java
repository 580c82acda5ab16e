package io.github.procession.threading;

import java.util.concurrent.TimeUnit;

/** The mutex inside {@link Lock} and {@link RLock}, as a {@link Condition} uses it. */
interface Guard {
    /** Acquires; an interrupt is kept for later. */
    void acquire();

    void acquireInterruptibly() throws InterruptedException;

    boolean tryAcquire();

    boolean tryAcquire(long time, TimeUnit unit) throws InterruptedException;

    /** Releases once; an {@link IllegalMonitorStateException} when the caller may not. */
    void release();

    boolean isLocked();

    /** Whether the caller may wait and signal, as far as the lock knows. */
    boolean isMine();

    /** A new queue of waiters. */
    java.util.concurrent.locks.Condition newQueue();

    /** Whether a thread waits in the queue; the caller holds the lock. */
    boolean hasWaiters(java.util.concurrent.locks.Condition queue);
}
