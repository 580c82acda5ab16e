package io.github.procession.function;

import java.io.Serializable;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A {@link Predicate} that can be sent to another process: a lambda expression or method reference given where this type is expected
 * needs no cast to travel.
 *
 * @param <T> type of the argument
 */
@FunctionalInterface
public interface SerializablePredicate<T extends @Nullable Object> extends Predicate<T>, Serializable {}
