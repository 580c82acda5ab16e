package io.github.procession.internal.pool;

import io.github.procession.ipc.sync.Parker;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Assignment of tasks to workers: which worker gets which task, and when tasks that a worker has not begun go to another.
 * All is guarded by the engine's lock.
 */
final class TaskDispatcher {
    /** A worker that has had the same task for so long keeps others from the tasks behind it. */
    private static final long STUCK_NANOS = 1_000_000;

    /** Poll interval for a newly started worker, which may not be able to wake this process yet. */
    private static final long YOUNG_NANOS = 2_000_000;

    private final int maxTasksPerChild;
    private final WorkerSupervisor supervisor;
    private final PoolEngine engine;
    private final TaskStopper stopper;
    private final JobQueue queue;
    private final Surroundings surroundings;

    TaskDispatcher(
            PoolEngine engine,
            WorkerSettings settings,
            WorkerSupervisor supervisor,
            TaskStopper stopper,
            Surroundings surroundings) {
        this.engine = engine;
        this.stopper = stopper;
        this.maxTasksPerChild = settings.maxTasksPerChild();
        this.supervisor = supervisor;
        this.queue = engine.queue;
        this.surroundings = surroundings;
    }

    /** Gives tasks to workers that have room. The workers returned are to be written by this thread. */
    List<WorkerHandle> dispatch() {
        long now = surroundings.nanoTime();
        WorkerHandle[] workers = supervisor.workers();
        int[] room = room(workers, now);
        for (int best; (best = leastLoaded(workers, room)) >= 0; ) {
            WorkerHandle worker = workers[best];
            PoolTask task = queue.poll();
            if (task == null && worker.isReady() && worker.isIdle() && relieve(now)) {
                task = queue.poll();
                room = room(workers, now);
            }
            if (task == null) {
                break;
            }
            boolean alone =
                    task.job.limits.timeout() != null || !worker.channel().knows(task.job.function);
            if (alone && !(worker.isIdle() && (worker.isReady() || task.job.limits.timeout() == null))) {
                queue.giveBack(task); // until a worker has nothing else
                break;
            }
            worker.assign(task, alone, now);
            room[best] = alone ? 0 : room[best] - 1;
            stopper.handedOut(worker, task);
        }
        List<WorkerHandle> toWrite = new ArrayList<>();
        for (WorkerHandle worker : workers) {
            if (worker.beginSending()) {
                toWrite.add(worker);
            }
        }
        return toWrite;
    }

    private int[] room(WorkerHandle[] workers, long now) {
        int[] room = new int[workers.length];
        for (int i = 0; i < room.length; i++) {
            room[i] = workers[i].room(maxTasksPerChild, now, STUCK_NANOS);
        }
        return room;
    }

    /** Index of the worker with the fewest tasks among those that have room, or -1. */
    private static int leastLoaded(WorkerHandle[] workers, int[] room) {
        int best = -1;
        int least = Integer.MAX_VALUE;
        for (int i = 0; i < room.length; i++) {
            if (room[i] > 0) {
                int load = 2 * workers[i].load() + (workers[i].isReady() ? 0 : 1);
                if (load < least) {
                    best = i;
                    least = load;
                }
            }
        }
        return best;
    }

    /** Takes back what lies behind a long task, or at a worker that is not ready. */
    private boolean relieve(long now) {
        WorkerHandle fullest = null;
        for (WorkerHandle worker : supervisor.workers()) {
            if (worker.hasSpareTasks() && worker.isStuck(now, STUCK_NANOS)) {
                if (fullest == null || worker.load() > fullest.load()) {
                    fullest = worker;
                }
            }
        }
        return fullest != null && takeBack(fullest);
    }

    /** Whether the leader has something to wait for: tasks under way, or workers that come or go. */
    boolean hasWork() {
        return queue.underWay() > 0 || supervisor.isChanging();
    }

    /** Longest time, from now on, that tasks may stay where they are; without the lock. */
    long restNanos() {
        engine.lock.lock();
        try {
            return restNanosWithLock();
        } finally {
            engine.lock.unlock();
        }
    }

    private long restNanosWithLock() {
        long now = surroundings.nanoTime();
        boolean idle = false;
        boolean stuck = false;
        for (WorkerHandle worker : supervisor.workers()) {
            int load = worker.load();
            if (worker.isYoung(now) && (load > 0 || !worker.isReady())) {
                return YOUNG_NANOS;
            }
            idle |= load == 0 && worker.isReady();
            stuck |= load > (worker.isReady() ? 1 : 0);
        }
        return idle && stuck ? STUCK_NANOS : Parker.SLICE_MILLIS * 1_000_000L;
    }

    /** Takes back what a worker has not begun; false if there is nothing. */
    boolean takeBack(WorkerHandle worker) {
        Deque<PoolTask> back = new ArrayDeque<>();
        worker.takeBack().forEach(back::push);
        giveBack(back);
        return !back.isEmpty();
    }

    /** Puts tasks back into the queue, the last one first; those of cancelled jobs are dropped. */
    void giveBack(Deque<PoolTask> back) {
        for (PoolTask task : back) {
            if (task.job.cancelled || task.reported) {
                engine.taskEnded(task);
            } else {
                if (task.timer != null) {
                    task.timer.cancel(false);
                }
                queue.giveBack(task);
            }
        }
    }
}
