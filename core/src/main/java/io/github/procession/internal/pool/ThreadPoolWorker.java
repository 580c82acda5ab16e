package io.github.procession.internal.pool;

import io.github.procession.ipc.report.LibraryLogger;
import io.github.procession.ipc.system.ServiceLoop;
import java.time.Duration;
import java.time.Instant;

/**
 * Worker of a {@link ThreadPoolEngine}: takes one task after the other and runs it in its own thread. The comment of the
 * engine says how the two work together; all but the calls themselves is guarded by the engine's lock.
 */
final class ThreadPoolWorker implements Runnable {
    private final ThreadPoolEngine engine;
    private final ThreadWorkers kind;
    private final String name;
    private final String place; // made now, as there may be no memory for it later
    private final int maxTasks;
    private final Instant started = Instant.now();
    private ThreadWorkers.Calls calls;

    // guarded by the engine's lock; the worker's own thread, which alone changes the task, reads it without
    private Thread thread;
    private PoolTask task;
    private long taskStart;
    private long finishedTasks;
    private long busyNanos;

    /**
     * A worker that its kind is to start.
     *
     * @param maxTasks tasks after which it ends; 0 for none
     */
    ThreadPoolWorker(ThreadPoolEngine engine, ThreadWorkers kind, String name, int maxTasks) {
        this.engine = engine;
        this.kind = kind;
        this.name = name;
        this.place = kind.describe(name);
        this.maxTasks = maxTasks;
    }

    // ---- in its own thread

    @Override
    public void run() {
        ServiceLoop.lookUp();
        LibraryLogger.lookUp();
        calls = kind.calls();
        if (initialize()) {
            while (!isWorn() && take()) {
                finish(call());
            }
        }
    }

    private boolean initialize() {
        try {
            calls.initialize();
            return true;
        } catch (Throwable failure) { // users of the pool get it as the reason why the pool is broken
            engine.initializerFailed(failure);
            return false;
        } finally {
            Thread.interrupted();
        }
    }

    private boolean isWorn() {
        return maxTasks > 0 && finishedTasks >= maxTasks;
    }

    /** Waits for a task; false if there will be none. */
    private boolean take() {
        while (true) {
            try {
                return tryToTake();
            } catch (OutOfMemoryError _) {
                ServiceLoop.pause(); // the task is still in the queue
            }
        }
    }

    private boolean tryToTake() {
        engine.lock.lock();
        try {
            thread = Thread.currentThread();
            while (true) {
                if (!engine.needsWorkers()) {
                    return false;
                }
                task = engine.queue.poll();
                if (task != null) {
                    taskStart = System.nanoTime();
                    return true;
                }
                engine.changed.awaitUninterruptibly();
                Thread.interrupted(); // an interrupt while no task runs is meant for none
            }
        } finally {
            engine.lock.unlock();
        }
    }

    private ThreadWorkers.Outcome call() {
        try {
            startTimer(task);
            return calls.call(task);
        } catch (Throwable e) { // an error of the library, or no stack or heap for the timer or for a report
            return failed(e);
        }
    }

    /** Waits for memory if there is none: nobody else has the task. */
    private static ThreadWorkers.Outcome failed(Throwable reason) {
        while (true) {
            try {
                return new ThreadWorkers.Outcome(null, reason, true);
            } catch (OutOfMemoryError _) {
                ServiceLoop.pause();
            }
        }
    }

    private void finish(ThreadWorkers.Outcome outcome) {
        PoolTask done = task;
        boolean tell = false;
        engine.lock.lock();
        try {
            Thread.interrupted(); // meant for this task, which is over
            tell = done.report();
            task = null;
            finishedTasks++;
            busyNanos += System.nanoTime() - taskStart;
            if (engine.runsTasks()) {
                engine.taskEnded(done);
            }
        } finally {
            engine.lock.unlock();
            if (tell) { // whatever failed: nobody else has the task any more
                tell(done, outcome);
            }
        }
    }

    private void tell(PoolTask done, ThreadWorkers.Outcome outcome) {
        if (outcome.failure() != null) {
            done.job.failed(done, outcome.failure(), outcome.inWorker() ? place : null);
        } else {
            done.job.succeeded(done, outcome.values());
        }
    }

    // ---- time limits

    private void startTimer(PoolTask timed) {
        Duration timeout = timed.job.limits.timeout();
        if (timeout != null) {
            timed.setTimer(PoolTimer.after(timeout, () -> timeOut(timed, timeout)));
        }
    }

    private void timeOut(PoolTask timed, Duration timeout) {
        Exception failure = engine.failures.timedOut(timeout); // first, as there may be no memory for it
        engine.lock.lock();
        try {
            if (task != timed || !timed.report()) {
                return;
            }
            thread.interrupt();
        } finally {
            engine.lock.unlock();
        }
        timed.job.failed(timed, failure, place);
    }

    // ---- for the engine, with its lock

    boolean hasTaskOf(PoolJob job) {
        return task != null && task.job == job;
    }

    /** Whether a task of a job runs whose outcome the job still waits for. */
    boolean isBusyFor(PoolJob job) {
        return hasTaskOf(job) && !task.isReported();
    }

    /** Marks the task that runs, if there is one, as reported: its outcome will be dropped. */
    void dropOutcome() {
        if (task != null) {
            task.report();
        }
    }

    /** Interrupts the task that runs, if there is one. */
    void interrupt() {
        if (task != null) {
            thread.interrupt();
        }
    }

    WorkerState state() {
        long pid = ProcessHandle.current().pid();
        return new WorkerState(name, pid, started, finishedTasks, Duration.ofNanos(busyNanos), task != null);
    }
}
