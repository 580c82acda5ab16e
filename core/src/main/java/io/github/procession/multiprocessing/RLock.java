package io.github.procession.multiprocessing;

import io.github.procession.internal.ObjectHome;
import io.github.procession.ipc.memory.Cell;
import io.github.procession.ipc.memory.Region;
import io.github.procession.ipc.memory.RemoteHandle;
import io.github.procession.ipc.memory.Session;
import io.github.procession.ipc.memory.Shareables;
import io.github.procession.ipc.sync.Deadline;
import io.github.procession.ipc.sync.ReentrantMutex;
import io.github.procession.ipc.sync.RobustMutex;
import io.github.procession.ipc.transport.CellTypes;
import java.lang.ref.Reference;

/**
 * A lock that processes share and that its holder may acquire again: Python's {@code multiprocessing.RLock}. It may be
 * sent to any process at any time, as an argument, through a queue or captured by a lambda; all copies are the same lock.
 *
 * <p>It belongs to one thread of one process, which alone may release it, as often as it has acquired it. It is not fair:
 * a caller that comes at the right moment may pass those that wait. As a {@link java.util.concurrent.locks.Lock} it does the same
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
public final class RLock extends SharedLock {
    static {
        Shareables.register(RLock.class, RLock::new);
    }

    private final ReentrantMutex reentrant;

    /**
     * Makes a new lock, which is free.
     *
     * @throws java.io.UncheckedIOException if there is no shared memory for it
     */
    public RLock() {
        this(Homes.ofDefault());
    }

    RLock(ObjectHome home) {
        Remote<LockProxy> drawn = home == null ? null : Remote.draw(home, LockProxy.class, 0, 1, null);
        this(drawn == null ? Session.current().allocate(CellTypes.RLOCK) : null, drawn);
        Homes.intern(this, drawn);
    }

    RLock(RemoteHandle handle) {
        this(null, Remote.of(LockProxy.class, handle));
    }

    private RLock(long address) {
        this(Session.current().hold(address), (Remote<LockProxy>) null);
    }

    private RLock(Cell cell, Remote<LockProxy> remote) {
        this(
                cell,
                remote == null
                        ? mutex(cell.region(), cell.word(0), Session.current().token())
                        : null,
                remote);
        if (remote == null) {
            dropWithThis();
        }
    }

    /** A lock in memory that the caller has mapped and will unmap, for proofs that map it twice. */
    RLock(Region region, long offset, int token) {
        this(new Cell(0, region, offset), mutex(region, offset, token), null);
    }

    private RLock(Cell cell, ReentrantMutex reentrant, Remote<LockProxy> remote) {
        super(remote == null ? Session.current() : null, cell, remote == null ? reentrant.mutex() : null, remote);
        this.reentrant = reentrant;
    }

    private static ReentrantMutex mutex(Region region, long offset, int token) {
        return new ReentrantMutex(region, offset, Session.current().processes(), token);
    }

    /** Mutex that a condition unlocks while it waits. */
    ReentrantMutex reentrant() {
        return reentrant;
    }

    @Override
    RobustMutex.Outcome lockUntil(Deadline deadline) throws InterruptedException {
        return reentrant != null ? reentrant.lock(deadline) : lockElsewhere(deadline);
    }

    @Override
    boolean isMine() {
        return reentrant.isMine();
    }

    /** A held lock, for try-with-resources: closing it releases the lock once, closing it again does nothing. */
    public static final class Held extends Grant {
        private Held(RLock lock) {
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
     * Releases the lock once: Python's {@code release()}.
     *
     * @throws IllegalMonitorStateException if the calling thread does not hold the lock (Python:
     *     {@code AssertionError}); nothing has changed then
     */
    @Override
    public void release() {
        if (reentrant == null) {
            try {
                remote.calls().release();
                return;
            } catch (IllegalMonitorStateException _) {
                throw notHeld();
            }
        }
        if (!reentrant.unlock()) {
            throw notHeld();
        }
        Reference.reachabilityFence(this);
    }

    private IllegalMonitorStateException notHeld() {
        return new IllegalMonitorStateException("the lock is released by a thread that does not hold it: " + this);
    }

    /**
     * Makes a condition of this lock: Python's {@code Condition(lock)}. It is a {@link Condition}, which processes share
     * as they share the lock: sent to another process, it brings its lock with it. A lock may have many.
     *
     * <p>Waiting releases all holds and restores their number before it returns.
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
        if (remote != null) {
            int count = remote.state();
            return "<RLock(" + Remote.owner(count) + ", " + (count < 0 ? "nonzero" : count) + ")>";
        }
        int token = mutex.owner();
        if (token == 0) {
            return "<RLock(None, 0)>";
        }
        if (token != session.token()) {
            return "<RLock(SomeOtherProcess, nonzero)>";
        }
        if (!isMine()) {
            return "<RLock(SomeOtherThread, nonzero)>";
        }
        return "<RLock(" + ThisProcess.here().nameOfThread() + ", " + reentrant.count() + ")>";
    }
}
