package io.github.procession.concurrent;

import io.github.procession.multiprocessing.PoolCallBuilder;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;

/**
 * A call of an executor that is still to be made, with arguments by position and by name; {@code executor.target} begins
 * it.
 *
 * <pre>{@code
 * Future<Integer> product = executor.target(Work::multiply).args(6).kwargs(Map.of("factor", 7)).submit();
 * }</pre>
 *
 * @param <R> type of the result
 */
@NullUnmarked // arguments and results of functions may be null or not, as their types say
public final class ExecutorCall<R extends @Nullable Object> {
    private final PoolExecutor executor;
    private final PoolCallBuilder<R> call;

    ExecutorCall(PoolExecutor executor, PoolCallBuilder<R> call) {
        this.executor = executor;
        this.call = call;
    }

    /**
     * Gives arguments by position: Python's {@code *args}.
     *
     * @param args the first arguments, or all of them
     * @return this
     */
    public ExecutorCall<R> args(Object... args) {
        call.args(args);
        return this;
    }

    /**
     * Gives arguments by the names of the function's parameters, which must be compiled with {@code javac -parameters}:
     * Python's {@code **kwargs}.
     *
     * @param kwargs values by name
     * @return this
     */
    public ExecutorCall<R> kwargs(Map<String, ?> kwargs) {
        call.kwargs(kwargs);
        return this;
    }

    /**
     * Makes the call: Python's {@code submit}.
     *
     * @return the result, when it comes
     * @throws IllegalArgumentException if the arguments do not fit the function's parameters
     * @throws RejectedExecutionException if the executor takes no more calls
     */
    public Future<R> submit() {
        return executor.start(call::applyAsync, UnaryOperator.identity(), () -> runHere(call));
    }

    private static void runHere(PoolCallBuilder<?> unsent) {
        try {
            unsent.apply();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
