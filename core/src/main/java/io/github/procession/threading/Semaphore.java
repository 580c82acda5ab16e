package io.github.procession.threading;

import io.github.procession.internal.Durations;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A number of permits: Python's {@code threading.Semaphore}.
 *
 * <pre>{@code
 * try (var _ = semaphore.acquire()) { ... }                     // Python's "with semaphore:"
 * semaphore.acquire(); ... semaphore.release();                 // the same, or a signal from one thread to another
 * }</pre>
 *
 * <p>Any thread may release, also without having acquired before. It is not fair: a caller that comes at the right moment may pass those that wait. Virtual threads wait for it without holding a carrier thread.
 *
 * <p><b>Memory consistency.</b> What a thread did before it released happens-before what a thread does after it acquired
 * that permit.
 */
public sealed class Semaphore permits BoundedSemaphore {
    private final Permits permits;

    /** Makes a semaphore with one permit: Python's {@code Semaphore()}. */
    public Semaphore() {
        this(1);
    }

    /**
     * Makes a semaphore: Python's {@code Semaphore(value)}.
     *
     * @param value the number of permits at first
     * @throws IllegalArgumentException if it is negative
     */
    public Semaphore(int value) {
        this(value, Integer.MAX_VALUE);
    }

    Semaphore(int value, int bound) {
        if (value < 0) {
            throw new IllegalArgumentException("value is negative: " + value);
        }
        permits = new Permits(value, bound);
    }

    /** A permit; closing it releases the permit, closing it again does nothing. */
    public final class Held implements AutoCloseable {
        private boolean released;

        private Held() {}

        /** Releases the permit. */
        @Override
        public void close() {
            if (!released) {
                released = true;
                release();
            }
        }
    }

    /**
     * Acquires a permit, waiting as long as it takes: Python's {@code acquire()}.
     *
     * @return a token for try-with-resources; callers who call {@link #release()} themselves ignore it
     * @throws InterruptedException if interrupted before or while waiting
     */
    public Held acquire() throws InterruptedException {
        Held held = new Held(); // first, as there may be no memory for it
        permits.acquireSharedInterruptibly(1);
        return held;
    }

    /**
     * Acquires a permit: Python's {@code acquire(blocking)}.
     *
     * @param blocking false returns at once when there is none
     * @return whether a permit was acquired
     * @throws InterruptedException if interrupted before or while waiting
     */
    public boolean acquire(boolean blocking) throws InterruptedException {
        return acquire(blocking, null);
    }

    /**
     * Acquires a permit, waiting for some time: Python's {@code acquire(timeout=t)}.
     *
     * @param timeout how long to wait; null waits for ever, zero or less does not wait
     * @return whether a permit was acquired
     * @throws InterruptedException if interrupted before or while waiting
     */
    public boolean acquire(@Nullable Duration timeout) throws InterruptedException {
        return acquire(true, timeout);
    }

    /**
     * Acquires a permit: Python's {@code acquire(blocking, timeout)}.
     *
     * @param blocking false returns at once when there is none
     * @param timeout how long to wait; null waits for ever, zero or less does not wait
     * @return whether a permit was acquired
     * @throws IllegalArgumentException if there is a timeout but no blocking
     * @throws InterruptedException if interrupted before or while waiting
     */
    public boolean acquire(boolean blocking, @Nullable Duration timeout) throws InterruptedException {
        if (!blocking) {
            Timeouts.requireNone(timeout);
            return permits.tryAcquireShared(1) >= 0;
        } else if (timeout == null) {
            permits.acquireSharedInterruptibly(1);
            return true;
        }
        return permits.tryAcquireSharedNanos(1, Durations.toNanos(timeout));
    }

    /**
     * Releases a permit and wakes one thread that waits for one: Python's {@code release()}.
     *
     * @throws IllegalMonitorStateException if there are as many permits as there can be (Python: {@code ValueError}):
     *     {@link Integer#MAX_VALUE}, or the bound of a {@link BoundedSemaphore}; nothing has changed then
     */
    public void release() {
        permits.releaseShared(1);
    }

    /**
     * Releases several permits at once and wakes as many threads that wait: Python's {@code release(n)}.
     *
     * @param n how many, at least 1
     * @throws IllegalArgumentException if it is less than 1
     * @throws IllegalMonitorStateException as in {@link #release()}; no permit has been released then
     */
    public void release(int n) {
        if (n < 1) {
            throw new IllegalArgumentException("n must be at least 1: " + n);
        }
        permits.releaseShared(n);
    }

    /**
     * How many permits can be acquired at this moment, which Python shows in the text form only.
     *
     * @return the number of free permits
     */
    public int getValue() {
        return permits.available();
    }

    final int bound() {
        return permits.bound();
    }

    /** Python's text form: the number of free permits. */
    @Override
    public String toString() {
        return "<Semaphore at 0x" + Integer.toHexString(System.identityHashCode(this)) + ": value=" + getValue() + ">";
    }
}
