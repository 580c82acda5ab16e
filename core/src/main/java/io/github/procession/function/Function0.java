package io.github.procession.function;

import java.io.Serializable;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * A function of no arguments that returns a value and that can be sent to another process.
 *
 * <p>Being {@link Serializable}, a lambda expression or method reference given where this type is expected needs no cast
 * to travel; what it captures must be able to travel too. It is a {@link Callable}, so that of methods which take either,
 * as those of an executor do, the one that takes this is meant.
 *
 * @param <R> type of the result
 */
@FunctionalInterface
public interface Function0<R extends @Nullable Object> extends Serializable, Callable<R> {
    /**
     * Computes the result.
     *
     * @return the result
     * @throws Exception whatever the function throws
     */
    R apply() throws Exception;

    /**
     * Computes the result: {@link #apply()} under the name that {@code java.util.concurrent} has for it.
     *
     * @return the result
     * @throws Exception whatever the function throws
     */
    @Override
    default R call() throws Exception {
        return apply();
    }
}
