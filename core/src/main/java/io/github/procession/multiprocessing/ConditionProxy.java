package io.github.procession.multiprocessing;

import io.github.procession.function.Predicate0;
import io.github.procession.internal.Durations;
import io.github.procession.internal.LastValue;
import io.github.procession.ipc.sync.Deadline;
import java.time.Duration;
import java.util.Date;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A condition of a manager: Python's {@code manager.Condition(lock)}, whose {@code wait} and {@code notify} are
 * {@code await} and {@code signal} here. Only the process that acquired the lock may wait and signal.
 */
public interface ConditionProxy extends Condition, BaseProxy {
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
     * @throws IllegalMonitorStateException if it is not held
     */
    void release();

    /**
     * Whether the lock is held.
     *
     * @return true if it is held
     */
    boolean locked();

    /**
     * Releases the lock, waits for a signal and acquires the lock again: Python's {@code wait(timeout)}.
     *
     * @param timeout how long to wait; null waits for ever
     * @return false when the time was over
     * @throws IllegalMonitorStateException if the caller does not hold the lock
     * @throws InterruptedException if interrupted while waiting; the lock is held again then
     */
    boolean await(@Nullable Duration timeout) throws InterruptedException;

    /**
     * Wakes waiters, those who came first: Python's {@code notify(n)}.
     *
     * @param n how many at most
     * @throws IllegalMonitorStateException if the caller does not hold the lock
     */
    void signal(int n);

    /**
     * Wakes all waiters: Python's {@code notify_all()}.
     *
     * @throws IllegalMonitorStateException if the caller does not hold the lock
     */
    @Override
    void signalAll();

    /**
     * Acquires the lock, waiting as long as it takes: Python's {@code with condition:}.
     *
     * @return a token for try-with-resources
     * @throws InterruptedException if interrupted while waiting
     */
    default LockProxy.Held acquire() throws InterruptedException {
        acquire(true, null);
        return new LockProxy.Held(this::release);
    }

    /** Wakes the waiter who came first: Python's {@code notify()}. */
    @Override
    default void signal() {
        signal(1);
    }

    /** Waits for a signal: Python's {@code wait()}. */
    @Override
    default void await() throws InterruptedException {
        await((Duration) null);
    }

    /**
     * Waits until a predicate, which runs here, holds: Python's {@code wait_for(predicate)}.
     *
     * @param predicate what must hold
     * @param <X> type of the checked exception of the predicate, none for most
     * @throws InterruptedException if interrupted while waiting
     * @throws X what the predicate throws
     */
    default <X extends Exception> void awaitFor(Predicate0<X> predicate) throws X, InterruptedException {
        awaitFor(predicate, null);
    }

    /**
     * Waits for some time until a predicate, which runs here, holds: Python's {@code wait_for(predicate, timeout)}.
     *
     * @param predicate what must hold
     * @param timeout how long to wait; null waits for ever
     * @param <X> type of the checked exception of the predicate, none for most
     * @return whether it holds
     * @throws InterruptedException if interrupted while waiting
     * @throws X what the predicate throws
     */
    default <X extends Exception> boolean awaitFor(Predicate0<X> predicate, @Nullable Duration timeout)
            throws X, InterruptedException {
        Objects.requireNonNull(predicate, "predicate");
        Deadline deadline = Deadline.after(timeout);
        while (!predicate.test()) {
            long left = deadline.left();
            if (left <= 0) {
                return false;
            }
            await(deadline.isForever() ? null : Duration.ofNanos(left));
        }
        return true;
    }

    /**
     * Waits until a supplier gives something, as long as it takes: Python's {@code wait_for(predicate)}, which gives the
     * predicate's last value.
     *
     * @param supplier is asked first and after each signal, with the lock held; null and false mean that the wait goes on
     * @param <T> type of the value
     * @return what the supplier gave last, neither null nor false
     * @throws IllegalMonitorStateException if the calling thread does not hold the lock
     * @throws InterruptedException if interrupted while waiting; the lock is held again then
     */
    default <T> @Nullable T awaitValue(Supplier<T> supplier) throws InterruptedException {
        return awaitValue(supplier, null);
    }

    /**
     * Waits until a supplier gives something, for some time: Python's {@code wait_for(predicate, timeout)}, which gives the
     * predicate's last value.
     *
     * @param supplier is asked first and after each signal, with the lock held; null and false mean that the wait goes on
     * @param timeout how long to wait; null waits for ever
     * @param <T> type of the value
     * @return what the supplier gave last; null or false when the time was over
     * @throws IllegalMonitorStateException if the calling thread does not hold the lock
     * @throws InterruptedException if interrupted while waiting; the lock is held again then
     */
    default <T> @Nullable T awaitValue(Supplier<T> supplier, @Nullable Duration timeout) throws InterruptedException {
        Objects.requireNonNull(supplier, "supplier");
        LastValue<T> value = new LastValue<>(supplier);
        awaitFor(value, timeout);
        return value.get();
    }

    @Override
    default void awaitUninterruptibly() {
        boolean interrupted = Thread.interrupted();
        try {
            await((Duration) null);
        } catch (InterruptedException _) {
            interrupted = true; // a wake-up without a signal, which the interface permits
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    default long awaitNanos(long nanosTimeout) throws InterruptedException {
        Deadline deadline = Deadline.after(nanosTimeout, TimeUnit.NANOSECONDS);
        await(Duration.ofNanos(nanosTimeout));
        return deadline.left();
    }

    @Override
    default boolean await(long time, TimeUnit unit) throws InterruptedException {
        return await(Durations.of(time, unit));
    }

    @Override
    default boolean awaitUntil(Date deadline) throws InterruptedException {
        Objects.requireNonNull(deadline, "deadline");
        return await(Duration.ofMillis(deadline.getTime() - System.currentTimeMillis()));
    }
}
