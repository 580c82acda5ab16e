package io.github.procession.internal.pool;

import io.github.procession.ipc.system.ArrayRing;
import io.github.procession.ipc.system.FlightRecorder;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Future;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One worker process as the pool sees it: the tasks that it has, and how many more it may get. All is guarded by the
 * engine's lock, but for what its {@linkplain #channel channel} does.
 *
 * <pre>{@code
 * starting --ready--> serving --retires--> retiring --+
 *    |                   |                            +--> ended, from each state: its process is dead, and that was handled
 *    +----- closed with the pool, or worn out --------+
 * }</pre>
 *
 * <p>A worker retires when it has run enough tasks, when its heap is too full or classes have changed. Retiring or closed it gets
 * no more tasks, and ends by itself after those that it has.
 *
 * <p><b>Its tasks</b> lie in two queues: {@code inFlight} has all, in the order in which they were assigned, and their results come
 * in that order; {@code outbox} is its end, the tasks that no thread has begun to write. While {@code sending} is true one thread
 * writes, and what it took out of the outbox can be taken away only by the end of the worker: it may get its number, and with
 * that be claimed, at any moment. So a thread that takes tasks back gets those in the outbox while another writes, and all
 * that are not claimed while none does. {@code sending} becomes true for the one thread that {@link #beginSending} chooses, and
 * false when that thread finds the outbox empty, both with the engine's lock: no task is left in an outbox without a writer.
 */
// Longer than most: every change to a worker's state is a short method here, so that its fields are private.
final class WorkerHandle {
    private static final double NEWEST_WEIGHT = 0.25;

    /** Time that the tasks in store at a worker should last, so that it need not wait for more: too short to be noticed. */
    private static final long STORE_NANOS = 200_000;

    private static final int MOST_IN_STORE = 128;

    /** Time in which a new JVM has linked all that it needs to wake this process. */
    private static final long YOUTH_NANOS = 2_000_000_000;

    private final WorkerProcess process;
    private final WorkerChannel channel;
    private final Instant started = Instant.now();
    private final boolean isRecorded = FlightRecorder.isInUse();
    private final WorkerEvent life = isRecorded ? new WorkerEvent() : null;
    private final WorkerStartEvent starting = isRecorded ? new WorkerStartEvent() : null;

    /** Tasks without a result, in the order of their records. */
    private final ArrayRing<PoolTask> inFlight = new ArrayRing<>(MOST_IN_STORE);

    /** Suffix of the tasks in flight that no thread has begun to write. */
    private final ArrayRing<PoolTask> outbox = new ArrayRing<>(MOST_IN_STORE);

    /** Whether a thread writes what is in the outbox. */
    private boolean sending;

    private volatile boolean ready;
    private boolean retiring;
    private boolean closed;
    private boolean ended;

    /** Whether its process has ended, which the leader has not handled. */
    private volatile boolean endIsNews;

    /** Whether it must not get a task beside the one that it has. */
    private boolean exclusive;

    /** Whether the next message is the failure of a task, as the worker has announced; of the leader. */
    private boolean nextIsFailure;

    /** What the initializer threw, or another reason why it did not get ready; null if none is known. */
    private @Nullable Reason startFailure;

    /** Whether something that its initializer threw has come and is being rebuilt, which its end waits for. */
    private boolean failureIsComing;

    /** Timer that ends the waiting for it. */
    private @Nullable Future<?> failureTimer;

    /** Whether its process has ended meanwhile. */
    private boolean endWaits;

    /** Timer that ends it if it does not get ready. */
    private volatile @Nullable Future<?> startTimer;

    private int assigned;
    private long finishedTasks;
    private long busyNanos;
    private final long start;
    private long lastProgress;
    private double nanosPerTask = STORE_NANOS;

    /**
     * A worker that has been started.
     *
     * @param now when, as {@link System#nanoTime} tells it
     */
    WorkerHandle(WorkerProcess process, long now) {
        this.process = process;
        this.channel = new WorkerChannel(process.link());
        this.start = now;
        this.lastProgress = now;
        if (life != null) {
            life.begin();
            starting.begin();
        }
    }

    // ---- what it is

    String name() {
        return process.name();
    }

    long pid() {
        return process.pid();
    }

    String describe() {
        return name() + " (pid " + pid() + ")";
    }

    /** Address of the cell by which the worker claims its tasks. */
    long claimsAddress() {
        return process.link().claimsAddress();
    }

    WorkerProcess process() {
        return process;
    }

    WorkerChannel channel() {
        return channel;
    }

    void kill() {
        process.kill();
    }

    boolean isReady() {
        return ready;
    }

    boolean hasFinishedSome() {
        return finishedTasks > 0;
    }

    /** See {@link WorkerLink#runsSince}. */
    long runsSince() {
        return process.link().runsSince();
    }

    boolean isRetiring() {
        return retiring;
    }

    boolean isClosed() {
        return closed;
    }

    boolean hasEnded() {
        return ended;
    }

    /** Whether its JVM may still be linking what it wakes others with. */
    boolean isYoung(long now) {
        return now - start < YOUTH_NANOS;
    }

    WorkerState state() {
        return new WorkerState(name(), pid(), started, finishedTasks, Duration.ofNanos(busyNanos), !inFlight.isEmpty());
    }

    // ---- its start

    void setStartTimer(Future<?> timer) {
        startTimer = timer;
    }

    void becomeReady(long now) {
        ready = true;
        lastProgress = now;
        if (starting != null) {
            starting.ready(this);
        }
        startTimer.cancel(false);
    }

    void setStartFailure(Reason reason) {
        startFailure = reason;
    }

    @Nullable
    Reason startFailure() {
        return startFailure;
    }

    void awaitFailure() {
        failureIsComing = true;
    }

    /** The failure that was waited for is known, or nobody waits for it any longer; true if the worker's end has waited for it. */
    boolean endsWith(Reason reason) {
        if (!failureIsComing) {
            return false;
        }
        failureIsComing = false;
        startFailure = reason;
        if (failureTimer != null) {
            failureTimer.cancel(false);
        }
        return endWaits;
    }

    void setFailureTimer(Future<?> timer) {
        if (failureIsComing) {
            failureTimer = timer;
        } else {
            timer.cancel(false);
        }
    }

    /** Whether its end is to be handled later, when its failure is known. */
    boolean postponesEnd() {
        endWaits = failureIsComing;
        if (endWaits) {
            endIsNews = false;
        }
        return endWaits;
    }

    // ---- what it can take

    /** How many more tasks it may get. */
    int room(int maxTasks, long now, long stuckNanos) {
        boolean keepsOthersWaiting = !inFlight.isEmpty() && isStuck(now, stuckNanos);
        if (keepsOthersWaiting // what was taken back stays in its ring, and must not be followed by more of that
                || retiring
                || closed
                || ended
                || exclusive
                || channel.isReadToEnd()
                || mayBeKilled()) {
            return 0;
        }
        int room = window() - inFlight.size();
        return maxTasks == 0 ? room : Math.min(room, maxTasks - assigned);
    }

    private int window() {
        return ready ? (int) Math.max(1, Math.min(MOST_IN_STORE, STORE_NANOS / nanosPerTask)) : 1;
    }

    /** Whether it has had the same task for some time, or not begun any. */
    boolean isStuck(long now, long nanos) {
        return !ready || now - lastProgress > nanos;
    }

    /** Whether it has tasks that may be taken back: those behind the one that it runs. */
    boolean hasSpareTasks() {
        int spare = inFlight.size() - (ready ? 1 : 0);
        return spare > 0 && !(sending && outbox.isEmpty());
    }

    /** Whether it has run as many tasks as it may. */
    boolean isWorn(int maxTasks) {
        return maxTasks > 0 && assigned >= maxTasks && inFlight.isEmpty() && !retiring;
    }

    /** From now on it gets no more tasks, and ends by itself. */
    void retire() {
        retiring = true;
    }

    // ---- its tasks

    /** How many tasks it has. */
    int load() {
        return inFlight.size();
    }

    boolean isIdle() {
        return inFlight.isEmpty();
    }

    boolean has(PoolTask task) {
        return inFlight.contains(task);
    }

    /** The task whose result comes next, or null. */
    @Nullable
    PoolTask first() {
        return inFlight.peek();
    }

    /** Its tasks, the one whose result comes next first. */
    Collection<PoolTask> tasks() {
        return Collections.unmodifiableCollection(inFlight);
    }

    boolean hasTaskOf(PoolJob job) {
        for (PoolTask task : inFlight) {
            if (task.job == job) {
                return true;
            }
        }
        return false;
    }

    /** Puts a task into its outbox; alone if it must get no other beside it. */
    void assign(PoolTask task, boolean alone, long now) {
        task.event = FlightRecorder.isInUse() ? TaskEvent.started() : null; // the one thing here that takes memory
        task.record = 0;
        if (inFlight.isEmpty()) {
            lastProgress = now;
        }
        inFlight.add(task);
        outbox.add(task);
        assigned++;
        exclusive = alone;
    }

    /** Takes the task that the next result belongs to. */
    PoolTask finishFirst(long now) {
        PoolTask task = inFlight.poll();
        long nanos = now - lastProgress;
        lastProgress = now;
        busyNanos += nanos;
        finishedTasks++;
        exclusive = false;
        nanosPerTask += (nanos - nanosPerTask) * NEWEST_WEIGHT;
        return task;
    }

    /** Takes away a task that was not sent and will not be; false if the pool or the worker has ended and it is gone already. */
    boolean withdraw(PoolTask task) {
        if (!inFlight.remove(task)) {
            return false;
        }
        takenAway(1);
        return true;
    }

    /**
     * Takes back the tasks that the worker has not claimed, in their order.
     *
     * @return the tasks; while some are being written only those behind them
     */
    List<PoolTask> takeBack() {
        if (ended) {
            return List.of();
        }
        List<PoolTask> back;
        if (sending) {
            back = new ArrayList<>(outbox);
            back.forEach(inFlight::remove);
            outbox.clear();
        } else {
            back = channel.takeBack(inFlight);
        }
        takenAway(back.size());
        return back;
    }

    private void takenAway(int tasks) {
        assigned -= tasks;
        if (inFlight.isEmpty()) {
            exclusive = false;
        }
    }

    /** Takes away the first of its tasks, when they are all taken away; null if it has none. */
    @Nullable
    PoolTask dropFirst() {
        outbox.clear();
        return inFlight.poll();
    }

    boolean hasClaimed(PoolTask task) {
        return channel.hasClaimed(task);
    }

    /** Whether it runs one of its tasks. */
    boolean hasClaimedSome() {
        return inFlight.stream().anyMatch(channel::hasClaimed);
    }

    /** Whether it has a task that it may be killed for; what came behind would die with it. */
    private boolean mayBeKilled() {
        PoolTask stopping = channel.stopping();
        return stopping != null && inFlight.contains(stopping);
    }

    /** Interrupts a task if it still runs. */
    void interrupt(PoolTask task) {
        channel.stop(task);
        process.interrupt();
    }

    // ---- what is to be written

    /** Chooses the calling thread as the writer, if the outbox has tasks and no other thread writes; returns whether it did. */
    boolean beginSending() {
        if (outbox.isEmpty() || sending) {
            return false;
        }
        sending = true;
        return true;
    }

    /** Takes all of the outbox, to write it; null if it is empty, and then the calling thread is the writer no more. */
    PoolTask @Nullable [] takeOutbox() {
        if (outbox.isEmpty()) {
            sending = false;
            return null;
        }
        PoolTask[] all = outbox.toArray(PoolTask[]::new);
        outbox.clear();
        return all;
    }

    /** Puts tasks that are not written yet back, where they can still be taken away; not those that it has no more. */
    void putBack(List<PoolTask> tasks) {
        for (PoolTask task : tasks.reversed()) {
            if (inFlight.contains(task)) { // else the pool or the worker has ended
                outbox.addFirst(task);
            }
        }
    }

    /** The tasks that were taken from the outbox and have no number. */
    List<PoolTask> unwritten() {
        List<PoolTask> unwritten = new ArrayList<>(inFlight);
        unwritten.removeIf(task -> task.record != 0 || outbox.contains(task));
        return unwritten;
    }

    /** Whether the first task that waits to be written is of a kind that takes long to be encoded. */
    boolean encodesSlowly() {
        PoolTask first = outbox.peek();
        return first != null && first.job.function.speed().encodesSlowly();
    }

    boolean hasToWrite(Predicate<PoolTask> kind) {
        for (PoolTask task : outbox) { // no stream: this is in the way of each task
            if (kind.test(task)) {
                return true;
            }
        }
        return false;
    }

    // ---- what it says, by the leader

    /** The next message is the failure of a task. */
    void announceFailure() {
        nextIsFailure = true;
    }

    /** Whether the message that has come is a failure, as was announced. */
    boolean takeAnnouncement() {
        boolean announced = nextIsFailure;
        nextIsFailure = false;
        return announced;
    }

    // ---- its end

    /** Its process has ended, or what its end has waited for is known; without the lock. */
    void tellEnd() {
        endIsNews = true;
    }

    /** Whether the leader is to handle its end; without the lock. */
    boolean hasEndToHandle() {
        return endIsNews;
    }

    /** Marks it as ended: from now on no task gets a number here. */
    void end() {
        ended = true;
        channel.end();
    }

    /** End of the tasks for this worker; it may still read those that were sent. */
    void close() {
        closed = true;
        channel.close();
    }

    RuntimeException lost(String when, PoolFailures failures) {
        return failures.workerLost(
                name(), pid(), process.exitCode(), when, process.stderrTail(), process.errorReport());
    }

    /** After its end: drops what it has left behind, and records its life for the flight recorder. */
    void cleanUp() throws IOException {
        close();
        startTimer.cancel(false);
        if (life != null) {
            life.ended(this, finishedTasks, process.exitCode());
        }
        process.cleanUp();
    }

    /** Records the end of a task for the flight recorder. */
    void record(PoolTask task, String outcome) {
        if (task.event != null) {
            task.event.ended(name(), pid(), task.calls(), outcome);
            task.event = null;
        }
    }
}
