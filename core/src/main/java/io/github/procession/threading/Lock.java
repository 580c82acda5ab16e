package io.github.procession.threading;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * A lock between threads: Python's {@code threading.Lock}.
 *
 * <pre>{@code
 * try (var _ = lock.acquire()) { ... }                          // Python's "with lock:"
 * lock.acquire(); try { ... } finally { lock.release(); }       // the same
 * }</pre>
 *
 * <p>It is not reentrant: a thread that acquires it twice waits for itself; {@link RLock} is. It has no owner: any thread
 * may release it, as in Python. It is not fair: whoever comes at the right moment may pass those who wait. As a
 * {@link java.util.concurrent.locks.Lock} it does the same under that interface's names. Virtual threads wait for it
 * without holding a carrier thread.
 *
 * <p><b>Memory consistency.</b> What a thread did before it released the lock happens-before what a thread does after it
 * acquired the lock next.
 */
public final class Lock implements java.util.concurrent.locks.Lock {
    private final Mutex mutex = new Mutex();

    /** Makes a new lock, which is free. */
    public Lock() {}

    /** The right to be inside; closing it releases the lock, closing it again does nothing. */
    public final class Held implements AutoCloseable {
        private boolean released;

        private Held() {}

        /** Releases the lock. */
        @Override
        public void close() {
            if (!released) {
                released = true;
                release();
            }
        }
    }

    /**
     * Acquires the lock, waiting as long as it takes: Python's {@code acquire()}.
     *
     * @return a token for try-with-resources; callers who call {@link #release()} themselves ignore it
     * @throws InterruptedException if interrupted before or while waiting
     */
    public Held acquire() throws InterruptedException {
        mutex.acquireInterruptibly();
        return new Held();
    }

    /**
     * Acquires the lock: Python's {@code acquire(blocking)}.
     *
     * @param blocking false returns at once when the lock is held
     * @return whether the lock was acquired
     * @throws InterruptedException if interrupted before or while waiting
     */
    public boolean acquire(boolean blocking) throws InterruptedException {
        return acquire(blocking, null);
    }

    /**
     * Acquires the lock, waiting for some time: Python's {@code acquire(timeout=t)}.
     *
     * @param timeout how long to wait; null, and -1 s as in Python, wait for ever
     * @return whether the lock was acquired
     * @throws IllegalArgumentException if the timeout is negative and not -1 s
     * @throws ArithmeticException if it is above {@link Threading#TIMEOUT_MAX} (Python: {@code OverflowError})
     * @throws InterruptedException if interrupted before or while waiting
     */
    public boolean acquire(Duration timeout) throws InterruptedException {
        return acquire(true, timeout);
    }

    /**
     * Acquires the lock: Python's {@code acquire(blocking, timeout)}.
     *
     * @param blocking false returns at once when the lock is held
     * @param timeout how long to wait; null, and -1 s as in Python, wait for ever
     * @return whether the lock was acquired
     * @throws IllegalArgumentException if there is a timeout but no blocking, or it is negative and not -1 s
     * @throws ArithmeticException if it is above {@link Threading#TIMEOUT_MAX} (Python: {@code OverflowError})
     * @throws InterruptedException if interrupted before or while waiting
     */
    public boolean acquire(boolean blocking, Duration timeout) throws InterruptedException {
        return Timeouts.acquire(mutex, blocking, timeout);
    }

    /**
     * Releases the lock: Python's {@code release()}. Any thread may do so.
     *
     * @throws IllegalMonitorStateException if nobody holds the lock (Python: {@code RuntimeError})
     */
    public void release() {
        mutex.release();
    }

    /**
     * Whether anybody holds the lock: Python's {@code locked()}.
     *
     * @return true if it is held
     */
    public boolean locked() {
        return mutex.isLocked();
    }

    /** Acquires the lock, waiting as long as it takes; an interrupt is kept for later. */
    @Override
    public void lock() {
        mutex.acquire(1);
    }

    @Override
    public void lockInterruptibly() throws InterruptedException {
        mutex.acquireInterruptibly();
    }

    @Override
    public boolean tryLock() {
        return mutex.tryAcquire();
    }

    @Override
    public boolean tryLock(long time, TimeUnit unit) throws InterruptedException {
        return mutex.tryAcquire(time, unit);
    }

    @Override
    public void unlock() {
        release();
    }

    /**
     * Makes a condition of this lock, as {@code new Condition(lock)} does.
     *
     * @return the condition
     */
    @Override
    public Condition newCondition() {
        return new Condition(this);
    }

    /** Python's text form: whether the lock is held. */
    @Override
    public String toString() {
        return "<" + (locked() ? "locked" : "unlocked") + " Lock at 0x"
                + Integer.toHexString(System.identityHashCode(this)) + ">";
    }

    Guard guard() {
        return mutex;
    }
}
