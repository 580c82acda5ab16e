package io.github.procession.multiprocessing;

import io.github.procession.internal.ObjectHome;
import io.github.procession.ipc.memory.Cell;
import io.github.procession.ipc.memory.RemoteHandle;
import io.github.procession.ipc.memory.Session;
import io.github.procession.ipc.memory.Shareables;
import io.github.procession.ipc.sync.Deadline;
import io.github.procession.ipc.sync.RobustMutex;
import io.github.procession.ipc.transport.CellTypes;
import java.lang.ref.Reference;

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
 * in Python. It is not fair: a caller that comes at the right moment may pass those that wait. As a
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
public final class Lock extends SharedLock {
    static {
        Shareables.register(Lock.class, Lock::new);
    }

    /** The thread of this process that acquired the lock last; only for the text form. */
    private Thread acquirer;

    /**
     * Makes a new lock, which is free.
     *
     * @throws java.io.UncheckedIOException if there is no shared memory for it
     */
    public Lock() {
        this(Homes.ofDefault());
    }

    Lock(ObjectHome home) {
        Remote<LockProxy> drawn = home == null ? null : Remote.draw(home, LockProxy.class, 0, 0, null);
        this(drawn == null ? Session.current().allocate(CellTypes.LOCK) : null, drawn);
        Homes.intern(this, drawn);
    }

    Lock(RemoteHandle handle) {
        this(null, Remote.of(LockProxy.class, handle));
    }

    private Lock(long address) {
        this(Session.current().hold(address), null);
    }

    private Lock(Cell cell, Remote<LockProxy> remote) {
        Session session = remote == null ? Session.current() : null;
        super(session, cell, remote == null ? mutex(cell, session) : null, remote);
        if (remote == null) {
            dropWithThis();
        }
    }

    private static RobustMutex mutex(Cell cell, Session session) {
        return new RobustMutex(cell.region(), cell.word(0), session.processes(), session.token());
    }

    @Override
    RobustMutex.Outcome lockUntil(Deadline deadline) throws InterruptedException {
        RobustMutex.Outcome outcome = mutex != null ? mutex.lock(deadline) : lockElsewhere(deadline);
        if (outcome != RobustMutex.Outcome.TIMED_OUT) {
            acquirer = Thread.currentThread();
        }
        return outcome;
    }

    @Override
    boolean isMine() {
        return mutex.owner() == session.token() && acquirer == Thread.currentThread();
    }

    /** A held lock, for try-with-resources: closing it releases the lock, closing it again does nothing. */
    public static final class Held extends Grant {
        private Held(Lock lock) {
            super(lock);
        }
    }

    /**
     * Acquires the lock, waiting as long as it takes: Python's {@code acquire()}.
     *
     * @return a token for try-with-resources; callers who call {@link #release()} themselves ignore it
     * @throws InterruptedException if interrupted while waiting
     */
    public Held acquire() throws InterruptedException {
        Held held = new Held(this); // first, as there may be no memory for it
        acquire(Deadline.FOREVER);
        return held;
    }

    /**
     * Releases the lock: Python's {@code release()}. Any thread of any process may do so.
     *
     * @throws IllegalMonitorStateException if the lock is not held (Python: {@code ValueError})
     */
    @Override
    public void release() {
        acquirer = null;
        if (mutex == null) {
            try {
                remote.calls().release();
                return;
            } catch (IllegalMonitorStateException _) {
                throw releasedTooOften();
            }
        }
        if (!mutex.unlockIfLocked()) {
            throw releasedTooOften();
        }
        Reference.reachabilityFence(this);
    }

    private static IllegalMonitorStateException releasedTooOften() {
        return new IllegalMonitorStateException("the lock is released too often: nobody holds it");
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
        if (remote != null) {
            return remote.owner();
        }
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
