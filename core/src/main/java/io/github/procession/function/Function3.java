package io.github.procession.function;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * A function of three arguments that returns a value and that can be sent to another process.
 *
 * <p>Being {@link Serializable}, a lambda expression or method reference given where this type is expected needs no cast
 * to travel; what it captures must be able to travel too.
 *
 * @param <A> type of the first argument
 * @param <B> type of the second argument
 * @param <C> type of the third argument
 * @param <R> type of the result
 */
@FunctionalInterface
public interface Function3<
                A extends @Nullable Object,
                B extends @Nullable Object,
                C extends @Nullable Object,
                R extends @Nullable Object>
        extends Serializable {
    /**
     * Computes the result.
     *
     * @param a the first argument
     * @param b the second argument
     * @param c the third argument
     * @return the result
     * @throws Exception whatever the function throws
     */
    R apply(A a, B b, C c) throws Exception;
}
