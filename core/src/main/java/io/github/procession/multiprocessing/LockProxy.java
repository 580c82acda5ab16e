package io.github.procession.multiprocessing;

import io.github.procession.internal.Durations;
import io.github.procession.ipc.sync.Uninterruptibly;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import org.jspecify.annotations.Nullable;

/**
 * A lock of a manager: Python's {@code manager.Lock()} and {@code manager.RLock()}. Any process may release a lock, as in
 * Python; a reentrant one belongs to one thread of one process.
 *
 * <p><b>If the holder dies</b>, or its connection ends, the next one that waits gets the lock; that is logged as a warning,
 * and {@link #wasAbandoned()} is true until it is released.
 */
public interface LockProxy extends Lock, BaseProxy {
    /** A held lock, for try-with-resources: closing it releases the lock, closing it again does nothing. */
    final class Held implements AutoCloseable {
        private final Runnable release;
        private boolean released;

        Held(Runnable release) {
            this.release = release;
        }

        /** Releases the lock. */
        @Override
        public void close() {
            if (!released) {
                released = true;
                release.run();
            }
        }
    }

    /**
     * Acquires the lock: Python's {@code acquire(block, timeout)}.
     *
     * @param block false returns at once when the lock is held, whatever the timeout
     * @param timeout how long to wait; null waits for ever, zero or less does not wait
     * @return whether the lock was acquired
     * @throws InterruptedException if interrupted while waiting
     */
    boolean acquire(boolean block, @Nullable Duration timeout) throws InterruptedException;

    /**
     * Releases the lock: Python's {@code release()}.
     *
     * @throws IllegalMonitorStateException if it is not held, or a reentrant one by another thread (Python:
     *     {@code RuntimeError})
     */
    void release();

    /**
     * Whether the lock is held: Python's {@code locked()}.
     *
     * @return true if it is held
     */
    boolean locked();

    /**
     * Whether the present holder got the lock from a process that died while it held it.
     *
     * @return true from such an acquisition to the next release
     */
    boolean wasAbandoned();

    /**
     * Fencing number of the grant by which this process holds the lock: each grant has a larger one than all before.
     *
     * @return the number, from 1 on
     * @throws IllegalMonitorStateException if this process, for a reentrant lock this thread, does not hold the lock
     */
    long fence();

    /** Makes a condition of this lock: Python's {@code Condition(lock)}. */
    @Override
    ConditionProxy newCondition();

    /**
     * Acquires the lock, waiting as long as it takes: Python's {@code acquire()}.
     *
     * @return a token for try-with-resources
     * @throws InterruptedException if interrupted while waiting
     */
    default Held acquire() throws InterruptedException {
        Held held = new Held(this::release); // first, as there may be no memory for it
        acquire(true, null);
        return held;
    }

    /**
     * Acquires the lock: Python's {@code acquire(block)}.
     *
     * @param block false returns at once when the lock is held
     * @return whether the lock was acquired
     * @throws InterruptedException if interrupted while waiting
     */
    default boolean acquire(boolean block) throws InterruptedException {
        return acquire(block, null);
    }

    /**
     * Acquires the lock, waiting for some time: Python's {@code acquire(timeout=t)}.
     *
     * @param timeout how long to wait; null waits for ever, zero or less does not wait
     * @return whether the lock was acquired
     * @throws InterruptedException if interrupted while waiting
     */
    default boolean acquire(@Nullable Duration timeout) throws InterruptedException {
        return acquire(true, timeout);
    }

    /** Acquires the lock, waiting as long as it takes; an interrupt is kept for later. */
    @Override
    default void lock() {
        Uninterruptibly.call(() -> acquire(true, null));
    }

    @Override
    default void lockInterruptibly() throws InterruptedException {
        acquire(true, null);
    }

    @Override
    default boolean tryLock() {
        try {
            return acquire(false, null);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    default boolean tryLock(long time, TimeUnit unit) throws InterruptedException {
        return acquire(true, Durations.of(time, unit));
    }

    @Override
    default void unlock() {
        release();
    }
}
