package io.github.procession.threading;

import io.github.procession.function.Predicate0;
import io.github.procession.internal.Durations;
import io.github.procession.internal.LastValue;
import java.time.Duration;
import java.util.Date;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A condition that threads wait for under a lock: Python's {@code threading.Condition}.
 *
 * <pre>{@code
 * try (var _ = condition.acquire()) { condition.awaitFor(() -> !items.isEmpty()); ... }
 * try (var _ = condition.acquire()) { items.add(item); condition.signal(); }
 * }</pre>
 *
 * <p>Waiting and signalling need the lock. Waiting releases all holds and restores the hold count before it returns. A signal wakes those who wait in the order in which they came, exactly as many as it says. As a
 * {@link java.util.concurrent.locks.Condition} it does the same under that interface's names.
 *
 * <p>A {@link Lock} knows no owner: as in Python, a condition of one takes a thread at its word when the lock is held.
 *
 * <p><b>Memory consistency.</b> That of the lock: what a thread did before it released the lock after a signal
 * happens-before what the woken thread does after its wait.
 */
public final class Condition implements java.util.concurrent.locks.Condition {
    private final Object lock;
    private final Guard guard;
    private final java.util.concurrent.locks.Condition queue;

    /** Makes a condition with a new {@link RLock}: Python's {@code Condition()}. */
    public Condition() {
        this(new RLock());
    }

    /**
     * Makes a condition of a lock: Python's {@code Condition(lock)}.
     *
     * @param lock the lock that a caller holds while it waits or signals
     */
    public Condition(RLock lock) {
        this(Objects.requireNonNull(lock, "lock"), lock.guard());
    }

    /**
     * Makes a condition of a lock: Python's {@code Condition(lock)}.
     *
     * @param lock the lock that a caller holds while it waits or signals
     */
    public Condition(Lock lock) {
        this(Objects.requireNonNull(lock, "lock"), lock.guard());
    }

    private Condition(Object lock, Guard guard) {
        this.lock = lock;
        this.guard = guard;
        this.queue = guard.newQueue();
    }

    /** A held lock, for try-with-resources: closing it releases the lock once, closing it again does nothing. */
    public final class Held implements AutoCloseable {
        private boolean released;

        private Held() {}

        /** Releases the lock once. */
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
        Held held = new Held(); // first, as there may be no memory for it
        guard.acquireInterruptibly();
        return held;
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
    public boolean acquire(boolean blocking, @Nullable Duration timeout) throws InterruptedException {
        return Timeouts.acquire(guard, blocking, timeout);
    }

    /**
     * Releases the lock once: Python's {@code release()}.
     *
     * @throws IllegalMonitorStateException as the lock throws it
     */
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

    private void checkMine(String what) {
        if (!guard.isMine()) {
            throw new IllegalMonitorStateException(what + " without holding the lock " + lock);
        }
    }

    /**
     * Waits for a signal as long as it takes: Python's {@code wait()}.
     *
     * @throws IllegalMonitorStateException if the calling thread does not hold the lock (Python: {@code RuntimeError})
     * @throws InterruptedException if interrupted before there was a signal; the lock is held again then
     */
    @Override
    public void await() throws InterruptedException {
        checkMine("await");
        queue.await();
    }

    /**
     * Waits for a signal for some time: Python's {@code wait(timeout)}.
     *
     * @param timeout how long to wait; null waits for ever, zero or less only gives others the lock for a moment
     * @return whether there was a signal
     * @throws IllegalMonitorStateException if the calling thread does not hold the lock (Python: {@code RuntimeError})
     * @throws InterruptedException if interrupted before there was a signal; the lock is held again then
     */
    public boolean await(@Nullable Duration timeout) throws InterruptedException {
        checkMine("await");
        if (timeout == null) {
            queue.await();
            return true;
        }
        return queue.await(Durations.toNanos(timeout), TimeUnit.NANOSECONDS);
    }

    /**
     * Waits until a predicate holds, as long as it takes: Python's {@code wait_for(predicate)}.
     *
     * @param predicate the condition, checked first and after each signal, with the lock held
     * @param <X> type of the checked exception of the predicate, none for most
     * @throws IllegalMonitorStateException if the calling thread does not hold the lock
     * @throws InterruptedException if interrupted while waiting; the lock is held again then
     * @throws X what the predicate throws
     */
    public <X extends Exception> void awaitFor(Predicate0<X> predicate) throws X, InterruptedException {
        awaitFor(predicate, null);
    }

    /**
     * Waits until a predicate holds, for some time: Python's {@code wait_for(predicate, timeout)}.
     *
     * @param predicate the condition, checked first and after each signal, with the lock held
     * @param timeout how long to wait; null waits for ever
     * @param <X> type of the checked exception of the predicate, none for most
     * @return the last result of the predicate
     * @throws IllegalMonitorStateException if the calling thread does not hold the lock
     * @throws InterruptedException if interrupted while waiting; the lock is held again then
     * @throws X what the predicate throws
     */
    public <X extends Exception> boolean awaitFor(Predicate0<X> predicate, @Nullable Duration timeout)
            throws X, InterruptedException {
        Objects.requireNonNull(predicate, "predicate");
        checkMine("awaitFor");
        long left = Durations.toNanos(timeout);
        boolean holds = predicate.test();
        while (!holds && left > 0) {
            if (timeout == null) {
                queue.await();
            } else {
                left = queue.awaitNanos(left);
            }
            holds = predicate.test();
        }
        return holds;
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
    public <T> @Nullable T awaitValue(Supplier<T> supplier) throws InterruptedException {
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
    public <T> @Nullable T awaitValue(Supplier<T> supplier, @Nullable Duration timeout) throws InterruptedException {
        Objects.requireNonNull(supplier, "supplier");
        LastValue<T> value = new LastValue<>(supplier);
        awaitFor(value, timeout);
        return value.get();
    }

    @Override
    public void awaitUninterruptibly() {
        checkMine("await");
        queue.awaitUninterruptibly();
    }

    @Override
    public long awaitNanos(long nanosTimeout) throws InterruptedException {
        checkMine("await");
        return queue.awaitNanos(nanosTimeout);
    }

    @Override
    public boolean await(long time, TimeUnit unit) throws InterruptedException {
        Objects.requireNonNull(unit, "unit");
        checkMine("await");
        return queue.await(time, unit);
    }

    @Override
    public boolean awaitUntil(Date deadline) throws InterruptedException {
        Objects.requireNonNull(deadline, "deadline");
        checkMine("await");
        return queue.awaitUntil(deadline);
    }

    /**
     * Wakes the thread that waits longest, if one waits: Python's {@code notify()}.
     *
     * @throws IllegalMonitorStateException if the calling thread does not hold the lock (Python: {@code RuntimeError})
     */
    @Override
    public void signal() {
        checkMine("signal");
        queue.signal();
    }

    /**
     * Wakes those who wait longest: Python's {@code notify(n)}.
     *
     * @param n how many to wake at most
     * @throws IllegalMonitorStateException if the calling thread does not hold the lock (Python: {@code RuntimeError})
     */
    public void signal(int n) {
        checkMine("signal");
        for (int i = 0; i < n && guard.hasWaiters(queue); i++) {
            queue.signal();
        }
    }

    /**
     * Wakes all who wait: Python's {@code notify_all()}.
     *
     * @throws IllegalMonitorStateException if the calling thread does not hold the lock (Python: {@code RuntimeError})
     */
    @Override
    public void signalAll() {
        checkMine("signalAll");
        queue.signalAll();
    }

    /** Python's text form: the lock. */
    @Override
    public String toString() {
        return "<Condition(" + lock + ")>";
    }
}
