package io.github.procession.function;

import java.io.Serializable;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * A {@link BiFunction} that can be sent to another process: a lambda expression or method reference given where this type is expected
 * needs no cast to travel.
 *
 * @param <T> type of the first argument
 * @param <U> type of the second argument
 * @param <R> type of the result
 */
@FunctionalInterface
public interface SerializableBiFunction<
                T extends @Nullable Object, U extends @Nullable Object, R extends @Nullable Object>
        extends BiFunction<T, U, R>, Serializable {}
