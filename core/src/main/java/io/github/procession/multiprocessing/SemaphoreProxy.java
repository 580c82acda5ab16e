package io.github.procession.multiprocessing;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A semaphore of a manager: Python's {@code manager.Semaphore(value)} and {@code manager.BoundedSemaphore(value)}. Any process
 * may release it.
 *
 * <p><b>If a process dies</b>, or its connection ends, the permits that it had acquired are released.
 */
public interface SemaphoreProxy extends BaseProxy {
    /**
     * Acquires a permit: Python's {@code acquire(block, timeout)}.
     *
     * @param block false returns at once when there is none, whatever the timeout
     * @param timeout how long to wait; null waits for ever, zero or less does not wait
     * @return whether one was acquired
     * @throws InterruptedException if interrupted while waiting
     */
    boolean acquire(boolean block, @Nullable Duration timeout) throws InterruptedException;

    /**
     * Releases a permit: Python's {@code release()}.
     *
     * @throws IllegalMonitorStateException if a bounded semaphore has all of its permits (Python: {@code ValueError})
     */
    void release();

    /**
     * The number of free permits: Python's {@code get_value()}.
     *
     * @return how many
     */
    int getPermits();

    /**
     * Whether no permit is free: Python's {@code locked()}.
     *
     * @return true if none is
     */
    boolean locked();

    /**
     * Acquires a permit, waiting as long as it takes: Python's {@code acquire()}.
     *
     * @return a token for try-with-resources
     * @throws InterruptedException if interrupted while waiting
     */
    default LockProxy.Held acquire() throws InterruptedException {
        acquire(true, null);
        return new LockProxy.Held(this::release);
    }

    /**
     * Acquires a permit: Python's {@code acquire(block)}.
     *
     * @param block false returns at once when there is none
     * @return whether one was acquired
     * @throws InterruptedException if interrupted while waiting
     */
    default boolean acquire(boolean block) throws InterruptedException {
        return acquire(block, null);
    }

    /**
     * Acquires a permit, waiting for some time: Python's {@code acquire(timeout=t)}.
     *
     * @param timeout how long to wait; null waits for ever, zero or less does not wait
     * @return whether one was acquired
     * @throws InterruptedException if interrupted while waiting
     */
    default boolean acquire(@Nullable Duration timeout) throws InterruptedException {
        return acquire(true, timeout);
    }
}
