package io.github.procession.multiprocessing;

import io.github.procession.ipc.memory.Region;
import io.github.procession.ipc.sync.EventCount;
import io.github.procession.ipc.sync.Parker;
import io.github.procession.ipc.sync.SpinWait;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/**
 * Takes what workers send, in one thread at a time: the one on duty. A thread that waits for a result of its own goes on
 * duty itself if nobody is, so that the result need not be handed from thread to thread; else a thread of the pump does
 * it. Who leaves while there is work wakes that thread.
 */
final class ResultPump implements Runnable {
    /** What the pump serves. */
    interface Source {
        /** The workers that may send something; may be outdated. */
        WorkerLine[] lines();

        /** Takes what a worker has sent, and hands out more work. */
        void receive(WorkerLine line) throws InterruptedException;

        /** Looks after workers that have ended. */
        boolean handleEnds() throws InterruptedException;

        boolean hasEnds();

        /** Whether somebody must be on duty. */
        boolean hasWork();

        /** The longest time to sleep. */
        long sleepNanos();

        /** Looks whether work lies at the wrong worker; called after such a sleep. */
        void rebalance();

        boolean isFinished();

        /** Something went wrong that must not. */
        void fail(Throwable reason);
    }

    private final Source source;
    private final ReentrantLock duty = new ReentrantLock();
    private final EventCount local = new EventCount(new Region(Arena.ofAuto().allocate(EventCount.BYTES, 8)), 0);
    private final SpinWait spin = new SpinWait();
    private final Thread thread;

    ResultPump(Source source, String name) {
        this.source = source;
        thread = new Thread(null, this, name, 0, false);
        thread.setDaemon(true);
        // not inherited without the other things that a thread inherits: objects of the user's classes are rebuilt in it
        thread.setContextClassLoader(Thread.currentThread().getContextClassLoader());
    }

    void start() {
        thread.start();
    }

    /** Lets whoever is on duty look at ends, or the pump's thread at the work. */
    void wake() {
        local.notifyWaiters();
        LockSupport.unpark(thread);
    }

    /** Wakes the pump's thread, because nobody else may be there for the work. */
    void needThread() {
        if (!duty.isLocked()) {
            LockSupport.unpark(thread);
        }
    }

    @Override
    public void run() {
        while (!source.isFinished()) {
            if (source.hasWork()) {
                duty.lock();
                try {
                    while (source.hasWork()) {
                        step();
                    }
                } catch (InterruptedException e) {
                    Thread.interrupted(); // a task's callback has no business with this thread, nor has anybody else
                } finally {
                    duty.unlock();
                }
            } else {
                LockSupport.park(this);
            }
        }
    }

    /** Goes on duty until the condition holds, unless somebody else is. */
    void help(BooleanSupplier done) throws InterruptedException {
        if (Thread.currentThread().isVirtual() || !duty.tryLock()) {
            return;
        }
        try {
            while (!done.getAsBoolean() && source.hasWork()) {
                step();
            }
        } finally {
            duty.unlock();
            if (source.hasWork()) {
                LockSupport.unpark(thread);
            }
        }
    }

    private void step() throws InterruptedException {
        try {
            doStep();
        } catch (RuntimeException | Error e) { // nobody may wait for ever because this thread is gone
            source.fail(e);
        }
    }

    private void doStep() throws InterruptedException {
        WorkerLine[] lines = source.lines();
        boolean some = false;
        for (WorkerLine line : lines) {
            if (line.hasArrived()) {
                source.receive(line);
                some = true;
            }
        }
        some |= source.handleEnds();
        if (!some && !spin.spinUntil(() -> hasArrived(lines))) {
            sleep(lines);
        }
    }

    private boolean hasArrived(WorkerLine[] lines) {
        for (WorkerLine line : lines) {
            if (line.hasArrived()) {
                return true;
            }
        }
        return source.hasEnds();
    }

    private void sleep(WorkerLine[] lines) throws InterruptedException {
        EventCount[] events = new EventCount[lines.length + 1];
        int count = 0;
        for (WorkerLine line : lines) {
            EventCount arrivals = arrivals(line);
            if (arrivals != null) {
                events[count++] = arrivals;
            }
        }
        events[count++] = local;
        Region[] regions = new Region[count];
        long[] offsets = new long[count];
        int[] tickets = new int[count];
        for (int i = 0; i < count; i++) {
            regions[i] = events[i].region();
            offsets[i] = events[i].signalOffset();
            tickets[i] = events[i].prepare();
        }
        if (hasArrived(lines) || lines != source.lines()) {
            return;
        }
        Parker.awaitAny(regions, offsets, tickets, source.sleepNanos());
        source.rebalance();
    }

    private static EventCount arrivals(WorkerLine line) {
        if (line.finished) {
            return null;
        }
        try {
            return line.arrivals();
        } catch (IOException _) {
            return null; // closed at this moment
        }
    }
}
