package io.github.procession.function;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * A function of one argument that returns nothing and that can be sent to another process.
 *
 * <p>Being {@link Serializable}, a lambda expression or method reference given where this type is expected needs no cast
 * to travel; what it captures must be able to travel too.
 *
 * @param <A> type of the one argument
 */
@FunctionalInterface
public interface Action1<A extends @Nullable Object> extends Serializable {
    /**
     * Runs the function.
     *
     * @param a the one argument
     * @throws Exception whatever the function throws
     */
    void run(A a) throws Exception;
}
