package io.github.procession.multiprocessing;

import io.github.procession.ipc.report.LibraryLogger;
import io.github.procession.ipc.sync.Deadline;
import java.time.Duration;

/**
 * The lock at a manager's server for which {@link LockProxy} objects stand. Conditions of the lock wait in its monitor
 * too.
 *
 * <p>A call for a process that is gone gets nothing: the session is marked as ended before its locks are released, and both
 * are looked at in the monitor.
 */
final class ServedLock implements Referent {
    private final boolean reentrant;
    private Caller owner;
    private int count;
    private boolean abandoned;
    private long grants;

    ServedLock(boolean reentrant) {
        this.reentrant = reentrant;
    }

    public synchronized boolean acquire(boolean block, Duration timeout) throws InterruptedException {
        Caller caller = Caller.current();
        if (reentrant && caller.equals(owner)) {
            count++;
            return true;
        }
        if (!awaitFree(Deadline.after(block ? timeout : Duration.ZERO))) {
            return false;
        }
        take(caller, 1);
        return true;
    }

    private boolean awaitFree(Deadline deadline) throws InterruptedException {
        while (owner != null) {
            if (!sleep(this, deadline)) {
                return false;
            }
        }
        return true;
    }

    /** Sleeps in the monitor of an object; false when the time is over. */
    static boolean sleep(Object monitor, Deadline deadline) throws InterruptedException {
        long left = deadline.left();
        if (left <= 0) {
            return false;
        }
        if (deadline.isForever()) {
            monitor.wait();
        } else {
            monitor.wait(left / 1_000_000, (int) (left % 1_000_000));
        }
        return true;
    }

    private void take(Caller caller, int times) throws InterruptedException {
        if (caller.isGone()) {
            notify(); // it may have been the one who was woken
            throw new InterruptedException("the process is gone");
        }
        owner = caller;
        count = times;
        grants++;
    }

    public synchronized void release() {
        if (owner == null) {
            throw new IllegalMonitorStateException("the lock is released too often: nobody holds it");
        }
        if (reentrant) {
            requireMine();
            if (--count > 0) {
                return;
            }
        }
        free();
    }

    private void free() {
        owner = null;
        count = 0;
        abandoned = false;
        notifyAll();
    }

    public synchronized boolean locked() {
        return owner != null;
    }

    public synchronized boolean wasAbandoned() {
        return abandoned;
    }

    public synchronized long fence() {
        requireMine();
        return grants;
    }

    public ServedCondition newCondition() {
        return new ServedCondition(this);
    }

    // for conditions, which hold the monitor

    void requireMine() {
        Caller caller = Caller.current();
        boolean mine = owner != null && (reentrant ? caller.equals(owner) : caller.session() == owner.session());
        if (!mine) {
            throw new IllegalMonitorStateException("the caller does not hold the lock");
        }
    }

    /** Frees the lock and says how often it was held. */
    int releaseFully() {
        int times = count;
        free();
        return times;
    }

    /** Takes the lock again after a wait; an interrupt is kept for later. */
    void takeAgain(int times) throws InterruptedException {
        InterruptedException interrupt = null;
        while (owner != null) {
            try {
                wait();
            } catch (InterruptedException e) {
                interrupt = e;
                if (Caller.current().isGone()) {
                    break;
                }
            }
        }
        if (owner == null) {
            take(Caller.current(), times);
        }
        if (interrupt != null) {
            throw interrupt;
        }
    }

    @Override
    public synchronized void sessionEnded(CallerSession session) {
        if (owner != null && owner.session() == session) {
            free();
            abandoned = true;
            LibraryLogger.of(ServedLock.class)
                    .warn(
                            "a process that held the lock {} of a manager is gone; what it guards may be half done",
                            this);
        }
    }

    @Override
    public Object value() {
        throw new UnsupportedOperationException("a lock cannot be copied");
    }

    @Override
    public synchronized String toString() {
        return "<" + (reentrant ? "RLock" : "Lock") + " " + (owner == null ? "unlocked" : "locked") + ">";
    }
}
