package io.github.procession.multiprocessing;

import io.github.procession.internal.call.CallForm;
import io.github.procession.internal.pool.PoolFunction;
import io.github.procession.internal.pool.PoolJob;
import io.github.procession.internal.pool.PoolTask;
import org.jspecify.annotations.Nullable;

/** A job of one call. */
final class CallJob<R extends @Nullable Object> extends PoolJob {
    private final AsyncResult<R> result;
    private final Object[] arguments;
    private boolean taken;

    CallJob(PoolFunction function, Object[] arguments, CallOptions options, AsyncResult<R> result) {
        super(function, options.limits());
        this.arguments = arguments;
        this.result = result;
    }

    @Override
    protected int calls() {
        return 1;
    }

    @Override
    protected @Nullable PoolTask next() {
        if (taken) {
            return null;
        }
        PoolTask task = new PoolTask(this, 0, function().inputs(arguments));
        taken = true; // last, since there may be no memory for the task
        return task;
    }

    @Override
    protected boolean isExhausted() {
        return taken;
    }

    @Override
    protected boolean isSingle() {
        return true;
    }

    @Override
    protected String nameOfInput(PoolTask task, int index) {
        if (function().form() != CallForm.CALL_INLINE) {
            return "argument " + (index + 1);
        }
        return index == 0 ? "the function" : "argument " + index;
    }

    @Override
    @SuppressWarnings("unchecked") // the function's type says what it returns
    protected void succeeded(PoolTask task, Object[] values) {
        result.succeed((R) values[0]);
    }

    @Override
    protected void failed(PoolTask task, Throwable reason, String place) {
        result.fail(reason, place);
    }

    @Override
    protected void abandon(RuntimeException reason) {
        result.abandon(reason);
    }
}
