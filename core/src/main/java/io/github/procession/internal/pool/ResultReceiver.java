package io.github.procession.internal.pool;

import io.github.procession.internal.DaemonThreads;
import io.github.procession.ipc.report.LibraryLogger;
import io.github.procession.ipc.sync.Awaited;
import io.github.procession.ipc.sync.Deadline;
import io.github.procession.ipc.sync.EventCount;
import io.github.procession.ipc.sync.ShownWait;
import io.github.procession.ipc.sync.SpinWait;
import io.github.procession.ipc.system.ServiceLoop;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Receiver of what workers send, in one thread at a time: the leader. A thread that waits for a result of its own takes the lead
 * itself if no other thread has it, so that the result need not be handed from thread to thread; else a thread of the receiver does
 * it. A thread that takes one result after the other leaves and comes back: while there is work and no thread leads, the
 * receiver's thread waits {@value #ABSENCE_NANOS} ns, and takes the lead itself if no thread has come back until then.
 *
 * <p>This is the Leader/Followers pattern.
 *
 * <p><b>Code of users.</b> What a step leaves to be done runs code of users, which may never return. Each such action is a
 * {@link Turn}. While turns are taken a timer looks at them every {@value #WATCH_MILLIS} ms: one that has lasted since the
 * last look loses the lead, to the receiver's thread, or to a new one if it was the leader. The thread that had it does
 * no more than end its action.
 */
// Longer than most: taking, losing and handing over the lead change the same few words.
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

    /*
     * The receiver's thread:   asleep -> watching -> leading -> watching ...
     *
     *   asleep     There is no work, or another thread leads.
     *   watching   There is work and no leader. A thread that takes one result after the other is about to come back; it gets
     *              ABSENCE_NANOS for that, since it would have to be woken if this thread led.
     *   leading    Until nothing is left to do, or until an action of this thread's takes so long that it loses the lead.
     *
     * No work waits without a thread. A thread that makes work says whether it will be back to lead:
     *
     *   needThread()   It will not. It sets `needed` and then wakes the receiver's thread, which leads at once. `needed` is cleared
     *                  with the lead and before the look at the work: what is made later sets it again.
     *   away()         It will. Then the receiver's thread must be watching, and is woken if it is not. It sets `watching` before it
     *                  looks at the work, and the other makes the work before it looks at `watching`: one of the two sees the
     *                  other. A wake-up before the sleep is kept by park().
     *
     * A leader that leaves counts up `left` while it still has the lead: a watching thread that sees another number knows that a
     * leader was there, and gives the next one its time. Then the leader looks at the work once more, and calls away() if
     * there is some: what arrived between its last step and the release is no less seen.
     *
     * An error in a step ends the pool (fail), so no caller waits for a leader that is gone. A thread that ends in the middle of a
     * step has released the lead on its way out. Where there is no memory to end the pool with, the receiver's thread, which
     * nothing ends before the pool, tries again until there is.
     */
    private static final long ABSENCE_NANOS = 300_000;
    private static final long WATCH_MILLIS = 200;

    private final Callbacks engine;
    private final WorkerSupervisor supervisor;
    private final TaskDispatcher dispatcher;
    private final Surroundings surroundings;

    /** Permit to lead. No lock, because the watch gives it back for a leader that does not return. */
    private final Semaphore leadership = new Semaphore(1);

    private final Turn turn = new Turn();
    private final EventCount local = EventCount.local();
    private final SpinWait spin = new SpinWait();
    private final String name;
    private final long cell;
    private final @Nullable ClassLoader contextLoader = Thread.currentThread().getContextClassLoader();

    /** The receiver's own thread; another one if the one before did not return from an action. */
    private volatile Thread thread;

    private volatile @Nullable Thread leader;

    /** Job for whose end the leader waits, null if it is the receiver's thread; of the leader, as is the next. */
    private @Nullable PoolJob leadersJob;

    /** The leader's wait as tools show it, null until it has slept. */
    private @Nullable ShownWait leadersWait;

    /** Whether the timer looks at the turns. */
    private volatile boolean watched;

    /** Number of times that a leader left; the receiver's thread sees by it that one was there. */
    private volatile int left;

    /** Whether the receiver's thread looks again by itself and need not be woken. */
    private volatile boolean watching;

    /** Error after which the pool could not be ended yet. */
    private volatile @Nullable Throwable failure;

    /** Whether tasks are to be handed out by this thread. */
    private volatile boolean handsOut;

    /** Request for the receiver's thread to lead at once, since no other thread may come back to do it. */
    private volatile boolean needed;

    ResultReceiver(
            Callbacks engine,
            WorkerSupervisor supervisor,
            TaskDispatcher dispatcher,
            String name,
            long cell,
            Surroundings surroundings) {
        this.engine = engine;
        this.supervisor = supervisor;
        this.dispatcher = dispatcher;
        this.surroundings = surroundings;
        this.name = name;
        this.cell = cell;
        thread = createThread();
    }

    private Thread createThread() {
        return DaemonThreads.create(name, contextLoader, this);
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
        if (!isLed()) {
            needed = true;
            LockSupport.unpark(thread);
        }
    }

    /** For a thread that has made work and will be back to wait for it: looks that the receiver's thread is awake. */
    void away() {
        if (!watching && !isLed()) {
            LockSupport.unpark(thread);
        }
    }

    /** Has tasks handed out by the leader, or the receiver's thread, because another had no memory for that. */
    void handOutLater() {
        handsOut = true;
        needed = true;
        wake();
    }

    /** Has the pool given up by the leader, or the receiver's thread. */
    void failLater(Throwable reason) {
        failure = reason;
        wake();
    }

    private boolean isLed() {
        return leadership.availablePermits() == 0;
    }

    @Override
    public void run() {
        ServiceLoop.lookUp(); // here nobody waits for it
        LibraryLogger.lookUp();
        while (!engine.isFinished() && thread == Thread.currentThread()) {
            try {
                Throwable reason = failure;
                if (reason == null) {
                    serveOrSleep();
                } else {
                    giveUp(reason);
                }
            } catch (RuntimeException | Error e) { // such as no memory
                failure = failure == null ? e : failure;
                ServiceLoop.pause();
            }
        }
    }

    /** Whether something is left that another thread had no memory for. */
    boolean hasToMakeUp() {
        return failure != null || handsOut;
    }

    private void giveUp(Throwable reason) {
        engine.fail(reason);
        failure = null;
    }

    /** For the leader: does what is left. */
    void makeUp() {
        Throwable reason = failure;
        if (reason != null) {
            giveUp(reason);
        } else if (handsOut) {
            handsOut = false;
            engine.rebalance();
            engine.finishStep();
        }
    }

    private void serveOrSleep() {
        watching = true; // before the look at the work: who makes work looks at this afterwards
        if (needed || dispatcher.hasWork() && !isLed() && !comesBack()) {
            serve();
        } else {
            watching = false;
            if (!needed && failure == null && (!dispatcher.hasWork() || isLed())) {
                LockSupport.park(this);
            }
        }
    }

    /** Gives a leader that is away time to come back; true if one did. */
    private boolean comesBack() {
        int before = left;
        Deadline absence = Deadline.after(ABSENCE_NANOS, TimeUnit.NANOSECONDS);
        for (long rest; left == before && !needed && (rest = absence.left()) > 0; ) {
            LockSupport.parkNanos(this, rest);
        }
        return left != before && !needed;
    }

    /** Leads until nothing is left to do. */
    private void serve() {
        leadership.acquireUninterruptibly();
        needed = false;
        begin(null);
        try {
            engine.finishStep(); // a leader that lost its place has left it, perhaps when no other work was left
            makeUp();
            while (leads() && dispatcher.hasWork() && !engine.isFinished()) {
                step();
            }
        } catch (InterruptedException e) {
            Thread.interrupted(); // no code has reason to interrupt this thread
        } finally {
            if (leads()) {
                release();
            }
        }
    }

    /** Takes the lead until the condition holds, unless another thread has it; for a caller that waits for a job. */
    void leadUntil(@Nullable PoolJob job, BooleanSupplier done) throws InterruptedException {
        if (Thread.currentThread().isVirtual()) {
            return;
        }
        if (leads() && turn.giveAway()) { // code of a user that the leader runs waits for another result
            handOver();
        }
        if (!leadership.tryAcquire()) {
            return;
        }
        begin(job);
        try {
            while (leads() && !done.getAsBoolean() && dispatcher.hasWork()) {
                step();
            }
        } finally {
            if (leads()) {
                left++; // with the lead
                release();
            }
            if (dispatcher.hasWork()) {
                away();
            }
        }
    }

    private void begin(@Nullable PoolJob job) {
        leadersJob = job;
        leader = Thread.currentThread();
    }

    private void release() {
        leadersJob = null; // an idle pool keeps no job
        ShownWait wait = leadersWait;
        leadersWait = null;
        leader = null;
        leadership.release();
        if (wait != null) {
            wait.close();
        }
    }

    /** Whether the calling thread has the lead, and has not lost it in an action that took long. */
    private boolean leads() {
        return leader == Thread.currentThread();
    }

    /**
     * For the leader: whether it may run code of users for a job. A caller that waits for its own result must not be kept by an
     * object of another's.
     */
    boolean maySpendTimeOn(PoolJob job) {
        PoolJob own = leadersJob;
        return own == null || own == job;
    }

    /**
     * Does what a step of the leader has left, which may run code of users.
     *
     * @return false if that took so long that another thread leads now
     */
    boolean perform(Runnable action) {
        long number = turn.begin();
        if (!watched && leader != null) {
            watch();
        }
        boolean inTime;
        try {
            action.run();
        } finally {
            inTime = turn.end(number);
        }
        if (inTime) {
            return true;
        }
        while (leads()) {
            Thread.yield(); // the watch is about to take the lead; until then this thread would go on as the leader
        }
        return false;
    }

    private void watch() {
        watched = true;
        try {
            surroundings.after(Duration.ofMillis(WATCH_MILLIS), this::look);
        } catch (RuntimeException | Error e) { // the library has ended, or the system has no thread
            watched = false;
        }
    }

    /** Gives the lead of a thread that does not return from an action to the receiver's thread. */
    private void look() {
        long before = turn.seen();
        if (turn.giveAwayIfOld()) {
            handOver();
        }
        if (turn.isInUse(before)) {
            watch();
            return;
        }
        watched = false;
        if (turn.isRunning()) { // its thread may have looked at this before
            watch();
        }
    }

    /** Lets another thread go on in place of the leader, which does not come back for now. */
    private void handOver() {
        Thread kept = thread;
        needed = true;
        try {
            if (leader == kept) {
                thread = createThread();
                surroundings.start(thread);
            }
        } catch (RuntimeException | Error e) { // the system has no thread: that one leads again when its action ends
            thread = kept;
        } finally {
            release();
            LockSupport.unpark(thread);
        }
    }

    private void step() throws InterruptedException {
        try {
            makeUp();
            WorkerHandle[] workers = supervisor.workers();
            if (!takeArrived(workers) && leads() && !spin.spinUntil(() -> isAwaited(workers))) {
                sleep(workers);
            }
        } catch (RuntimeException | Error e) { // no caller may wait for ever because this thread is gone
            fail(e);
        }
    }

    private void fail(Throwable reason) {
        try {
            engine.fail(reason);
        } catch (RuntimeException
                | Error e) { // such as no memory: the receiver's thread does it as soon as there is some
            failLater(reason);
            throw e;
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

    /** Whether something waits for the leader. */
    private boolean isAwaited(WorkerHandle[] workers) {
        if (hasToMakeUp()) {
            return true;
        }
        for (WorkerHandle worker : workers) {
            if (worker.channel().hasArrived()) {
                return true;
            }
        }
        return supervisor.hasEnds();
    }

    private void sleep(WorkerHandle[] workers) throws InterruptedException {
        showWait();
        EventCount[] events = new EventCount[workers.length + 1];
        int waiting = 0;
        try {
            for (WorkerHandle worker : workers) { // the event of a link without a wait is null
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

    /** Lets tools see that the leader waits for results; the receiver's own thread is nobody who waits. */
    private void showWait() {
        if (leadersJob != null) {
            if (leadersWait == null) {
                leadersWait = ShownWait.of(Awaited.POOL_RESULTS, cell);
            }
            long _ = leadersWait.part(Long.MAX_VALUE);
        }
    }

    private void await(WorkerHandle[] workers, List<EventCount> events) throws InterruptedException {
        EventCount.awaitAny(
                events, () -> isAwaited(workers) || workers != supervisor.workers() ? 0 : dispatcher.restNanos());
    }
}
