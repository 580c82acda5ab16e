package io.github.procession.internal.pool;

import io.github.procession.internal.Durations;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The part of an engine that stops tasks which run too long or were cancelled: it interrupts the task and, after the
 * grace time of its job, kills its worker.
 *
 * <p>Only the task itself may be hit. A task with a time limit is alone at its worker. A task that was cancelled may have
 * others before and behind it: those behind are taken back before the worker is killed, and those before are waited for. From the
 * interrupt on the worker gets no more tasks ({@link WorkerHandle#room}) until the task is over, so none comes between the look
 * and the kill.
 */
final class TaskStopper {
    /** Pause before the next look at a worker that still has tasks before the one to be stopped. */
    private static final Duration KILL_LATER = Duration.ofMillis(10);

    private static final long NANOS_PER_MILLI = 1_000_000;

    /** Longest time that a worker may take to load the classes of its first task. */
    private static final long FIRST_TASK_NANOS = 10_000_000_000L;

    private final ProcessPoolEngine engine;
    private final Surroundings surroundings;

    TaskStopper(ProcessPoolEngine engine, Surroundings surroundings) {
        this.engine = engine;
        this.surroundings = surroundings;
    }

    /** With the lock: a worker is to have a task, whose time begins. */
    void handedOut(WorkerHandle worker, PoolTask task) {
        Duration timeout = task.job.limits.timeout();
        if (timeout != null) {
            task.handOut(surroundings.nanoTime());
            task.setTimer(surroundings.after(timeout, () -> timeOut(worker, task)));
        }
    }

    private void timeOut(WorkerHandle worker, PoolTask task) {
        try (ProcessPoolEngine.Step step = engine.new Step()) {
            if (!worker.has(task)) {
                return;
            }
            Duration more = restOfFirstTask(worker, task);
            if (more != null) {
                task.setTimer(surroundings.after(more, () -> timeOut(worker, task)));
                return;
            }
            if (!task.isReported()) { // a cancelled one may keep its worker no longer than others
                Duration limit = task.job.limits.timeout();
                step.later(() -> task.job.failed(task, engine.failures.timedOut(limit), worker.describe()));
                task.report();
            }
            stop(worker, task);
        }
    }

    /**
     * What is left of the time of a worker's first task; null if nothing is. Its JVM loads the classes of the task before it
     * calls the function, and the limit counts from the call: a limit of 100 ms would else hit a task that has not begun.
     */
    private @Nullable Duration restOfFirstTask(WorkerHandle worker, PoolTask task) {
        long limit = Durations.toNanos(task.job.limits.timeout());
        if (worker.hasFinishedSome() || surroundings.nanoTime() - task.handedOut() - limit >= FIRST_TASK_NANOS) {
            return null;
        }
        long since = worker.runsSince();
        long ran = since == 0 ? 0 : Math.max(0, surroundings.currentTimeMillis() - since) * NANOS_PER_MILLI;
        return ran < limit ? Duration.ofNanos(Math.max(limit - ran, NANOS_PER_MILLI)) : null;
    }

    /** With the lock: interrupts a task, and kills its worker if the task does not end in time. */
    void stop(WorkerHandle worker, PoolTask task) {
        worker.interrupt(task);
        task.setTimer(surroundings.after(task.job.limits.grace(), () -> killFor(worker, task)));
    }

    /** Kills a worker for a task that has not ended, unless that would hit another task. */
    private void killFor(WorkerHandle worker, PoolTask task) {
        try (ProcessPoolEngine.Step _ = engine.new Step()) {
            if (!worker.has(task)) {
                return;
            }
            engine.takeBack(worker);
            PoolTask first = worker.first();
            if (first != null && first != task) { // an earlier task runs, or its result is on its way
                task.setTimer(surroundings.after(KILL_LATER, () -> killFor(worker, task)));
            } else if (worker.tasks().stream().noneMatch(other -> other != task && worker.hasClaimed(other))) {
                worker.kill();
            } // else the task has ended, and its result is on its way
        }
    }
}
