package io.github.procession.function;

import java.io.Serializable;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A {@link UnaryOperator} that can be sent to another process: a lambda expression or method reference given where this type is expected
 * needs no cast to travel.
 *
 * @param <T> type of argument and result
 */
@FunctionalInterface
public interface SerializableUnaryOperator<T extends @Nullable Object> extends UnaryOperator<T>, Serializable {}
