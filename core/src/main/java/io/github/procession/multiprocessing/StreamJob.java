package io.github.procession.multiprocessing;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.concurrent.TimeUnit;

/**
 * A job whose input may be endless and whose results are taken one after the other while it runs. Its input is never
 * more than a bound of tasks ahead of the consumer.
 *
 * <p>Tasks are numbered in the order of the input. Results wait in a ring with a place for each task that is under way:
 * at the task's number if they are wanted in order, else at the next free one.
 */
final class StreamJob extends PoolJob {
    /** A task's values, or why there are none; a failure may be one of the input instead. */
    record Chunk(Object[] values, Throwable failure, String place, boolean ofInput) {}

    private final Object[] inputs;
    private final int chunkSize;
    private final boolean ordered;
    private final int bound;
    private final Chunk[] ring;
    private final Deque<PoolTask> fed = new ArrayDeque<>();
    private final ProgressMeter progress;
    private int nextInput;
    private long begun; // tasks made; guarded by this, as is all that follows
    private long arrived;
    private long taken;
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
        super(function, options);
        this.inputs = inputs;
        this.chunkSize = chunkSize;
        this.ordered = ordered;
        this.bound = bound;
        this.ring = new Chunk[bound];
        this.progress = progress;
        this.ended = inputs != null && inputs.length == 0;
        if (inputs != null) {
            progress.setTotal(inputs.length);
        }
    }

    @Override
    synchronized PoolTask next() {
        if (inputs == null) {
            return fed.poll();
        }
        if (ended || begun - taken >= bound) {
            return null;
        }
        int start = nextInput;
        nextInput = (int) Math.min((long) start + chunkSize, inputs.length);
        ended = nextInput == inputs.length;
        return new PoolTask(this, begun++, Arrays.copyOfRange(inputs, start, nextInput, Object[].class));
    }

    @Override
    synchronized boolean isExhausted() {
        return ended && fed.isEmpty();
    }

    /** Waits until the input may go on; false if it need not any more. */
    synchronized boolean awaitRoom() throws InterruptedException {
        while (begun - taken >= bound && !cancelled && abandoned == null) {
            wait();
        }
        return !cancelled && abandoned == null;
    }

    /** Adds a task from the input, for which there is room. */
    synchronized void feed(Object[] chunk) {
        elements += chunk.length;
        fed.add(new PoolTask(this, begun++, chunk));
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
    void succeeded(PoolTask task, Object[] values) {
        arrive(task, new Chunk(values, null, null, false));
        progress.add(values.length, 0);
    }

    @Override
    void failed(PoolTask task, Throwable reason, String place) {
        arrive(task, new Chunk(null, reason, place, false));
        progress.add(0, task.inputs.length);
    }

    private synchronized void arrive(PoolTask task, Chunk chunk) {
        if (cancelled) {
            return;
        }
        ring[Math.floorMod(ordered ? task.index : arrived, bound)] = chunk;
        arrived++;
        notifyAll();
    }

    @Override
    synchronized void abandon(RuntimeException reason) {
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

    /** Whether {@link #take} would not wait. */
    synchronized boolean isReady() {
        return ring[Math.floorMod(taken, bound)] != null || isOver() || abandoned != null;
    }

    private boolean isOver() {
        return ended && taken == begun || cancelled;
    }

    /**
     * Takes the next chunk.
     *
     * @return the chunk; null if there are no more, or none until the deadline, which {@link #isReady} tells
     */
    synchronized Chunk take(long nanos) throws InterruptedException {
        long end = System.nanoTime() + nanos;
        for (long left = nanos; !isReady() && left > 0; left = end - System.nanoTime()) {
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
        int place = Math.floorMod(taken, bound);
        Chunk chunk = ring[place];
        if (chunk != null) {
            ring[place] = null;
            taken++;
            if (inputs == null) {
                notifyAll(); // the feeder
            }
            return chunk;
        }
        if (isOver() && sourceFailure != null) {
            Throwable failure = sourceFailure;
            sourceFailure = null;
            return new Chunk(null, failure, null, true);
        }
        if (!isOver() && abandoned != null) {
            throw abandoned;
        }
        return null;
    }

    /** Waits until {@link #take} would not wait. */
    synchronized void awaitReady() throws InterruptedException {
        while (!isReady()) {
            wait();
        }
    }

    /** Whether {@link #take}, which would not wait, gives something. */
    synchronized boolean hasMore() {
        return ring[Math.floorMod(taken, bound)] != null || sourceFailure != null || !isOver();
    }

    /** Whether the engine should ask for tasks again, after one was taken. */
    synchronized boolean wantsResume() {
        return inputs != null && !ended && begun - taken <= bound / 2;
    }
}
