package io.github.procession.multiprocessing;

import io.github.procession.ipc.sync.Parker;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Decides which worker gets which task, and when tasks that a worker has not begun go to another. All is guarded by the
 * engine's lock.
 */
final class TaskDispatcher {
    /** Receiver of what happens to tasks. */
    interface Listener {
        /** A worker is to have a task. */
        void handedOut(WorkerHandle line, PoolTask task);

        /** A task that was taken back is not wanted any more. */
        void dropped(PoolTask task);
    }

    /** A worker that has had the same task for so long keeps others from the tasks behind it. */
    private static final long STUCK_NANOS = 1_000_000;

    /** A young worker may not be able yet to wake this process: so often one looks what it has sent. */
    private static final long YOUNG_NANOS = 2_000_000;

    private final int maxTasksPerChild;
    private final WorkerSupervisor workers;
    private final JobQueue queue;
    private final Listener listener;

    TaskDispatcher(WorkerSettings settings, WorkerSupervisor workers, JobQueue queue, Listener listener) {
        this.maxTasksPerChild = settings.maxTasksPerChild();
        this.workers = workers;
        this.queue = queue;
        this.listener = listener;
    }

    /** Gives tasks to workers that have room. The lines returned are to be written by this thread. */
    List<WorkerHandle> dispatch() {
        long now = System.nanoTime();
        WorkerHandle[] lines = workers.lines();
        int[] room = room(lines, now);
        for (int best; (best = leastLoaded(lines, room)) >= 0; ) {
            WorkerHandle line = lines[best];
            PoolTask task = queue.poll();
            if (task == null && line.ready && line.inFlight.isEmpty() && relieve(now)) {
                task = queue.poll();
                room = room(lines, now);
            }
            if (task == null) {
                break;
            }
            boolean alone = task.job.options.timeout() != null || !line.knows(task.job.function);
            if (alone && !(line.inFlight.isEmpty() && (line.ready || task.job.options.timeout() == null))) {
                queue.giveBack(task); // until a worker has nothing else
                break;
            }
            line.assign(task, now);
            line.exclusive = alone;
            room[best] = alone ? 0 : room[best] - 1;
            listener.handedOut(line, task);
        }
        List<WorkerHandle> toWrite = new ArrayList<>();
        for (WorkerHandle line : lines) {
            if (!line.outbox.isEmpty() && !line.sending) {
                line.sending = true;
                toWrite.add(line);
            }
        }
        return toWrite;
    }

    private int[] room(WorkerHandle[] lines, long now) {
        int[] room = new int[lines.length];
        for (int i = 0; i < room.length; i++) {
            room[i] = lines[i].room(maxTasksPerChild, now, STUCK_NANOS);
        }
        return room;
    }

    /** Index of the worker with the fewest tasks among those that have room, or -1. */
    private static int leastLoaded(WorkerHandle[] lines, int[] room) {
        int best = -1;
        int least = Integer.MAX_VALUE;
        for (int i = 0; i < room.length; i++) {
            if (room[i] > 0) {
                int load = 2 * lines[i].inFlight.size() + (lines[i].ready ? 0 : 1);
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
        for (WorkerHandle line : workers.lines()) {
            int stuck = line.inFlight.size() - (line.ready ? 1 : 0);
            boolean hasSome = stuck > 0 && !(line.sending && line.outbox.isEmpty());
            if (hasSome && line.isStuck(now, STUCK_NANOS)) {
                if (fullest == null || line.inFlight.size() > fullest.inFlight.size()) {
                    fullest = line;
                }
            }
        }
        return fullest != null && takeBack(fullest);
    }

    /** For how long tasks may stay where they are. */
    long restNanos() {
        boolean idle = false;
        boolean stuck = false;
        for (WorkerHandle line : workers.lines()) {
            int load = line.inFlight.size();
            if (line.isYoung() && (load > 0 || !line.ready)) {
                return YOUNG_NANOS;
            }
            idle |= load == 0 && line.ready;
            stuck |= load > (line.ready ? 1 : 0);
        }
        return idle && stuck ? STUCK_NANOS : Parker.SLICE_MILLIS * 1_000_000L;
    }

    /** Takes back what a worker has not begun; false if there is nothing. */
    boolean takeBack(WorkerHandle line) {
        Deque<PoolTask> back = new ArrayDeque<>();
        line.takeBack().forEach(back::push);
        giveBack(back);
        return !back.isEmpty();
    }

    /** Puts tasks back into the queue, the last one first; those of cancelled jobs are dropped. */
    void giveBack(Deque<PoolTask> back) {
        for (PoolTask task : back) {
            if (task.job.cancelled || task.reported) {
                listener.dropped(task);
            } else {
                if (task.timer != null) {
                    task.timer.cancel(false);
                }
                queue.giveBack(task);
            }
        }
    }
}
