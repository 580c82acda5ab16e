package io.github.procession.multiprocessing;

import io.github.procession.internal.Cleaners;
import io.github.procession.ipc.memory.Cell;
import io.github.procession.ipc.memory.RemoteHandle;
import io.github.procession.ipc.memory.Session;
import io.github.procession.ipc.memory.Shareable;
import io.github.procession.ipc.report.LibraryLogger;
import io.github.procession.ipc.sync.Deadline;
import io.github.procession.ipc.sync.RobustMutex;
import io.github.procession.ipc.sync.Uninterruptibly;
import java.lang.ref.Reference;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Base of {@link Lock} and {@link RLock}: all ways to acquire one, whose holder may have died. */
@SuppressWarnings("exports") // Shareable is for the library's own classes
abstract sealed class SharedLock implements java.util.concurrent.locks.Lock, Shareable permits Lock, RLock {
    /** Offset of the last fencing number among the words of the lock's cell. */
    private static final long FENCE_OFFSET = 56;

    final Session session;

    /** The word that says which process holds the lock. */
    final RobustMutex mutex;

    private final Cell cell;

    /** Where the lock lives; null for shared memory. Else the session, the cell and the mutex are null. */
    final @Nullable Remote<LockProxy> remote;

    SharedLock(Session session, Cell cell, RobustMutex mutex, Remote<LockProxy> remote) {
        this.session = session;
        this.cell = cell;
        this.mutex = mutex;
        this.remote = remote;
    }

    /** Lets go of the cell when this object is no longer reachable. */
    final void dropWithThis() {
        Session held = session;
        long address = cell.address();
        Cleaners.CLEANER.register(this, () -> held.drop(address));
    }

    @Override
    public long address() {
        return remote == null ? cell.address() : 0;
    }

    @Override
    public RemoteHandle remoteHandle() {
        return remote == null ? null : remote.handleToSend();
    }

    /** Locks for the calling thread. */
    abstract RobustMutex.Outcome lockUntil(Deadline deadline) throws InterruptedException;

    /** The same for a lock that is not in shared memory. */
    final RobustMutex.Outcome lockElsewhere(Deadline deadline) throws InterruptedException {
        return remote.calls().acquire(Remote.blocks(deadline), Remote.left(deadline))
                ? RobustMutex.Outcome.LOCKED
                : RobustMutex.Outcome.TIMED_OUT;
    }

    /** One grant of a lock, which its holder gives back by closing it. */
    abstract static class Grant implements AutoCloseable {
        private final SharedLock lock;
        private boolean released;
        private long fence;

        Grant(SharedLock lock) {
            this.lock = lock;
        }

        /**
         * Fencing number of this grant: larger than all numbers that earlier holders of the lock have asked for. Something outside, such as a
         * file or a database, can refuse whoever comes with a smaller number than it has seen. In shared memory nobody gets the lock while
         * its holder lives; on a cluster others get the lock of a holder that was paused for longer than its lease.
         *
         * @return the number, from 1 on, the same for each call
         * @throws IllegalMonitorStateException if this object was closed
         */
        public long fence() {
            if (released) {
                throw new IllegalMonitorStateException("the lock was released, and others may hold it now");
            }
            if (fence == 0) {
                fence = lock.nextFence();
            }
            return fence;
        }

        /** Releases the lock, a reentrant one once. */
        @Override
        public void close() {
            if (!released) {
                released = true;
                lock.release();
            }
        }
    }

    /** A fencing number, larger than all that the lock has given before; the caller holds the lock. */
    final long nextFence() {
        if (remote != null) {
            return remote.calls().fence();
        }
        long last = cell.region().getAndAddLong(cell.word(FENCE_OFFSET), 1);
        Reference.reachabilityFence(this);
        return last + 1;
    }

    /** Whether the calling thread has acquired the lock, as a condition asks. */
    abstract boolean isMine();

    /** Releases the lock. */
    public abstract void release();

    /**
     * Acquires the lock: Python's {@code acquire(block)}.
     *
     * @param block false returns at once when the lock is held, an {@link RLock} by another thread
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
    public boolean acquire(@Nullable Duration timeout) throws InterruptedException {
        return acquire(true, timeout);
    }

    /**
     * Acquires the lock: Python's {@code acquire(block, timeout)}.
     *
     * @param block false returns at once when the lock is held, an {@link RLock} by another thread, whatever the timeout
     * @param timeout how long to wait; null waits for ever, zero or less does not wait
     * @return whether the lock was acquired
     * @throws InterruptedException if interrupted while waiting
     */
    public boolean acquire(boolean block, @Nullable Duration timeout) throws InterruptedException {
        return acquire(block ? Deadline.after(timeout) : Deadline.NOW);
    }

    final boolean acquire(Deadline deadline) throws InterruptedException {
        RobustMutex.Outcome outcome = lockUntil(deadline);
        if (outcome == RobustMutex.Outcome.ABANDONED) {
            warnAbandoned();
        }
        Reference.reachabilityFence(this); // or the cell could serve another while this thread still waits
        return outcome != RobustMutex.Outcome.TIMED_OUT;
    }

    /** Logs that this process has the lock from a dead one. Without memory it is not logged: the caller holds the lock, and must learn that. */
    final void warnAbandoned() {
        try {
            long pid = mutex.deadOwnerPid();
            LibraryLogger.of(getClass())
                    .warn(
                            "{} died while it held the lock {}; process {} has the lock now, and what it guards may"
                                    + " be half done",
                            pid < 0 ? "a process that ended long ago" : "process " + pid,
                            Long.toHexString(address()),
                            ProcessHandle.current().pid());
        } catch (OutOfMemoryError _) {
            // wasAbandoned() tells it
        }
    }

    /**
     * Whether the lock is held: Python's {@code locked()}.
     *
     * @return true if it is held
     */
    public boolean locked() {
        return remote == null ? mutex.isLocked() : remote.calls().locked();
    }

    /**
     * Whether the present holder got the lock from a process that died while it held it.
     *
     * @return true from such an acquisition until the lock is free
     */
    public boolean wasAbandoned() {
        return remote == null ? mutex.wasAbandoned() : remote.calls().wasAbandoned();
    }

    /** Acquires the lock, waiting as long as it takes; an interrupt is kept for later. */
    @Override
    public void lock() {
        Uninterruptibly.call(new Acquiring(this));
    }

    /** The wait for a lock, as a record, since a lambda would take a young JVM some milliseconds to link. */
    private record Acquiring(SharedLock lock) implements Uninterruptibly.Wait<Boolean> {
        @Override
        public Boolean call() throws InterruptedException {
            return lock.acquire(Deadline.FOREVER);
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
            return acquire(Deadline.NOW);
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
}
