package io.github.procession.multiprocessing;

import io.github.procession.function.SerializableUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * One value of a manager, of any type: Python's {@code manager.Value(typecode, value)}, which looks at no type code either.
 *
 * @param <T> type of the value
 */
@Guarded
public interface ValueProxy<T extends @Nullable Object> extends BaseProxy {
    /**
     * The value: Python's {@code get()} and {@code value}.
     *
     * @return a copy of the value, possibly null
     */
    T get();

    /**
     * Sets the value: Python's {@code set(value)} and {@code value = ...}.
     *
     * @param value the value, possibly null
     */
    void set(T value);

    /**
     * Computes the value of the one that is there, at the server: {@code v.update(x -> x + 1)} loses no increment.
     *
     * @param function gets the present value
     * @return the new value
     */
    T update(SerializableUnaryOperator<T> function);
}
