package io.github.procession.function;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * A function of five arguments that returns nothing and that can be sent to another process.
 *
 * <p>Being {@link Serializable}, a lambda expression or method reference given where this type is expected needs no cast
 * to travel; what it captures must be able to travel too.
 *
 * @param <A> type of the first argument
 * @param <B> type of the second argument
 * @param <C> type of the third argument
 * @param <D> type of the fourth argument
 * @param <E> type of the fifth argument
 */
@FunctionalInterface
public interface Action5<
                A extends @Nullable Object,
                B extends @Nullable Object,
                C extends @Nullable Object,
                D extends @Nullable Object,
                E extends @Nullable Object>
        extends Serializable {
    /**
     * Runs the function.
     *
     * @param a the first argument
     * @param b the second argument
     * @param c the third argument
     * @param d the fourth argument
     * @param e the fifth argument
     * @throws Exception whatever the function throws
     */
    void run(A a, B b, C c, D d, E e) throws Exception;
}
