package io.github.procession.multiprocessing;

import io.github.procession.ipc.sync.Deadline;
import io.github.procession.ipc.system.ArrayRing;
import java.time.Duration;

/**
 * The condition at a manager's server for which {@link ConditionProxy} objects stand; all of it happens in the monitor
 * of its lock.
 */
final class ServedCondition implements Referent {
    private final ServedLock lock;
    private final ArrayRing<Waiter> waiters = new ArrayRing<>();

    private static final class Waiter {
        boolean signalled;
    }

    ServedCondition(ServedLock lock) {
        this.lock = lock;
    }

    public boolean acquire(boolean block, Duration timeout) throws InterruptedException {
        return lock.acquire(block, timeout);
    }

    public void release() {
        lock.release();
    }

    public boolean locked() {
        return lock.locked();
    }

    public boolean await(Duration timeout) throws InterruptedException {
        Deadline deadline = Deadline.after(timeout);
        synchronized (lock) {
            lock.requireMine();
            Waiter waiter = new Waiter();
            waiters.add(waiter);
            int times = lock.releaseFully();
            try {
                while (!waiter.signalled && ServedLock.sleep(lock, deadline)) {
                    // woken for this or for another reason
                }
            } finally {
                waiters.remove(waiter);
                if (waiter.signalled && Caller.current().isGone()) {
                    signalNext(); // the signal was for a process that is gone
                }
                lock.takeAgain(times);
            }
            return waiter.signalled;
        }
    }

    public void signal(int n) {
        synchronized (lock) {
            lock.requireMine();
            for (int i = 0; i < n && !waiters.isEmpty(); i++) {
                signalNext();
            }
        }
    }

    public void signalAll() {
        signal(Integer.MAX_VALUE);
    }

    private void signalNext() {
        Waiter first = waiters.poll();
        if (first != null) {
            first.signalled = true;
            lock.notifyAll();
        }
    }

    @Override
    public void sessionEnded(CallerSession session) {
        lock.sessionEnded(session);
    }

    @Override
    public Object value() {
        throw new UnsupportedOperationException("a condition cannot be copied");
    }

    @Override
    public String toString() {
        synchronized (lock) {
            return "<Condition(" + lock + ", " + waiters.size() + ")>";
        }
    }
}
