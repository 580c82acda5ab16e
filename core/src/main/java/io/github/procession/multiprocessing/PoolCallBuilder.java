package io.github.procession.multiprocessing;

import io.github.procession.internal.call.BoundArguments;
import java.io.Serializable;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;

/**
 * A call of a pool that is still to be made, with arguments by position and by name; {@code pool.target} begins it.
 *
 * <pre>{@code
 * int product = pool.target(Work::multiply).args(6).kwargs(Map.of("factor", 7)).apply();
 * }</pre>
 *
 * @param <R> type of the result
 */
@NullUnmarked // arguments and results of functions may be null or not, as their types say
public final class PoolCallBuilder<R extends @Nullable Object> {
    private final SingleCalls calls;
    private final BoundArguments call;

    PoolCallBuilder(SingleCalls calls, Serializable function, int arity) {
        this.calls = calls;
        call = new BoundArguments(Objects.requireNonNull(function, "function"), arity);
    }

    /**
     * Gives arguments by position: Python's argument {@code args}.
     *
     * @param args the first arguments, or all of them
     * @return this
     */
    public PoolCallBuilder<R> args(Object... args) {
        call.args(args);
        return this;
    }

    /**
     * Gives arguments by the names of the function's parameters, which must be compiled with {@code javac -parameters}:
     * Python's argument {@code kwds}.
     *
     * @param kwargs values by name
     * @return this
     */
    public PoolCallBuilder<R> kwargs(Map<String, ?> kwargs) {
        call.kwargs(kwargs);
        return this;
    }

    /**
     * Makes the call and waits for its result: Python's {@code apply}.
     *
     * @return the result
     * @throws IllegalArgumentException if the arguments do not fit the function's parameters
     * @throws ExecutionException if the call failed; the cause says why
     * @throws InterruptedException if interrupted while waiting; the call goes on
     * @throws IllegalStateException if the pool takes no more tasks
     */
    public R apply() throws InterruptedException, ExecutionException {
        return calls.<R>callAsync(call.function(), call.inOrder(), true).get();
    }

    /**
     * Makes the call without waiting: Python's {@code apply_async}.
     *
     * @return the result, when it comes
     * @throws IllegalArgumentException if the arguments do not fit the function's parameters
     * @throws IllegalStateException if the pool takes no more tasks
     */
    public AsyncResult<R> applyAsync() {
        return calls.callAsync(call.function(), call.inOrder(), false);
    }
}
