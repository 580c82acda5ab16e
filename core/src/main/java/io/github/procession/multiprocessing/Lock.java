package io.github.procession.multiprocessing;

import io.github.procession.ipc.memory.Cell;
import io.github.procession.ipc.memory.Session;
import io.github.procession.ipc.memory.Shareable;
import io.github.procession.ipc.memory.Shareables;
import io.github.procession.ipc.sync.Deadline;
import io.github.procession.ipc.sync.RobustMutex;
import io.github.procession.ipc.transport.CellTypes;
import java.lang.ref.Reference;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * A lock that processes share: Python's {@code multiprocessing.Lock}. It may be sent to any process at any time, as an
 * argument, through a queue or captured by a lambda; all copies are the same lock.
 *
 * <pre>{@code
 * try (var _ = lock.acquire()) { ... }                          // Python's "with lock:"
 * lock.acquire(); try { ... } finally { lock.release(); }       // the same
 * }</pre>
 *
 * <p>It is not reentrant: a thread that acquires it twice waits for itself. Any thread of any process may release it, as
 * in Python. It is not fair: whoever comes at the right moment may pass those who wait. As a
 * {@link java.util.concurrent.locks.Lock} it does the same under that interface's names.
 *
 * <p><b>Memory consistency.</b> What a thread did before it released the lock happens-before what a thread of any
 * process does after it acquired the lock next; this covers memory that the processes share, not their heaps.
 *
 * <p><b>If the holder dies.</b> The next process that waits for the lock, or tries it, gets it within about 100 ms; that
 * is logged as a warning with both process ids, and {@link #wasAbandoned()} is true until the lock is released. Python
 * waits for ever.
 */
@SuppressWarnings("exports") // Shareable is for the library's own classes
public final class Lock implements java.util.concurrent.locks.Lock, Shareable {
    static {
        Shareables.register(Lock.class, Lock::new);
    }

    private final Session session;
    private final Cell cell;
    private final RobustMutex mutex;

    /** The thread of this process that acquired the lock last; only for the text form. */
    private Thread acquirer;

    /**
     * Makes a new lock, which is free.
     *
     * @throws java.io.UncheckedIOException if there is no shared memory for it
     */
    public Lock() {
        this(Session.current().allocate(CellTypes.LOCK));
        Shareables.intern(this);
    }

    private Lock(long address) {
        this(Session.current().hold(address));
    }

    private Lock(Cell cell) {
        this.session = Session.current();
        this.cell = cell;
        this.mutex = new RobustMutex(cell.region(), cell.word(0), session.processes(), session.token());
        Session held = session;
        long address = cell.address();
        Dropped.CLEANER.register(this, () -> held.drop(address));
    }

    @Override
    public long address() {
        return cell.address();
    }

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
     * @throws InterruptedException if interrupted while waiting
     */
    public Held acquire() throws InterruptedException {
        acquired(mutex.lock());
        return new Held();
    }

    /**
     * Acquires the lock: Python's {@code acquire(block)}.
     *
     * @param block false returns at once when the lock is held
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
     * @param block false returns at once when the lock is held, whatever the timeout
     * @param timeout how long to wait; null waits for ever, zero or less does not wait
     * @return whether the lock was acquired
     * @throws InterruptedException if interrupted while waiting
     */
    public boolean acquire(boolean block, Duration timeout) throws InterruptedException {
        return acquired(mutex.lock(Deadline.after(block ? timeout : Duration.ZERO)));
    }

    private boolean acquired(RobustMutex.Outcome outcome) {
        if (outcome == RobustMutex.Outcome.ABANDONED) {
            warn();
        }
        boolean held = outcome != RobustMutex.Outcome.TIMED_OUT;
        if (held) {
            acquirer = Thread.currentThread();
        }
        Reference.reachabilityFence(this); // or the cell could serve another while this thread still waits
        return held;
    }

    private void warn() {
        long pid = mutex.deadOwnerPid();
        LibraryLogger.of(Lock.class)
                .warn(
                        "{} died while it held the lock {}; process {} has the lock now, and what it guards may"
                                + " be half done",
                        pid < 0 ? "a process that ended long ago" : "process " + pid,
                        Long.toHexString(address()),
                        ProcessHandle.current().pid());
    }

    /** Whether the calling thread has acquired the lock, as a condition asks. */
    boolean isMine() {
        return mutex.owner() == session.token() && acquirer == Thread.currentThread();
    }

    /**
     * Releases the lock: Python's {@code release()}. Any thread of any process may do so.
     *
     * @throws IllegalMonitorStateException if the lock is not held by anybody (Python: {@code ValueError})
     */
    public void release() {
        acquirer = null;
        if (!mutex.unlockIfLocked()) {
            throw new IllegalMonitorStateException("the lock is released too often: nobody holds it");
        }
        Reference.reachabilityFence(this);
    }

    /**
     * Whether anybody holds the lock: Python's {@code locked()}.
     *
     * @return true if it is held
     */
    public boolean locked() {
        return mutex.isLocked();
    }

    /**
     * Whether the present holder got the lock from a process that died while it held it.
     *
     * @return true from such an acquisition to the next release
     */
    public boolean wasAbandoned() {
        return mutex.wasAbandoned();
    }

    /** Acquires the lock, waiting as long as it takes; an interrupt is kept for later. */
    @Override
    public void lock() {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    acquired(mutex.lock());
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
        acquired(mutex.lock());
    }

    @Override
    public boolean tryLock() {
        boolean held = mutex.tryLock();
        return acquired(
                !held
                        ? RobustMutex.Outcome.TIMED_OUT
                        : mutex.wasAbandoned() ? RobustMutex.Outcome.ABANDONED : RobustMutex.Outcome.LOCKED);
    }

    @Override
    public boolean tryLock(long time, TimeUnit unit) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        return acquired(mutex.lock(Deadline.after(time, unit)));
    }

    @Override
    public void unlock() {
        release();
    }

    /**
     * Makes a condition of this lock: Python's {@code Condition(lock)}. It is a {@link Condition}, which processes share
     * as they share the lock: sent to another process, it brings its lock with it. A lock may have many.
     *
     * <p>Only the thread that acquired the lock may wait and signal, though any may release it: the calls of all others
     * throw {@link IllegalMonitorStateException}.
     *
     * @return a new {@link Condition}
     * @throws java.io.UncheckedIOException if there is no shared memory for it
     */
    @Override
    public Condition newCondition() {
        return new Condition(this);
    }

    /** Python's text form: who holds the lock, as far as this process knows. */
    @Override
    public String toString() {
        return "<Lock(owner=" + owner() + ")>";
    }

    private String owner() {
        int token = mutex.owner();
        if (token == 0) {
            return "None";
        }
        if (token != session.token()) {
            return "SomeOtherProcess";
        }
        Thread thread = acquirer;
        if (thread != Thread.currentThread()) {
            return "SomeOtherThread";
        }
        return ThisProcess.here().nameOfThread();
    }
}
