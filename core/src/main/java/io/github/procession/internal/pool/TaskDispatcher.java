package io.github.procession.internal.pool;

import io.github.procession.ipc.sync.Parker;
import java.util.ArrayList;
import java.util.List;

/**
 * Assignment of tasks to workers: which worker gets which task, and when tasks that a worker has not begun go to another.
 * All is guarded by the engine's lock.
 */
final class TaskDispatcher {
    /*
     * Dispatch, at the end of every step:
     *
     *   1. Room. Each worker says how many tasks it may still get: a store of some 200 microseconds of work, one task while it
     *      starts, none while it is retired, closed, has a task that must be alone, or may be killed for a task.
     *   2. Choice. The next task goes to the worker with room that has the fewest; of equal ones to one that is ready. That evens
     *      out the load without knowing how long a task takes.
     *   3. Relief. If the queue is empty and a worker is idle, tasks behind a long one are taken back from the fullest worker, once
     *      it has had the same task for STUCK_NANOS. They return to the front of the queue, in their old order.
     *   4. Alone. A task with a time limit, and one whose function the worker has not got yet, goes to a worker that has no other
     *      and gets none beside it: the limit must not count the time of another task, and a function that cannot be
     *      decoded must not fail tasks behind it. If no worker is idle it returns to the queue, and those behind it wait.
     *
     * A task is in one place at any time: its job, the queue, or one worker. Taking it back moves it only if the claims word shows
     * that the worker has not begun it. A worker that dies meanwhile moves the word no more, so both find the same tasks unclaimed,
     * and the engine's lock lets one of them have each.
     */

    /** Time with the same task after which a worker is stuck: it keeps the tasks behind that one from other workers. */
    private static final long STUCK_NANOS = 1_000_000;

    /** Poll interval for a newly started worker, which may not be able to wake this process yet. */
    private static final long POLL_NANOS = 2_000_000;

    private final int maxTasksPerChild;
    private final WorkerSupervisor supervisor;
    private final ProcessPoolEngine engine;
    private final TaskStopper stopper;
    private final JobQueue queue;
    private final Surroundings surroundings;

    TaskDispatcher(
            ProcessPoolEngine engine,
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

    /** Gives tasks to workers that have room; returns the workers whose outboxes the calling thread has to write. */
    List<WorkerHandle> dispatch() {
        long now = surroundings.nanoTime();
        WorkerHandle[] workers = supervisor.workers();
        int[] room = room(workers, now);
        List<WorkerHandle> toWrite =
                new ArrayList<>(workers.length); // before a task is assigned, as there may be no memory for it
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
            boolean mayBeAlone = worker.isIdle() && (worker.isReady() || task.job.limits.timeout() == null);
            if (alone && !mayBeAlone) {
                queue.giveBack(task); // until a worker has nothing else
                break;
            }
            assign(worker, task, alone, now);
            room[best] = alone ? 0 : room[best] - 1;
        }
        for (WorkerHandle worker : workers) {
            if (worker.beginSending()) {
                toWrite.add(worker);
            }
        }
        return toWrite;
    }

    private void assign(WorkerHandle worker, PoolTask task, boolean alone, long now) {
        try {
            stopper.handedOut(worker, task);
            worker.assign(task, alone, now);
        } catch (OutOfMemoryError e) {
            task.cancelTimer();
            queue.giveBack(task);
            throw e;
        }
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

    /** Longest sleep of the leader before it must look again whether tasks should move; called without the lock. */
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
                return POLL_NANOS;
            }
            idle |= load == 0 && worker.isReady();
            stuck |= load > (worker.isReady() ? 1 : 0);
        }
        return idle && stuck ? STUCK_NANOS : Parker.SLICE_MILLIS * 1_000_000L;
    }

    /** Takes back what a worker has not begun; false if there is nothing. */
    boolean takeBack(WorkerHandle worker) {
        try {
            List<PoolTask> back = worker.takeBack();
            giveBack(back);
            return !back.isEmpty();
        } catch (OutOfMemoryError e) { // some may be taken from the worker and not given back
            engine.failed(e);
            throw e;
        }
    }

    /** Puts tasks back into the queue, in their order; those of cancelled jobs are dropped. */
    void giveBack(List<PoolTask> back) {
        for (int i = back.size() - 1; i >= 0; i--) {
            PoolTask task = back.get(i);
            if (task.job.cancelled || task.isReported()) {
                engine.taskEnded(task);
            } else {
                task.cancelTimer();
                queue.giveBack(task);
            }
        }
    }
}
