package io.github.procession.ipc.sync;

import io.github.procession.ipc.system.ServiceLoop;
import java.util.Iterator;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongConsumer;

/**
 * The virtual threads of this process that wait for one condition. Each has a place of its own in shared memory, and yet
 * only one of them, the <b>watch</b>, looks at shared memory again and again, on behalf of all; the others are parked and
 * cost nothing.
 */
final class ConditionWatch {
    /*
     * No waiter is forgotten:
     *   A waiter is listed before it looks at its place for the last time before it parks. The watch announces itself to
     *   the event count of signals before it looks at the places of all that are listed. So a signal comes before the
     *   look of the waiter it is for, or it wakes the watch, which then finds it.
     *   A waiter that stops being the watch says so first and then wakes a listed one. A waiter that leaves is no longer
     *   listed first, and then wakes a listed one if there is no watch. So a waiter that was woken in order to be the watch
     *   becomes it, or wakes the next in its place.
     */
    private final EventCount signals;
    private final AtomicReference<Waiter> watch = new AtomicReference<>();
    private final ConcurrentSkipListMap<Long, Waiter> waiters = new ConcurrentSkipListMap<>(); // by ticket

    /** Finder of signals that went to processes that are dead. */
    interface DeadSignals {
        /** Gives for each of them the ticket that a waiter must be below to act on it in place of the dead. */
        void forEach(LongConsumer each);
    }

    ConditionWatch(EventCount signals) {
        this.signals = signals;
    }

    /** A virtual thread and its place. */
    final class Waiter implements AutoCloseable {
        private final Thread thread = Thread.currentThread();
        private final ConditionPlace place;
        private final int waiting;
        private final long ticket;
        private volatile boolean inherits;

        private Waiter(ConditionPlace place, int waiting) {
            this.place = place;
            this.waiting = waiting;
            this.ticket = place.ticket();
        }

        /** Whether the last wait ended because there may be a signal of a dead process for this waiter. */
        boolean inherits() {
            return inherits;
        }

        private boolean hasToAct() {
            return inherits || place.word() != waiting;
        }

        /**
         * Waits until the place has changed, the time is over, or there may be a signal of a dead process for it.
         *
         * @throws InterruptedException if the thread is interrupted
         */
        void await(Deadline deadline, DeadSignals dead) throws InterruptedException {
            inherits = false;
            while (!hasToAct() && deadline.left() > 0) {
                if (watch.compareAndSet(null, this)) {
                    try {
                        watch(deadline, dead);
                    } finally {
                        watch.set(null);
                    }
                } else {
                    LockSupport.parkNanos(ConditionWatch.this, deadline.left());
                    if (Thread.interrupted()) {
                        throw new InterruptedException();
                    }
                }
            }
        }

        private void watch(Deadline deadline, DeadSignals dead) throws InterruptedException {
            for (int slice = 0; ; slice++) {
                int ticket = signals.prepare();
                wakeSignalled();
                long left = deadline.left();
                if (hasToAct() || left <= 0) {
                    return;
                }
                signals.await(ticket, Math.min(left, Parker.sliceNanos(slice)));
                if (!signals.isSince(ticket)) {
                    appointHeirs(dead);
                }
            }
        }

        private void wake() {
            LockSupport.unpark(thread);
        }

        /** With no memory it waits for some: the others would rely on a waiter that is gone. */
        @Override
        public void close() {
            while (true) {
                try {
                    waiters.remove(ticket);
                    if (watch.get() == null) {
                        wakeFirst();
                    }
                    return;
                } catch (OutOfMemoryError _) {
                    ServiceLoop.pause();
                }
            }
        }
    }

    /** Lists the calling virtual thread until the result is closed. */
    Waiter enter(ConditionPlace place, int waiting) {
        Waiter waiter = new Waiter(place, waiting);
        try {
            waiters.put(waiter.ticket, waiter);
        } catch (OutOfMemoryError e) { // it may be listed nevertheless
            waiter.close();
            throw e;
        }
        return waiter;
    }

    private void wakeFirst() {
        var first = waiters.firstEntry();
        if (first != null) {
            first.getValue().wake();
        }
    }

    private void wakeSignalled() {
        for (Waiter waiter : waiters.values()) {
            if (waiter.place.word() != waiter.waiting) {
                waiter.wake();
            }
        }
    }

    /** Wakes those who wait longest, as many as there are signals of dead processes that they may act on. */
    private void appointHeirs(DeadSignals dead) {
        Iterator<Waiter> oldest = waiters.values().iterator();
        dead.forEach(before -> {
            Waiter heir = oldest.hasNext() ? oldest.next() : null;
            if (heir != null && heir.ticket < before) {
                heir.inherits = true;
                heir.wake();
            }
        });
    }
}
