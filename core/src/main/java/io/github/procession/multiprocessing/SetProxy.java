package io.github.procession.multiprocessing;

import io.github.procession.function.SerializableFunction;
import java.util.Iterator;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;

/**
 * A set of a manager: Python's {@code manager.set()} of 3.14.
 *
 * <p>Each call is one round trip and atomic: {@code addAll}, {@code retainAll} and {@code removeAll} are Python's {@code |=},
 * {@code &=} and {@code -=}; its {@code |}, {@code &} and {@code -} are the same on a copy. Iterators, streams and arrays are
 * of a copy of one moment.
 *
 * @param <E> type of the elements
 */
@Guarded
public interface SetProxy<E> extends Set<E>, BaseProxy {
    /** Removes elements at the server; the predicate must be serializable. */
    @Override
    boolean removeIf(Predicate<? super E> predicate);

    /**
     * Removes any element: Python's {@code pop()}.
     *
     * @return the element
     * @throws java.util.NoSuchElementException if the set is empty
     */
    E pop();

    /**
     * Runs a function at the server, under the lock of the set.
     *
     * @param function gets the set itself
     * @param <R> type of its result
     * @return a copy of its result
     */
    <R> R apply(SerializableFunction<? super Set<E>, ? extends R> function);

    /** An iterator over a copy of this moment. */
    @Override
    default Iterator<E> iterator() {
        return this.<Set<E>>getValue().iterator();
    }

    @Override
    default Object[] toArray() {
        return this.<Set<E>>getValue().toArray();
    }

    @Override
    default <T> T[] toArray(T[] array) {
        Objects.requireNonNull(array, "array");
        return this.<Set<E>>getValue().toArray(array);
    }
}
