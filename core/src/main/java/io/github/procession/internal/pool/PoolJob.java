package io.github.procession.internal.pool;

import org.jspecify.annotations.Nullable;

/**
 * The tasks of one call of a pool's method, and the handling of their results. The engine asks for tasks with its lock
 * held; it reports each task once, without the lock, in any order and from any thread.
 */
public abstract class PoolJob {
    final PoolFunction function;
    final TaskLimits limits;

    /** No more tasks are wanted, and results of those that still run are dropped. */
    protected volatile boolean cancelled;

    /** Tasks that the engine has and that have not ended; guarded by the engine's lock. */
    int underWay;

    /** Whether the engine's queue has it; guarded by the engine's lock. */
    boolean queued;

    /** Calls that have not ended, as the board of the pool counts them for tools; with the engine's lock held. */
    int onBoard;

    protected PoolJob(PoolFunction function, TaskLimits limits) {
        this.function = function;
        this.limits = limits;
    }

    public final PoolFunction function() {
        return function;
    }

    public final boolean isCancelled() {
        return cancelled;
    }

    /** How many calls it has; 0 if that is not known. */
    protected int calls() {
        return 0;
    }

    /** The next task, or null if there is none at the moment; called with the engine's lock held. */
    protected abstract @Nullable PoolTask next();

    /** Whether {@link #next} will never give a task again; called with the engine's lock held. */
    protected abstract boolean isExhausted();

    /** True for a single call, which keeps one worker busy and may not have begun. */
    protected boolean isSingle() {
        return false;
    }

    /** What users call an input of a task in messages, by its index in that task from 0. */
    protected abstract String nameOfInput(PoolTask task, int index);

    /** A task has its values, one for each of its calls. */
    protected abstract void succeeded(PoolTask task, Object[] values);

    /** A task failed; the place says in which worker, or is null. */
    protected abstract void failed(PoolTask task, Throwable reason, @Nullable String place);

    /** The pool will run no task of it any more: whatever is not done is cancelled. */
    protected abstract void abandon(RuntimeException reason);
}
