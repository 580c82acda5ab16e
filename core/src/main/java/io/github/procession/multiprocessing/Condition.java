package io.github.procession.multiprocessing;

import io.github.procession.function.Predicate0;
import io.github.procession.internal.Cleaners;
import io.github.procession.internal.LastValue;
import io.github.procession.ipc.memory.Cell;
import io.github.procession.ipc.memory.RemoteHandle;
import io.github.procession.ipc.memory.RemoteObjects;
import io.github.procession.ipc.memory.Session;
import io.github.procession.ipc.memory.Shareable;
import io.github.procession.ipc.memory.Shareables;
import io.github.procession.ipc.sync.ConditionQueue;
import io.github.procession.ipc.sync.Deadline;
import io.github.procession.ipc.sync.RobustMutex;
import io.github.procession.ipc.system.ServiceLoop;
import io.github.procession.ipc.transport.CellTypes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ref.Reference;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A condition that threads of several processes wait for, under a lock that they share: Python's
 * {@code multiprocessing.Condition}. It may be sent to any process at any time, as an argument, through a queue or
 * captured by a lambda, and its lock goes with it; all copies are the same condition.
 *
 * <pre>{@code
 * try (var _ = condition.acquire()) { condition.awaitFor(() -> items.get() > 0); ... }
 * try (var _ = condition.acquire()) { items.set(1); condition.signal(); }
 * }</pre>
 *
 * <p>Waiting and signalling need the lock. Waiting releases all holds and restores the hold count before it returns. A signal wakes those who wait in the order in which they came, exactly as many as it says, and no thread
 * wakes without a signal. As a {@link java.util.concurrent.locks.Condition} it does the same under that interface's names.
 *
 * <p><b>Memory consistency.</b> That of the lock: what a thread did before it released the lock after a signal
 * happens-before what the woken thread does after its wait; this covers memory that the processes share, not their heaps.
 *
 * <p><b>If a process dies.</b> One that waits gives up its place; a signal that it got and could not act on any more wakes
 * another one that waited then, within about 100 ms. One that holds the lock: see {@link RLock} and {@link Lock}.
 */
// Longer than most: the waits of two interfaces, Java's and Python's, for two kinds of lock.
@SuppressWarnings("exports") // Shareable is for the library's own classes
public final class Condition implements java.util.concurrent.locks.Condition, Shareable {
    static {
        Shareables.register(Condition.class, Condition::new);
    }

    /** Offset of the word of the cell, after those of the queue of waiters, that says which class the lock has. */
    private static final long LOCK_CLASS_OFFSET = 32;

    private static final int LOCK = 1;
    private static final int RLOCK = 2;

    private final Cell cell;
    private final ConditionQueue queue;
    private final Guard guard;

    /** Where it lives, with its lock; null for shared memory. */
    private final @Nullable Remote<ConditionProxy> remote;

    /** The lock as the condition uses it. */
    private interface Guard extends ConditionQueue.Guard {
        SharedLock lock();
    }

    private record LockGuard(Lock lock) implements Guard {
        @Override
        public int unlockFully() {
            lock.release();
            return 1;
        }

        /** With no memory it waits for some: the caller goes on to unlock. */
        @Override
        public void lockAgain(int count) {
            while (true) {
                try {
                    lock.lock();
                    return;
                } catch (OutOfMemoryError _) {
                    ServiceLoop.pause();
                }
            }
        }
    }

    private record RLockGuard(RLock lock) implements Guard {
        @Override
        public int unlockFully() {
            return lock.reentrant().unlockFully();
        }

        @Override
        public void lockAgain(int count) {
            if (lock.reentrant().lockAgain(count) == RobustMutex.Outcome.ABANDONED) {
                lock.warnAbandoned();
            }
        }
    }

    private record Opened(Session session, Cell cell, ConditionQueue queue) {
        void close() {
            queue.close();
            session.drop(cell.address());
        }
    }

    /**
     * Makes a condition with a new {@link RLock}: Python's {@code Condition()}.
     *
     * @throws java.io.UncheckedIOException if there is no shared memory for it
     */
    public Condition() {
        this(new RLock());
    }

    /**
     * Makes a condition of a lock: Python's {@code Condition(lock)}.
     *
     * @param lock the lock that a caller holds while it waits or signals
     * @throws java.io.UncheckedIOException if there is no shared memory for it
     */
    public Condition(RLock lock) {
        Objects.requireNonNull(lock, "lock");
        Remote<ConditionProxy> drawn = lock.remote == null ? null : draw(lock.remote, RLOCK);
        this(drawn == null ? create(lock.address(), RLOCK) : null, new RLockGuard(lock), drawn);
        Homes.intern(this, drawn);
    }

    /**
     * Makes a condition of a lock: Python's {@code Condition(lock)}.
     *
     * @param lock the lock that a caller holds while it waits or signals
     * @throws java.io.UncheckedIOException if there is no shared memory for it
     */
    public Condition(Lock lock) {
        Objects.requireNonNull(lock, "lock");
        Remote<ConditionProxy> drawn = lock.remote == null ? null : draw(lock.remote, LOCK);
        this(drawn == null ? create(lock.address(), LOCK) : null, new LockGuard(lock), drawn);
        Homes.intern(this, drawn);
    }

    Condition(RemoteHandle handle) {
        this(null, guard(handle), Remote.of(ConditionProxy.class, handle));
    }

    private Condition(long address) {
        this(open(address));
    }

    private Condition(Opened opened) {
        this(opened, guard(opened), null);
    }

    private Condition(Opened opened, Guard guard, Remote<ConditionProxy> remote) {
        this.remote = remote;
        if (remote != null) {
            this.cell = null;
            this.queue = null;
            this.guard = guard;
            return;
        }
        this.cell = opened.cell;
        this.queue = opened.queue;
        this.guard = guard;
        Cleaners.CLEANER.register(this, opened::close);
    }

    private static Opened create(long lock, int lockClass) {
        Session session = Session.current();
        Cell cell = session.allocate(CellTypes.CONDITION);
        try {
            cell.region().putInt(cell.word(LOCK_CLASS_OFFSET), lockClass);
            ConditionQueue queue =
                    ConditionQueue.create(cell, session.directory(), lock, session.processes(), session.token());
            return new Opened(session, cell, queue);
        } catch (IOException e) {
            session.drop(cell.address());
            throw new UncheckedIOException(e.getMessage(), e);
        }
    }

    private static Opened open(long address) {
        Session session = Session.current();
        Cell cell = session.hold(address);
        try {
            return new Opened(
                    session,
                    cell,
                    ConditionQueue.open(cell, session.directory(), session.processes(), session.token()));
        } catch (IOException e) {
            session.drop(address);
            throw new UncheckedIOException("the condition cannot be opened: " + e.getMessage(), e);
        }
    }

    private static Remote<ConditionProxy> draw(Remote<LockProxy> lock, int lockClass) {
        lock.handleToSend(); // the condition names it
        return Remote.draw(lock.home(), ConditionProxy.class, 0, lockClass, lock.name());
    }

    private static Guard guard(RemoteHandle handle) {
        boolean reentrant = handle.option() == RLOCK;
        RemoteHandle lock = new RemoteHandle(handle.namespace(), handle.companion(), 0, reentrant ? 1 : 0, null);
        return reentrant
                ? new RLockGuard((RLock) RemoteObjects.resolve(RLock.class, lock))
                : new LockGuard((Lock) RemoteObjects.resolve(Lock.class, lock));
    }

    private static Guard guard(Opened opened) {
        ClassLoader loader = Condition.class.getClassLoader();
        long lock = opened.queue.lock();
        return opened.cell.region().getInt(opened.cell.word(LOCK_CLASS_OFFSET)) == LOCK
                ? new LockGuard((Lock) Shareables.resolve(Lock.class.getName(), lock, loader))
                : new RLockGuard((RLock) Shareables.resolve(RLock.class.getName(), lock, loader));
    }

    @Override
    public long address() {
        return remote == null ? cell.address() : 0;
    }

    @Override
    public RemoteHandle remoteHandle() {
        return remote == null ? null : remote.handleToSend();
    }

    @Override
    public long[] companions() {
        return remote == null ? new long[] {queue.lock()} : new long[0];
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
     * @throws InterruptedException if interrupted while waiting
     */
    public Held acquire() throws InterruptedException {
        Held held = new Held(); // first, as there may be no memory for it
        guard.lock().acquire(true, null);
        return held;
    }

    /**
     * Acquires the lock: Python's {@code acquire(block, timeout)}.
     *
     * @param block false returns at once when the lock is held, whatever the timeout
     * @param timeout how long to wait; null waits for ever, zero or less does not wait
     * @return whether the lock was acquired
     * @throws InterruptedException if interrupted while waiting
     */
    public boolean acquire(boolean block, @Nullable Duration timeout) throws InterruptedException {
        return guard.lock().acquire(block, timeout);
    }

    /**
     * Releases the lock once: Python's {@code release()}.
     *
     * @throws IllegalMonitorStateException as the lock throws it
     */
    public void release() {
        guard.lock().unlock();
    }

    /**
     * Whether the lock is held: Python's {@code locked()}.
     *
     * @return true if it is held
     */
    public boolean locked() {
        return guard.lock().locked();
    }

    private void checkMine(String what) {
        if (remote != null) {
            remote.calls().signal(0); // throws
            return;
        }
        if (!guard.lock().isMine()) {
            throw new IllegalMonitorStateException(what + " without holding the lock " + guard.lock());
        }
    }

    private boolean await(Deadline deadline) throws InterruptedException {
        if (remote != null) {
            return remote.calls().await(Remote.left(deadline));
        }
        checkMine("await");
        boolean signalled = queue.await(guard, deadline);
        Reference.reachabilityFence(this); // or the cell could serve another while this thread still waits
        return signalled;
    }

    /**
     * Waits for a signal as long as it takes: Python's {@code wait()}.
     *
     * @throws IllegalMonitorStateException if the calling thread does not hold the lock (Python:
     *     {@code AssertionError})
     * @throws InterruptedException if interrupted before there was a signal; the lock is held again then
     */
    @Override
    public void await() throws InterruptedException {
        await(Deadline.FOREVER);
    }

    /**
     * Waits for a signal for some time: Python's {@code wait(timeout)}.
     *
     * @param timeout how long to wait; null waits for ever, zero or less only gives others the lock for a moment
     * @return whether there was a signal
     * @throws IllegalMonitorStateException if the calling thread does not hold the lock (Python:
     *     {@code AssertionError})
     * @throws InterruptedException if interrupted before there was a signal; the lock is held again then
     */
    public boolean await(@Nullable Duration timeout) throws InterruptedException {
        return await(Deadline.after(timeout));
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
        Deadline deadline = Deadline.after(timeout);
        boolean holds = predicate.test();
        while (!holds && deadline.left() > 0) {
            await(deadline);
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

    /**
     * Waits for a signal as long as it takes; an interrupt is kept for later and takes nothing from the wait.
     *
     * @throws IllegalMonitorStateException if the calling thread does not hold the lock
     */
    @Override
    public void awaitUninterruptibly() {
        if (remote != null) {
            remote.calls().awaitUninterruptibly();
            return;
        }
        checkMine("awaitUninterruptibly");
        queue.awaitUninterruptibly(guard);
        Reference.reachabilityFence(this);
    }

    @Override
    public long awaitNanos(long nanosTimeout) throws InterruptedException {
        Deadline deadline = Deadline.after(Duration.ofNanos(nanosTimeout));
        await(deadline);
        return deadline.left();
    }

    @Override
    public boolean await(long time, TimeUnit unit) throws InterruptedException {
        return await(Deadline.after(time, unit));
    }

    @Override
    public boolean awaitUntil(Date deadline) throws InterruptedException {
        Objects.requireNonNull(deadline, "deadline");
        return await(Duration.between(Instant.now(), Instant.ofEpochMilli(deadline.getTime())));
    }

    /**
     * Wakes the thread that waits longest, if one waits: Python's {@code notify()}.
     *
     * @throws IllegalMonitorStateException if the calling thread does not hold the lock (Python:
     *     {@code AssertionError})
     */
    @Override
    public void signal() {
        signal(1);
    }

    /**
     * Wakes those who wait longest: Python's {@code notify(n)}.
     *
     * @param n how many to wake at most
     * @throws IllegalMonitorStateException if the calling thread does not hold the lock (Python:
     *     {@code AssertionError})
     */
    public void signal(int n) {
        if (remote != null) {
            remote.calls().signal(n);
            return;
        }
        checkMine("signal");
        queue.signal(n);
        Reference.reachabilityFence(this);
    }

    /**
     * Wakes all who wait: Python's {@code notify_all()}.
     *
     * @throws IllegalMonitorStateException if the calling thread does not hold the lock (Python:
     *     {@code AssertionError})
     */
    @Override
    public void signalAll() {
        if (remote != null) {
            remote.calls().signalAll();
            return;
        }
        checkMine("signalAll");
        queue.signalAll();
        Reference.reachabilityFence(this);
    }

    /** Python's text form: the lock, and how many wait. */
    @Override
    public String toString() {
        return "<Condition(" + guard.lock() + ", " + (remote == null ? queue.waiting() : remote.state()) + ")>";
    }
}
