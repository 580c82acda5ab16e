package io.github.procession.multiprocessing;

import io.github.procession.internal.pool.PoolFunction;
import io.github.procession.internal.pool.PoolJob;
import io.github.procession.internal.pool.PoolTask;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A job over a list: its chunks may end in any order, the result has the order of the list. It ends when all chunks
 * have ended, with the first failure if there was one.
 */
final class MapJob<R extends @Nullable Object> extends PoolJob {
    private final AsyncResult<List<R>> result;
    private final Object[] inputs;
    private final int chunkSize;
    private final Object[] values;
    private final ProgressMeter progress;
    private int nextInput;
    private int unfinished; // guarded by this, as are the next two
    private Throwable failure;
    private String failurePlace;

    MapJob(
            PoolFunction function,
            Object[] inputs,
            int chunkSize,
            CallOptions options,
            AsyncResult<List<R>> result,
            ProgressMeter progress) {
        super(function, options.limits());
        this.inputs = inputs;
        this.chunkSize = chunkSize;
        this.values = new Object[inputs.length];
        this.unfinished = inputs.length;
        this.result = result;
        this.progress = progress;
    }

    @Override
    protected int calls() {
        return inputs.length;
    }

    @Override
    protected @Nullable PoolTask next() {
        if (nextInput == inputs.length) {
            return null;
        }
        int start = nextInput;
        int end = (int) Math.min((long) start + chunkSize, inputs.length);
        PoolTask task = new PoolTask(this, start, Arrays.copyOfRange(inputs, start, end, Object[].class));
        nextInput = end; // last, since there may be no memory for the task
        return task;
    }

    @Override
    protected boolean isExhausted() {
        return nextInput == inputs.length;
    }

    @Override
    protected String nameOfInput(PoolTask task, int index) {
        return "element " + (task.index() + index + 1) + " of the input";
    }

    @Override
    protected void succeeded(PoolTask task, Object[] chunk) {
        System.arraycopy(chunk, 0, values, (int) task.index(), chunk.length);
        finished(task, null, null);
        progress.add(chunk.length, 0);
    }

    @Override
    protected void failed(PoolTask task, Throwable reason, String place) {
        finished(task, reason, place);
        progress.add(0, task.inputs().length);
    }

    private void finished(PoolTask task, Throwable reason, String place) {
        synchronized (this) {
            if (reason != null && failure == null) {
                failure = reason;
                failurePlace = place;
            }
            unfinished -= task.inputs().length;
            if (unfinished > 0) {
                return;
            }
        }
        if (failure != null) {
            result.fail(failure, failurePlace);
        } else {
            succeed();
        }
    }

    private void succeed() {
        List<R> list;
        try {
            list = list();
        } catch (OutOfMemoryError e) { // the caller may not wait for ever
            result.fail(e, null);
            return;
        }
        result.succeed(list);
    }

    /** May be changed by the caller that gets it, as Python's may. */
    @SuppressWarnings("unchecked") // the function's type says what it returns
    private List<R> list() {
        List<R> list = new ArrayList<>(values.length);
        Collections.addAll(list, (R[]) values);
        return list;
    }

    @Override
    protected void abandon(RuntimeException reason) {
        result.abandon(reason);
    }
}
