package io.github.procession.internal.pool;

import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** One unit of work for one worker: a call, or a chunk of a job's calls. */
public final class PoolTask {
    final PoolJob job;
    final Object[] inputs;

    /** Where its values belong in the job. */
    final long index;

    /** Number of its record on the line to the worker that has it; 0 while it was not sent. */
    volatile long record;

    /** How many workers died of it. */
    int workersLost;

    /** Whether its outcome was reported to the job, or is not wanted: what arrives later does not count. */
    boolean reported;

    /** Numbers of functions that the worker is told to forget with this task. */
    int @Nullable [] forget;

    /** Its time with a worker; null when no recording runs. */
    @Nullable
    TaskEvent event;

    /** When the worker that has it got it, as {@link System#nanoTime} tells. */
    long handedOut;

    /** Ends it when it runs too long. */
    @Nullable
    Future<?> timer;

    public PoolTask(PoolJob job, long index, Object[] inputs) {
        this.job = job;
        this.index = index;
        this.inputs = inputs;
    }

    /** How many calls it has: one, whatever the number of its arguments, or one for each element of a chunk. */
    int calls() {
        return job.isSingle() ? 1 : inputs.length;
    }

    public PoolJob job() {
        return job;
    }

    public Object[] inputs() {
        return inputs;
    }

    public long index() {
        return index;
    }
}
