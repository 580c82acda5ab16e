package io.github.procession.internal.pool;

import io.github.procession.serialization.NotSendableException;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * A unit of work for one worker: a call, or a chunk of a job's calls. {@linkplain io.github.procession.internal.pool
 * The package} lists the states of a task.
 *
 * <p>What a worker has of a task, its number and the functions to forget, belongs to the {@link WorkerChannel}. All else that
 * changes is guarded by the engine's lock.
 */
public final class PoolTask {
    final PoolJob job;
    final Object[] inputs;

    /** Where its values belong in the job. */
    final long index;

    /** Number of its record at the worker that has it; 0 while it has none. Set with the channel's monitor. */
    volatile long record;

    /** Numbers of functions that the worker is told to forget with this task; guarded by the channel's monitor. */
    int @Nullable [] forget;

    /** Its time with a worker; null when no recording runs. */
    @Nullable
    TaskEvent event;

    /** The task behind it among those that were given back; of the {@link JobQueue}. */
    @Nullable
    PoolTask next;

    private boolean reported;
    private int workersLost;
    private long handedOut;
    private @Nullable Future<?> timer;

    public PoolTask(PoolJob job, long index, Object[] inputs) {
        this.job = job;
        this.index = index;
        this.inputs = inputs;
    }

    /** How many calls it has: one, whatever the number of its arguments, or one for each element of a chunk. */
    int calls() {
        return job.isSingle() ? 1 : inputs.length;
    }

    /** Whether its inputs are strings, numbers and the like, which no code of users encodes. */
    boolean isPlain() {
        for (Object input : inputs) {
            boolean plain = input == null
                    || input instanceof Number && input.getClass().getModule() == Object.class.getModule()
                    || input instanceof String
                    || input instanceof Boolean
                    || input instanceof Character
                    || input.getClass().isArray()
                            && input.getClass().componentType().isPrimitive();
            if (!plain) {
                return false;
            }
        }
        return true;
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

    /**
     * The reason why it cannot be sent, with the user's name of the argument that is at fault.
     *
     * @param reason names an element of the array that was encoded, or is of another kind
     * @param firstInput index of the first input in that array
     */
    public Throwable withArgument(Throwable reason, int firstInput) {
        if (!(reason instanceof NotSendableException e) || e.element() < firstInput) {
            return reason;
        }
        return e.from(job.nameOfInput(this, e.element() - firstInput));
    }

    /** Whether its outcome was reported to the job, or is not wanted: what arrives later does not count. */
    boolean isReported() {
        return reported;
    }

    /**
     * Makes this the last report: none follows, so a task ends once for its job.
     *
     * @return true for the one caller that tells the job
     */
    boolean report() {
        boolean first = !reported;
        reported = true;
        return first;
    }

    /** Counts the death of a worker that had claimed it; whether it may run again. */
    boolean survivesWorker() {
        return !reported && workersLost++ < job.limits.retries();
    }

    /** Begins its time at a worker, as {@link System#nanoTime} tells it. */
    void handOut(long now) {
        handedOut = now;
    }

    /** When the worker that has it got it. */
    long handedOut() {
        return handedOut;
    }

    /** Replaces its timer: it has one at a time, which interrupts it or kills its worker when it runs too long. */
    void setTimer(Future<?> next) {
        cancelTimer();
        timer = next;
    }

    /** Ends its timer, which holds the worker: the task is over, or goes to another worker. */
    void cancelTimer() {
        if (timer != null) {
            timer.cancel(false);
            timer = null;
        }
    }
}
