package io.github.procession.multiprocessing;

import io.github.procession.ipc.sync.Deadline;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;

/**
 * The semaphore at a manager's server for which {@link SemaphoreProxy} objects stand. It knows how many permits each
 * process has, for those that die.
 */
final class ServedSemaphore implements Referent {
    private final int bound;
    private final Map<CallerSession, Integer> acquired = new HashMap<>(); // the server itself is null
    private int permits;

    /** A bound of 0 is none. */
    ServedSemaphore(int permits, int bound) {
        if (permits < 0) {
            throw new IllegalArgumentException("value=" + permits + " is negative");
        }
        this.permits = permits;
        this.bound = bound;
    }

    public synchronized boolean acquire(boolean block, Duration timeout) throws InterruptedException {
        Caller caller = Caller.current();
        Deadline deadline = Deadline.after(block ? timeout : Duration.ZERO);
        while (permits == 0) {
            if (!ServedLock.sleep(this, deadline)) {
                return false;
            }
        }
        if (caller.isGone()) {
            notifyAll();
            throw new InterruptedException("the process is gone");
        }
        permits--;
        acquired.merge(caller.session(), 1, Integer::sum);
        return true;
    }

    public synchronized void release() {
        if (bound > 0 && permits >= bound) {
            throw new IllegalMonitorStateException(
                    "the semaphore is released too often: it has all of its " + bound + " permits");
        }
        CallerSession own = Caller.current().session();
        CallerSession from = acquired.containsKey(own)
                ? own
                : acquired.entrySet().stream()
                        .max(Comparator.comparingInt(Map.Entry::getValue))
                        .map(Map.Entry::getKey)
                        .orElse(null);
        acquired.computeIfPresent(from, (_, count) -> count == 1 ? null : count - 1);
        permits++;
        notifyAll();
    }

    public synchronized int getPermits() {
        return permits;
    }

    public synchronized boolean locked() {
        return permits == 0;
    }

    @Override
    public synchronized void sessionEnded(CallerSession session) {
        Integer count = acquired.remove(session);
        if (count != null) {
            permits += count;
            notifyAll();
        }
    }

    @Override
    public Object value() {
        throw new UnsupportedOperationException("a semaphore cannot be copied");
    }

    @Override
    public synchronized String toString() {
        return "<" + (bound > 0 ? "BoundedSemaphore" : "Semaphore") + "(value=" + permits + ")>";
    }
}
