package io.github.procession.threading;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Base of {@link Lock} and {@link RLock}: all ways to acquire and release the guard inside. */
abstract sealed class AbstractLock implements java.util.concurrent.locks.Lock permits Lock, RLock {
    private final Guard guard;

    AbstractLock(Guard guard) {
        this.guard = guard;
    }

    final Guard guard() {
        return guard;
    }

    /**
     * Acquires the lock: Python's {@code acquire(blocking)}.
     *
     * @param blocking false returns at once when the lock is held, an {@link RLock} by another thread
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
    public boolean acquire(@Nullable Duration timeout) throws InterruptedException {
        return acquire(true, timeout);
    }

    /**
     * Acquires the lock: Python's {@code acquire(blocking, timeout)}.
     *
     * @param blocking false returns at once when the lock is held, an {@link RLock} by another thread
     * @param timeout how long to wait; null, and -1 s as in Python, wait for ever
     * @return whether the lock was acquired
     * @throws IllegalArgumentException if there is a timeout but no blocking, or it is negative and not -1 s
     * @throws ArithmeticException if it is above {@link Threading#TIMEOUT_MAX} (Python: {@code OverflowError})
     * @throws InterruptedException if interrupted before or while waiting
     */
    public boolean acquire(boolean blocking, @Nullable Duration timeout) throws InterruptedException {
        return Timeouts.acquire(guard, blocking, timeout);
    }

    /** Releases the lock. */
    public void release() {
        guard.release();
    }

    /**
     * Whether the lock is held: Python's {@code locked()}.
     *
     * @return true if it is held
     */
    public boolean locked() {
        return guard.isLocked();
    }

    /** Acquires the lock, waiting as long as it takes; an interrupt is kept for later. */
    @Override
    public void lock() {
        guard.acquire();
    }

    @Override
    public void lockInterruptibly() throws InterruptedException {
        guard.acquireInterruptibly();
    }

    @Override
    public boolean tryLock() {
        return guard.tryAcquire();
    }

    @Override
    public boolean tryLock(long time, TimeUnit unit) throws InterruptedException {
        return guard.tryAcquire(time, Objects.requireNonNull(unit, "unit"));
    }

    @Override
    public void unlock() {
        release();
    }
}
