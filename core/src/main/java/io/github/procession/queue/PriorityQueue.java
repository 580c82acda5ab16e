package io.github.procession.queue;

import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * A queue that gives the smallest item first: Python's {@code queue.PriorityQueue}. Items that compare as equal come in
 * any order. In all else it is a {@link Queue}.
 *
 * <p>An item that cannot be compared is refused by {@code put}, with {@link ClassCastException} or, if it is null, with
 * {@link NullPointerException} (Python: {@code TypeError}, for the second item); the queue stays as it was.
 *
 * <p><b>Memory consistency.</b> As for {@link Queue}.
 *
 * @param <T> the type of the items; without a comparator they are {@link Comparable}
 */
public class PriorityQueue<T extends @Nullable Object> extends Queue<T> {
    /** Makes a queue without bound, in natural order: Python's {@code PriorityQueue()}. */
    public PriorityQueue() {
        this(0);
    }

    /**
     * Makes a queue in natural order: Python's {@code PriorityQueue(maxsize)}.
     *
     * @param maxsize how many items it may hold; zero or less means no bound
     */
    public PriorityQueue(int maxsize) {
        this(maxsize, null);
    }

    /**
     * Makes a queue without bound, in the order of a comparator; Python has no such parameter.
     *
     * @param comparator says which item is smaller
     */
    public PriorityQueue(Comparator<? super T> comparator) {
        this(0, comparator);
    }

    /**
     * Makes a queue in the order of a comparator.
     *
     * @param maxsize how many items it may hold; zero or less means no bound
     * @param comparator says which item is smaller; null means their natural order
     */
    @SuppressWarnings("unchecked") // only items go to it
    public PriorityQueue(int maxsize, @Nullable Comparator<? super T> comparator) {
        super(new HeapMonitor(maxsize, (Comparator<Object>) comparator));
    }
}
