package io.github.procession.multiprocessing;

import io.github.procession.internal.pool.PoolFunction;
import io.github.procession.internal.pool.PoolJob;
import io.github.procession.internal.pool.PoolTask;
import io.github.procession.ipc.sync.Deadline;
import io.github.procession.ipc.sync.ShownWait;
import io.github.procession.ipc.system.ArrayRing;
import io.github.procession.ipc.system.ServiceLoop;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A job whose input may be endless and whose results are taken one after the other while it runs. Its input is never
 * more than a bound of tasks ahead of the consumer.
 *
 * <p>Tasks are numbered in the order of the input. Results wait in a ring with a place for each task that is under way:
 * at the task's number if they are wanted in order, else at the next free one.
 */
// Longer than most: a job with its input, its results and its consumer, who meet under its one monitor.
final class StreamJob extends PoolJob {
    /** The results of a task, or the failure that it had instead; the failure may be one of the input. */
    record Chunk(Object[] values, Throwable failure, String place, boolean ofInput) {}

    /** Taking one result costs as much as taking some; these parts of the bound are small enough to go unnoticed. */
    private static final int READ_AHEAD_PER_BATCH = 8;

    private static final int MOST_IN_BATCH = 64;

    /** Places for results at first; a bound above that is made use of rarely. */
    private static final int FIRST_PLACES = 1 << 16;

    private final Object[] inputs;
    private final int chunkSize;
    private final boolean ordered;
    private final int most;
    private final ArrayRing<PoolTask> fed = new ArrayRing<>();
    private final ProgressMeter progress;
    private int bound; // guarded by this, as is all that follows
    private Chunk[] ring;
    private Thread consumer = Thread.currentThread();
    private int nextInput;
    private long begun; // tasks made
    private long arrived;
    private long taken;

    /** Number of taken elements that the consumer holds, as far as is known here. */
    private long consumed;

    private int waiting;
    private boolean starved;
    private boolean ended;
    private Throwable sourceFailure;
    private RuntimeException abandoned;
    private long elements;

    /** For a list that is at hand, or null if {@link InputFeeder} feeds it. */
    StreamJob(
            PoolFunction function,
            Object[] inputs,
            int chunkSize,
            boolean ordered,
            int bound,
            CallOptions options,
            ProgressMeter progress) {
        super(function, options.limits());
        this.inputs = inputs;
        this.chunkSize = chunkSize;
        this.ordered = ordered;
        this.bound = bound;
        this.most = Math.clamp(bound / READ_AHEAD_PER_BATCH, 1, MOST_IN_BATCH);
        this.ring = new Chunk[Math.min(bound, FIRST_PLACES)];
        this.progress = progress;
        this.ended = inputs != null && inputs.length == 0;
        if (inputs != null) {
            progress.setTotal(inputs.length);
        }
    }

    @Override
    protected int calls() {
        return inputs == null ? 0 : inputs.length;
    }

    @Override
    protected synchronized @Nullable PoolTask next() {
        if (inputs == null) {
            return fed.poll();
        }
        starved = !ended && begun - consumed >= bound;
        if (ended || starved) {
            return null;
        }
        int start = nextInput;
        int end = (int) Math.min((long) start + chunkSize, inputs.length);
        PoolTask task = new PoolTask(this, begun, Arrays.copyOfRange(inputs, start, end, Object[].class));
        begun++; // last, since there may be no memory for the task
        nextInput = end;
        ended = nextInput == inputs.length;
        return task;
    }

    @Override
    protected synchronized boolean isExhausted() {
        return ended && fed.isEmpty();
    }

    /** Waits until the input may go on; false if it need not any more. */
    synchronized boolean awaitRoom() throws InterruptedException {
        while (begun - consumed >= bound && !cancelled && abandoned == null) {
            wait();
        }
        return !cancelled && abandoned == null;
    }

    /** Adds a task from the input, for which there is room. */
    synchronized void feed(Object[] chunk) {
        fed.add(new PoolTask(this, begun, chunk));
        begun++; // last, as is the next, since there may be no memory for the task
        elements += chunk.length;
    }

    /** The input ended: normally, or with an exception that the consumer gets at this place. */
    void feedEnd(Throwable failure) {
        synchronized (this) {
            if (cancelled || abandoned != null) {
                return; // it did not end by itself
            }
            ended = true;
            sourceFailure = failure;
            notifyAll();
        }
        progress.setTotal(elements);
    }

    @Override
    protected String nameOfInput(PoolTask task, int index) {
        return "element " + (task.index() * chunkSize + index + 1) + " of the input";
    }

    @Override
    protected void succeeded(PoolTask task, Object[] values) {
        arrive(task, chunk(values, null, null));
        progress.add(values.length, 0);
    }

    @Override
    protected void failed(PoolTask task, Throwable reason, String place) {
        arrive(task, chunk(null, reason, place));
        progress.add(0, task.inputs().length);
    }

    /** Waits for memory if there is none, since nobody will tell the outcome again. */
    private static Chunk chunk(Object[] values, Throwable failure, String place) {
        while (true) {
            try {
                return new Chunk(values, failure, place, false);
            } catch (OutOfMemoryError _) {
                ServiceLoop.pause();
            }
        }
    }

    private void arrive(PoolTask task, Chunk chunk) {
        while (!tryArrive(task, chunk)) {
            ServiceLoop.pause();
        }
    }

    /** False if there is no memory for it; nothing has changed then. */
    private synchronized boolean tryArrive(PoolTask task, Chunk chunk) {
        if (cancelled) {
            return true;
        }
        long number = ordered ? task.index() : arrived;
        try {
            if (number - taken >= ring.length) {
                enlarge(number);
            }
        } catch (OutOfMemoryError _) {
            return false;
        }
        ring[place(number)] = chunk;
        arrived++;
        if (waiting > 0) {
            notifyAll();
        }
        return true;
    }

    private int place(long number) {
        return Math.floorMod(number, ring.length);
    }

    /** Makes room for a result behind those that are there and those that are missing before it. */
    private void enlarge(long number) {
        Chunk[] larger = new Chunk[Math.toIntExact(Math.max(2L * ring.length, number - taken + 1))];
        for (long i = taken; i < taken + ring.length; i++) {
            larger[Math.floorMod(i, larger.length)] = ring[place(i)];
        }
        ring = larger;
    }

    /**
     * Lets the input be read to its end if the calling thread is the one that takes results: it waits for the end of all tasks, and
     * could not take any meanwhile.
     *
     * @return whether the engine should ask for tasks again
     */
    synchronized boolean readToTheEnd() {
        if (consumer != Thread.currentThread() || bound == Integer.MAX_VALUE) {
            return false;
        }
        bound = Integer.MAX_VALUE;
        notifyAll(); // the feeder
        return true;
    }

    @Override
    protected synchronized void abandon(RuntimeException reason) {
        abandoned = reason;
        notifyAll();
    }

    /** The consumer wants no more; false if there is no more anyhow. */
    synchronized boolean stop() {
        boolean wasOver = isOver() || abandoned != null;
        cancelled = true;
        sourceFailure = null;
        Arrays.fill(ring, null);
        fed.clear();
        notifyAll();
        return !wasOver;
    }

    /** Whether {@link #take} gives something, or never will. */
    synchronized boolean isReady() {
        return ring[place(taken)] != null || isOver() || abandoned != null;
    }

    private boolean isOver() {
        return ended && taken == begun || cancelled;
    }

    /**
     * Takes the next chunks that are there. All that were taken before are in the consumer's hands by now, and the first of these.
     *
     * @param batch gets the chunks
     * @return how many, at most one of them the failure of the input; 0 if there are no more, or none yet, which {@link #isReady}
     *     tells
     */
    synchronized int take(Chunk[] batch) {
        consumer = Thread.currentThread();
        long before = taken;
        int count = 0;
        for (int place; count < batch.length && ring[place = place(taken)] != null; count++) {
            batch[count] = ring[place];
            ring[place] = null;
            taken++;
        }
        consumed = count == 0 ? before : before + 1;
        if (inputs == null && consumed > 0) {
            notifyAll(); // the feeder
        }
        if (count > 0) {
            return count;
        }
        if (isOver() && sourceFailure != null) {
            batch[0] = new Chunk(null, sourceFailure, null, true);
            sourceFailure = null;
            return 1;
        }
        if (!isOver() && abandoned != null) {
            throw abandoned;
        }
        return 0;
    }

    /** A place for as many chunks as may be taken at once. */
    Chunk[] newBatch() {
        return new Chunk[most];
    }

    /** Waits until {@link #isReady}, or the time is over. */
    synchronized void awaitReady(long nanos, ShownWait wait) throws InterruptedException {
        consumer = Thread.currentThread();
        Deadline deadline = Deadline.after(nanos, TimeUnit.NANOSECONDS);
        waiting++;
        try {
            for (long left; !isReady() && (left = deadline.left()) > 0; ) {
                TimeUnit.NANOSECONDS.timedWait(this, wait.part(left));
            }
        } finally {
            waiting--;
        }
    }

    /** Whether {@link #take} gives something, once {@link #isReady}. */
    synchronized boolean hasMore() {
        return ring[place(taken)] != null || sourceFailure != null || !isOver();
    }

    /** Whether the engine, which found no room for more tasks, should ask again after some were taken. */
    synchronized boolean wantsResume() {
        return starved && begun - consumed <= bound / 2;
    }
}
