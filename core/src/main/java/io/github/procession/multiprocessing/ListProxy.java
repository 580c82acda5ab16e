package io.github.procession.multiprocessing;

import io.github.procession.function.SerializableFunction;
import io.github.procession.function.SerializablePredicate;
import io.github.procession.function.SerializableUnaryOperator;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.ListIterator;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A list of a manager: Python's {@code manager.list()}.
 *
 * <p>Each call is one round trip and atomic; functions are sent to the server. What is read is a copy, and collections in it
 * refuse to be changed. Iterators, streams, arrays and {@link #subList} are of a copy of one moment.
 *
 * @param <E> type of the elements
 */
@Guarded
public interface ListProxy<E extends @Nullable Object> extends List<E>, BaseProxy {
    @Override
    E getFirst();

    @Override
    E getLast();

    @Override
    E removeFirst();

    /** Removes the last element: Python's {@code pop()}. */
    @Override
    E removeLast();

    @Override
    void addFirst(E element);

    @Override
    void addLast(E element);

    /** Sorts the list at the server; a comparator other than null must be serializable. */
    @Override
    void sort(@Nullable Comparator<? super E> comparator);

    /** Removes elements at the server; the predicate must be serializable. */
    @Override
    boolean removeIf(Predicate<? super E> predicate);

    /**
     * Removes elements at the server.
     *
     * @param predicate true for those that go
     * @return whether any went
     */
    default boolean removeIf(SerializablePredicate<? super E> predicate) {
        return removeIf((Predicate<? super E>) predicate);
    }

    /** Replaces all elements at the server; the function must be serializable. */
    @Override
    void replaceAll(UnaryOperator<E> function);

    /**
     * Replaces all elements, at the server and at once.
     *
     * @param function gets an element
     */
    default void updateAll(SerializableUnaryOperator<E> function) {
        replaceAll(function);
    }

    /**
     * Replaces one element, at the server.
     *
     * @param index of the element
     * @param function gets the element
     * @return the new element
     * @throws IndexOutOfBoundsException if there is none
     */
    E update(int index, SerializableUnaryOperator<E> function);

    /**
     * Runs a function at the server, under the lock of the list.
     *
     * @param function gets the list itself
     * @param <R> type of its result
     * @return a copy of its result
     */
    <R> R apply(SerializableFunction<? super List<E>, ? extends R> function);

    /**
     * How often an element is in the list: Python's {@code count(x)}.
     *
     * @param element the element
     * @return how often
     */
    int count(Object element);

    /** Turns the order around: Python's {@code reverse()}. */
    void reverse();

    /** An iterator over a copy of this moment. */
    @Override
    default Iterator<E> iterator() {
        return this.<List<E>>getValue().iterator();
    }

    /** An iterator over a copy of this moment. */
    @Override
    default ListIterator<E> listIterator() {
        return this.<List<E>>getValue().listIterator();
    }

    /** An iterator over a copy of this moment. */
    @Override
    default ListIterator<E> listIterator(int index) {
        return this.<List<E>>getValue().listIterator(index);
    }

    /** A copy of a part, which cannot be changed: Python's {@code l[from:to]}. */
    @Override
    default List<E> subList(int fromIndex, int toIndex) {
        return this.<List<E>>getValue().subList(fromIndex, toIndex);
    }

    @Override
    default Object[] toArray() {
        return this.<List<E>>getValue().toArray();
    }

    @Override
    default <T> T[] toArray(T[] array) {
        Objects.requireNonNull(array, "array");
        return this.<List<E>>getValue().toArray(array);
    }
}
