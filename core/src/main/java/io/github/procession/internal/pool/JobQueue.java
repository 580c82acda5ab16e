package io.github.procession.internal.pool;

import io.github.procession.ipc.system.ArrayRing;
import org.jspecify.annotations.Nullable;

/** The jobs of a pool that have tasks to give, in the order in which they came; guarded by the engine's lock. */
final class JobQueue {
    /** The task that was given back last, which {@link PoolTask#next} links to the one before it: giving back takes no memory. */
    private @Nullable PoolTask returned;

    private final ArrayRing<PoolJob> jobs = new ArrayRing<>();

    /** Tasks that were taken and have not ended; may be read without the lock. */
    private volatile int underWay;

    /** Adds a job, unless it waits here already. */
    void add(PoolJob job) {
        if (!job.queued) {
            jobs.add(job);
            job.queued = true;
        }
    }

    /** Puts a task that was handed out in front of all others. */
    void giveBack(PoolTask task) {
        task.next = returned;
        returned = task;
    }

    /** Takes the next task, or null. Jobs that have none at the moment leave the queue. */
    @Nullable
    PoolTask poll() {
        PoolTask task = returned;
        if (task != null) {
            returned = task.next;
            task.next = null;
        }
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
        return returned != null || !jobs.isEmpty();
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
        PoolTask last = null; // of those that stay
        for (PoolTask task = returned; task != null; task = task.next) {
            if (task.job != job) {
                last = task;
                continue;
            }
            ended(task);
            if (last == null) {
                returned = task.next;
            } else {
                last.next = task.next;
            }
        }
    }

    /** Drops everything, tasks that are with workers too. */
    void clear() {
        returned = null;
        jobs.clear();
        underWay = 0;
    }
}
