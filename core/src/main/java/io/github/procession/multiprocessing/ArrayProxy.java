package io.github.procession.multiprocessing;

import io.github.procession.function.SerializableUnaryOperator;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An array of a manager, of fixed length: Python's {@code manager.Array(typecode, sequence)}.
 *
 * @param <T> type of the elements
 */
@Guarded
public interface ArrayProxy<T extends @Nullable Object> extends Iterable<T>, BaseProxy {
    /**
     * An element: Python's {@code a[i]}.
     *
     * @param index its index; negative ones count from the end
     * @return a copy of the element
     * @throws IndexOutOfBoundsException if there is none
     */
    T get(int index);

    /**
     * Sets an element: Python's {@code a[i] = value}.
     *
     * @param index its index; negative ones count from the end
     * @param value the element
     * @throws IndexOutOfBoundsException if there is none
     */
    void set(int index, T value);

    /**
     * Replaces an element, at the server.
     *
     * @param index its index; negative ones count from the end
     * @param function gets the element
     * @return the new element
     * @throws IndexOutOfBoundsException if there is none
     */
    T update(int index, SerializableUnaryOperator<T> function);

    /**
     * The number of elements: Python's {@code len(a)}.
     *
     * @return the length
     */
    int length();

    /** An iterator over a copy of this moment. */
    @Override
    default Iterator<T> iterator() {
        return this.<List<T>>getValue().iterator();
    }
}
