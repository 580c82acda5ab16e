package io.github.procession.function;

import java.io.Serializable;

/**
 * A function of no arguments that returns a value and that can be sent to another process.
 *
 * <p>Being {@link Serializable}, a lambda expression or method reference given where this type is expected needs no cast
 * to travel; what it captures must be able to travel too.
 *
 * @param <R> type of the result
 */
@FunctionalInterface
public interface Function0<R> extends Serializable {
    /**
     * Computes the result.
     *
     * @return the result
     * @throws Exception whatever the function throws
     */
    R apply() throws Exception;
}
