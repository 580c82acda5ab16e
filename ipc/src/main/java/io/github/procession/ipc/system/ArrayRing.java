package io.github.procession.ipc.system;

import java.util.AbstractQueue;
import java.util.Arrays;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A queue in an array that grows, with access to both ends; not for several threads at once.
 *
 * <p>It stays as it was when there is no memory for a longer array. An {@link java.util.ArrayDeque} has put the new element on the
 * last free place by then, and with all places taken it counts as empty: all its elements are lost.
 *
 * @param <E> the type of the elements
 */
public class ArrayRing<E> extends AbstractQueue<E> {
    private static final int FIRST_PLACES = 16;

    private @Nullable Object[] places;
    private int first;
    private int size;

    /** An empty queue. */
    public ArrayRing() {
        this(FIRST_PLACES);
    }

    /**
     * An empty queue that needs no more memory up to a number of elements.
     *
     * @param room the number
     */
    public ArrayRing(int room) {
        places = new Object[Integer.highestOneBit(Math.max(room, 2) - 1) << 1];
    }

    private int place(int index) {
        return first + index & places.length - 1;
    }

    @SuppressWarnings("unchecked") // only elements are stored
    private E at(int index) {
        return (E) Objects.requireNonNull(places[place(index)]);
    }

    private void makeRoom() {
        if (size < places.length) {
            return;
        }
        if (size > Integer.MAX_VALUE / 2) {
            throw new OutOfMemoryError("a queue of more than " + size + " elements");
        }
        Object[] more = new Object[2 * size];
        int untilEnd = size - first;
        System.arraycopy(places, first, more, 0, untilEnd);
        System.arraycopy(places, 0, more, untilEnd, first);
        places = more;
        first = 0;
    }

    /** Adds an element at the end. */
    @Override
    public boolean offer(E element) {
        Objects.requireNonNull(element);
        makeRoom();
        places[place(size)] = element;
        size++;
        return true;
    }

    /**
     * Adds an element in front of all others.
     *
     * @param element the element
     */
    public void addFirst(E element) {
        Objects.requireNonNull(element);
        makeRoom();
        first = place(-1);
        places[first] = element;
        size++;
    }

    @Override
    public @Nullable E poll() {
        if (size == 0) {
            return null;
        }
        E element = at(0);
        places[first] = null;
        first = place(1);
        size--;
        return element;
    }

    @Override
    public @Nullable E peek() {
        return size == 0 ? null : at(0);
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public void clear() {
        if (size > 0) {
            Arrays.fill(places, null);
            size = 0;
        }
    }

    @Override
    public boolean removeIf(Predicate<? super E> filter) {
        int before = size;
        int kept = 0;
        int looked = 0;
        try {
            while (looked < size) {
                E element = at(looked);
                if (!filter.test(element)) {
                    places[place(kept++)] = element;
                }
                looked++;
            }
        } finally { // the filter may throw: then the rest stays, too
            while (looked < size) {
                places[place(kept++)] = places[place(looked++)];
            }
            for (int i = kept; i < size; i++) {
                places[place(i)] = null;
            }
            size = kept;
        }
        return kept < before;
    }

    private int indexOf(@Nullable Object element) {
        for (int i = 0; i < size; i++) {
            if (at(i).equals(element)) {
                return i;
            }
        }
        return -1;
    }

    @Override
    public boolean contains(@Nullable Object element) {
        return indexOf(element) >= 0;
    }

    /** Removes the first element that is equal to another; without memory. */
    @Override
    public boolean remove(@Nullable Object element) {
        int index = indexOf(element);
        if (index >= 0) {
            removeAt(index);
        }
        return index >= 0;
    }

    private void removeAt(int index) {
        for (int i = index; i < size - 1; i++) {
            places[place(i)] = places[place(i + 1)];
        }
        places[place(size - 1)] = null;
        size--;
    }

    @Override
    public Iterator<E> iterator() {
        return new Iterator<>() {
            private int next;
            private boolean removable;

            @Override
            public boolean hasNext() {
                return next < size;
            }

            @Override
            public E next() {
                if (next >= size) {
                    throw new NoSuchElementException();
                }
                removable = true;
                return at(next++);
            }

            @Override
            public void remove() {
                if (!removable) {
                    throw new IllegalStateException();
                }
                removable = false;
                removeAt(--next);
            }
        };
    }
}
