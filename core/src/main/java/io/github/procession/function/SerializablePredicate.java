package io.github.procession.function;

import java.io.Serializable;
import java.util.function.Predicate;

/**
 * A {@link Predicate} that can be sent to another process: a lambda expression or method reference given where this type is expected
 * needs no cast to travel.
 *
 * @param <T> type of the argument
 */
@FunctionalInterface
public interface SerializablePredicate<T> extends Predicate<T>, Serializable {}
