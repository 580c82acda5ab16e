package io.github.procession.internal.pool;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** The jobs of a pool that have tasks to give, in the order in which they came; guarded by the engine's lock. */
final class JobQueue {
    private final Deque<PoolTask> returned = new ArrayDeque<>();
    private final Deque<PoolJob> jobs = new ArrayDeque<>();

    /** Tasks that were taken and have not ended; may be read without the lock. */
    private volatile int underWay;

    /** Adds a job, unless it waits here already. */
    void add(PoolJob job) {
        if (!job.queued) {
            job.queued = true;
            jobs.add(job);
        }
    }

    /** Puts a task that was handed out in front of all others. */
    void giveBack(PoolTask task) {
        returned.addFirst(task);
    }

    /** Takes the next task, or null. Jobs that have none at the moment leave the queue. */
    @Nullable
    PoolTask poll() {
        PoolTask task = returned.poll();
        while (task == null && !jobs.isEmpty()) {
            PoolJob job = jobs.peek();
            task = job.cancelled ? null : job.next();
            if (task == null) {
                jobs.remove().queued = false;
            } else {
                job.underWay++;
                underWay = underWay + 1;
            }
        }
        return task;
    }

    /** Whether {@link #poll} may give a task. */
    boolean hasTasks() {
        return !returned.isEmpty() || !jobs.isEmpty();
    }

    /** A task that was taken has ended. */
    void ended(PoolTask task) {
        task.job.underWay--;
        underWay = underWay - 1;
    }

    int underWay() {
        return underWay;
    }

    /** Drops a job, which is asked for no more tasks; else the last one would stay, with its inputs and its result. */
    void forget(PoolJob job) {
        if (job.queued) {
            job.queued = false;
            jobs.remove(job);
        }
    }

    /** Drops a job and those of its tasks that were given back. */
    void remove(PoolJob job) {
        forget(job);
        returned.removeIf(task -> {
            if (task.job == job) {
                ended(task);
            }
            return task.job == job;
        });
    }

    /** Drops everything, tasks that are with workers too. */
    void clear() {
        returned.clear();
        jobs.clear();
        underWay = 0;
    }
}
