package io.github.procession.internal.pool;

import io.github.procession.ipc.sync.EventCount;
import io.github.procession.ipc.sync.SpinWait;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/**
 * Receiver of what workers send, in one thread at a time: the leader. A thread that waits for a result of its own takes the lead
 * itself if no other thread has it, so that the result need not be handed from thread to thread; else a thread of the receiver does
 * it. A thread that takes one result after the other leaves and comes back: while there is work and no thread leads, the
 * receiver's thread waits {@value #ABSENCE_NANOS} ns, and takes the lead itself if no thread has come back until then.
 *
 * <p>This is the Leader/Followers pattern.
 */
final class ResultReceiver implements Runnable {
    /** Callbacks into the engine, by the thread in the lead but for {@link #isFinished}. */
    interface Callbacks {
        /** Takes what a worker has sent: changes the state, and leaves the rest to {@link #finishStep}. */
        void receive(WorkerHandle worker) throws InterruptedException;

        /** Handles the end of a worker, in the same way; false if none has ended. */
        boolean handleEnds() throws InterruptedException;

        /** Finds tasks that wait at one worker while another is idle; called after each sleep. */
        void rebalance();

        /** Writes to workers and reports results to jobs, which runs code of users; does not throw. */
        void finishStep();

        /** Ends the pool after an error of the library. */
        void fail(Throwable reason);

        boolean isFinished();
    }

    private static final long ABSENCE_NANOS = 300_000;

    private final Callbacks engine;
    private final WorkerSupervisor supervisor;
    private final TaskDispatcher dispatcher;
    private final Surroundings surroundings;
    private final ReentrantLock leadership = new ReentrantLock();
    private final EventCount local = EventCount.local();
    private final SpinWait spin = new SpinWait();
    private final Thread thread;

    /** Number of times that a leader left; the receiver's thread sees by it that one was there. */
    private volatile int left;

    /** Whether the receiver's thread looks again by itself and need not be woken. */
    private volatile boolean watching;

    /** Request for the receiver's thread to lead at once, since no other thread may come back to do it. */
    private volatile boolean needed;

    ResultReceiver(
            Callbacks engine,
            WorkerSupervisor supervisor,
            TaskDispatcher dispatcher,
            String name,
            Surroundings surroundings) {
        this.engine = engine;
        this.supervisor = supervisor;
        this.dispatcher = dispatcher;
        this.surroundings = surroundings;
        thread = new Thread(null, this, name, 0, false);
        thread.setDaemon(true);
        // not inherited without the other things that a thread inherits: objects of the user's classes are rebuilt in
        // it
        thread.setContextClassLoader(Thread.currentThread().getContextClassLoader());
    }

    void start() {
        surroundings.start(thread);
    }

    /** Lets the leader look at ends, or the receiver's thread at the work. */
    void wake() {
        local.notifyWaiters();
        LockSupport.unpark(thread);
    }

    /** Wakes the receiver's thread, because no other thread may be there for the work. */
    void needThread() {
        if (!leadership.isLocked()) {
            needed = true;
            LockSupport.unpark(thread);
        }
    }

    /** For a thread that has made work and will be back to wait for it: looks that the receiver's thread is awake. */
    void away() {
        if (!watching && !leadership.isLocked()) {
            LockSupport.unpark(thread);
        }
    }

    @Override
    public void run() {
        while (!engine.isFinished()) {
            watching = true; // before the look at the work: who makes work looks at this afterwards
            if (needed || dispatcher.hasWork() && !leadership.isLocked() && !comesBack()) {
                serve();
            } else {
                watching = false;
                if (!needed && (!dispatcher.hasWork() || leadership.isLocked())) {
                    LockSupport.park(this);
                }
            }
        }
    }

    /** Gives a leader that is away time to come back; true if one did. */
    private boolean comesBack() {
        int before = left;
        long end = System.nanoTime() + ABSENCE_NANOS;
        for (long rest = ABSENCE_NANOS; rest > 0 && left == before && !needed; rest = end - System.nanoTime()) {
            LockSupport.parkNanos(this, rest);
        }
        return left != before && !needed;
    }

    /** Leads until nothing is left to do. */
    private void serve() {
        leadership.lock();
        needed = false;
        try {
            while (dispatcher.hasWork()) {
                step();
            }
        } catch (InterruptedException e) {
            Thread.interrupted(); // no code has reason to interrupt this thread
        } finally {
            leadership.unlock();
        }
    }

    /** Takes the lead until the condition holds, unless another thread has it. */
    void leadUntil(BooleanSupplier done) throws InterruptedException {
        if (Thread.currentThread().isVirtual() || !leadership.tryLock()) {
            return;
        }
        try {
            while (!done.getAsBoolean() && dispatcher.hasWork()) {
                step();
            }
        } finally {
            left++; // with the lock
            leadership.unlock();
            if (dispatcher.hasWork()) {
                away();
            }
        }
    }

    private void step() throws InterruptedException {
        try {
            WorkerHandle[] workers = supervisor.workers();
            if (!takeArrived(workers) && !spin.spinUntil(() -> hasArrived(workers))) {
                sleep(workers);
            }
        } catch (RuntimeException | Error e) { // no caller may wait for ever because this thread is gone
            engine.fail(e);
        }
    }

    private boolean takeArrived(WorkerHandle[] workers) throws InterruptedException {
        boolean some = false;
        try {
            for (WorkerHandle worker : workers) {
                if (worker.channel().hasArrived()) {
                    engine.receive(worker);
                    some = true;
                }
            }
            some |= engine.handleEnds();
        } finally {
            engine.finishStep();
        }
        return some;
    }

    private boolean hasArrived(WorkerHandle[] workers) {
        for (WorkerHandle worker : workers) {
            if (worker.channel().hasArrived()) {
                return true;
            }
        }
        return supervisor.hasEnds();
    }

    private void sleep(WorkerHandle[] workers) throws InterruptedException {
        EventCount[] events = new EventCount[workers.length + 1];
        int waiting = 0;
        try {
            for (WorkerHandle worker : workers) { // the event of a line without a wait is null
                events[waiting] = worker.channel().beginWait();
                waiting++;
            }
            events[waiting] = local;
            await(workers, Arrays.stream(events).filter(Objects::nonNull).toList());
        } finally {
            for (int i = 0; i < waiting; i++) {
                if (events[i] != null) {
                    workers[i].channel().endWait();
                }
            }
        }
        engine.rebalance();
        engine.finishStep();
    }

    private void await(WorkerHandle[] workers, List<EventCount> events) throws InterruptedException {
        EventCount.awaitAny(
                events, () -> hasArrived(workers) || workers != supervisor.workers() ? 0 : dispatcher.restNanos());
    }
}
