package io.github.procession.multiprocessing;

import io.github.procession.ipc.memory.Cell;
import io.github.procession.ipc.memory.Region;
import io.github.procession.ipc.memory.Session;
import io.github.procession.ipc.memory.Shareable;
import io.github.procession.ipc.memory.Shareables;
import io.github.procession.ipc.sync.Deadline;
import io.github.procession.ipc.sync.ReentrantMutex;
import io.github.procession.ipc.sync.RobustMutex;
import io.github.procession.ipc.transport.CellTypes;
import java.lang.ref.Reference;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * A lock that processes share and that its holder may acquire again: Python's {@code multiprocessing.RLock}. It may be
 * sent to any process at any time, as an argument, through a queue or captured by a lambda; all copies are the same lock.
 *
 * <p>It belongs to one thread of one process, which alone may release it, as often as it has acquired it. It is not fair:
 * whoever comes at the right moment may pass those who wait. As a {@link java.util.concurrent.locks.Lock} it does the same
 * under that interface's names.
 *
 * <p><b>Memory consistency.</b> What a thread did before it released the lock for the last time happens-before what a
 * thread of any process does after it acquired the lock next; this covers memory that the processes share, not their
 * heaps.
 *
 * <p><b>If the holder dies.</b> When its process has died, the next one that waits for the lock, or tries it, gets it
 * within about 100 ms, acquired once; that is logged as a warning with both process ids, and {@link #wasAbandoned()} is
 * true until the lock is free. A thread that ends without releasing leaves the lock acquired as long as its process lives.
 */
@SuppressWarnings("exports") // Shareable is for the library's own classes
public final class RLock implements java.util.concurrent.locks.Lock, Shareable {
    static {
        Shareables.register(RLock.class, RLock::new);
    }

    private final Session session;
    private final Cell cell;
    private final ReentrantMutex mutex;

    /**
     * Makes a new lock, which is free.
     *
     * @throws java.io.UncheckedIOException if there is no shared memory for it
     */
    public RLock() {
        this(Session.current().allocate(CellTypes.RLOCK));
        Shareables.intern(this);
    }

    private RLock(long address) {
        this(Session.current().hold(address));
    }

    private RLock(Cell cell) {
        this.session = Session.current();
        this.cell = cell;
        this.mutex = new ReentrantMutex(cell.region(), cell.word(0), session.processes(), session.token());
        Session held = session;
        long address = cell.address();
        Dropped.CLEANER.register(this, () -> held.drop(address));
    }

    /** A lock in memory that the caller has mapped and sees to, for proofs that map it twice. */
    RLock(Region region, long offset, int token) {
        this.session = Session.current();
        this.cell = new Cell(0, region, offset);
        this.mutex = new ReentrantMutex(region, offset, session.processes(), token);
    }

    @Override
    public long address() {
        return cell.address();
    }

    /** What a condition unlocks while it waits. */
    ReentrantMutex mutex() {
        return mutex;
    }

    /** The right to be inside; closing it releases the lock once, closing it again does nothing. */
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
        acquire(true, null);
        return new Held();
    }

    /**
     * Acquires the lock: Python's {@code acquire(block)}.
     *
     * @param block false returns at once when another thread holds the lock
     * @return whether the lock was acquired
     * @throws InterruptedException if interrupted while waiting
     */
    public boolean acquire(boolean block) throws InterruptedException {
        return acquire(block, null);
    }

    /**
     * Acquires the lock, waiting for some time: Python's {@code acquire(timeout=t)}.
     *
     * @param timeout how long to wait; null waits for ever, zero or less does not wait
     * @return whether the lock was acquired
     * @throws InterruptedException if interrupted while waiting
     */
    public boolean acquire(Duration timeout) throws InterruptedException {
        return acquire(true, timeout);
    }

    /**
     * Acquires the lock: Python's {@code acquire(block, timeout)}.
     *
     * @param block false returns at once when another thread holds the lock, whatever the timeout
     * @param timeout how long to wait; null waits for ever, zero or less does not wait
     * @return whether the lock was acquired
     * @throws InterruptedException if interrupted while waiting
     */
    public boolean acquire(boolean block, Duration timeout) throws InterruptedException {
        return acquire(Deadline.after(block ? timeout : Duration.ZERO));
    }

    private boolean acquire(Deadline deadline) throws InterruptedException {
        RobustMutex.Outcome outcome = mutex.lock(deadline);
        if (outcome == RobustMutex.Outcome.ABANDONED) {
            warnAbandoned();
        }
        Reference.reachabilityFence(this); // or the cell could serve another while this thread still waits
        return outcome != RobustMutex.Outcome.TIMED_OUT;
    }

    /** Logs that this process has the lock from a dead one. */
    void warnAbandoned() {
        long pid = mutex.mutex().deadOwnerPid();
        LibraryLogger.of(RLock.class)
                .warn(
                        "{} died while it held the lock {}; process {} has the lock now, and what it guards may"
                                + " be half done",
                        pid < 0 ? "a process that ended long ago" : "process " + pid,
                        Long.toHexString(address()),
                        ProcessHandle.current().pid());
    }

    /**
     * Releases the lock once: Python's {@code release()}.
     *
     * @throws IllegalMonitorStateException if the calling thread does not hold the lock (Python:
     *     {@code AssertionError}); nothing has changed then
     */
    public void release() {
        if (!mutex.unlock()) {
            throw new IllegalMonitorStateException("the lock is released by a thread that does not hold it: " + this);
        }
        Reference.reachabilityFence(this);
    }

    /**
     * Whether anybody holds the lock: Python's {@code locked()}.
     *
     * @return true if it is held
     */
    public boolean locked() {
        return mutex.mutex().isLocked();
    }

    /**
     * Whether the present holder got the lock from a process that died while it held it.
     *
     * @return true from such an acquisition until the lock is free
     */
    public boolean wasAbandoned() {
        return mutex.mutex().wasAbandoned();
    }

    /** Acquires the lock, waiting as long as it takes; an interrupt is kept for later. */
    @Override
    public void lock() {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    acquire(Deadline.FOREVER);
                    return;
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public void lockInterruptibly() throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        acquire(Deadline.FOREVER);
    }

    @Override
    public boolean tryLock() {
        try {
            return acquire(Deadline.after(Duration.ZERO));
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted without waiting", e);
        }
    }

    @Override
    public boolean tryLock(long time, TimeUnit unit) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        return acquire(Deadline.after(time, unit));
    }

    @Override
    public void unlock() {
        release();
    }

    /**
     * Makes a condition of this lock: Python's {@code Condition(lock)}. It is a {@link Condition}, which processes share
     * as they share the lock: sent to another process, it brings its lock with it. A lock may have many.
     *
     * <p>Waiting gives up the lock however often it was acquired, and has it as often again at the end.
     *
     * @return a new {@link Condition}
     * @throws java.io.UncheckedIOException if there is no shared memory for it
     */
    @Override
    public Condition newCondition() {
        return new Condition(this);
    }

    /** Python's text form: who holds the lock and how often, as far as this process knows. */
    @Override
    public String toString() {
        int token = mutex.mutex().owner();
        if (token == 0) {
            return "<RLock(None, 0)>";
        }
        if (token != session.token()) {
            return "<RLock(SomeOtherProcess, nonzero)>";
        }
        if (!mutex.isMine()) {
            return "<RLock(SomeOtherThread, nonzero)>";
        }
        return "<RLock(" + ThisProcess.here().nameOfThread() + ", " + mutex.count() + ")>";
    }
}
