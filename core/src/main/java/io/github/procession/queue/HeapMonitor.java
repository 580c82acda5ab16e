package io.github.procession.queue;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import java.util.function.Predicate;

/**
 * A monitor whose storage is a binary heap: the children of the item at {@code k} are at {@code 2k + 1} and {@code 2k + 2},
 * and none is smaller than its parent. The smallest item is at 0.
 *
 * <p>{@link java.util.PriorityQueue} moves items while it compares: when a comparison throws, one may be lost. Here all
 * comparisons of a call are made before anything is moved, so that the heap is then as it was.
 */
@SuppressWarnings("serial") // as its superclass
final class HeapMonitor extends Monitor {
    private static final int LEAST_LENGTH = 16;

    private final Comparator<Object> comparator;
    private Object[] heap = new Object[LEAST_LENGTH];
    private int count;

    /** Natural order if the comparator is null. */
    HeapMonitor(int maxsize, Comparator<Object> comparator) {
        super(maxsize);
        this.comparator = comparator;
    }

    @SuppressWarnings("unchecked") // who uses natural order has Comparable items, or gets the exception
    private boolean isLess(Object a, Object b) {
        return comparator == null ? ((Comparable<Object>) a).compareTo(b) < 0 : comparator.compare(a, b) < 0;
    }

    @Override
    boolean offerItem(Object item) {
        if (item == NULL) {
            throw new NullPointerException("null cannot be compared with other items");
        }
        if (count == 0 && comparator == null && !(item instanceof Comparable)) {
            throw new ClassCastException(item.getClass().getName() + " is not Comparable, and there is no comparator");
        }
        Object[] items = heap;
        if (count == items.length) {
            items = Arrays.copyOf(items, 2 * count);
            heap = items;
        }
        int place = placeAbove(items, count, item);
        for (int k = count; k > place; k = parent(k)) {
            items[k] = items[parent(k)];
        }
        items[place] = item;
        count++;
        return true;
    }

    private static int parent(int k) {
        return k - 1 >>> 1;
    }

    /** Place of an item on the way from a free place up to the root. */
    private int placeAbove(Object[] items, int free, Object item) {
        int place = free;
        while (place > 0 && isLess(item, items[parent(place)])) {
            place = parent(place);
        }
        return place;
    }

    @Override
    Object pollItem() {
        Object[] items = heap;
        Object first = items[0];
        if (first != null) {
            int last = count - 1;
            Object moved = items[last];
            if (last > 0) {
                int place = placeBelow(items, 0, last, moved);
                moveUp(items, 0, place);
                items[place] = moved;
            }
            items[last] = null;
            count = last;
        }
        return first;
    }

    /** Place of an item on the way of the smaller children from a place down; the heap ends before {@code end}. */
    private int placeBelow(Object[] items, int top, int end, Object item) {
        int place = top;
        for (int child; (child = 2 * place + 1) < end; place = child) {
            if (child + 1 < end && isLess(items[child + 1], items[child])) {
                child++;
            }
            if (!isLess(items[child], item)) {
                break;
            }
        }
        return place;
    }

    /** Moves the items on the way from {@code top} to {@code place} one step up; that of the place is to be overwritten. */
    private static void moveUp(Object[] items, int top, int place) {
        Object carried = items[place];
        for (int k = place; k > top; ) {
            k = parent(k);
            Object next = items[k];
            items[k] = carried;
            carried = next;
        }
    }

    @Override
    Object peekItem() {
        return heap[0];
    }

    @Override
    int count() {
        return count;
    }

    @Override
    Iterator<Object> iterator() {
        return Arrays.asList(Arrays.copyOf(heap, count)).iterator();
    }

    @Override
    void drop(Predicate<Object> filter, boolean onlyFirst) {
        Object[] left = new Object[heap.length];
        int kept = 0;
        for (int k = 0; k < count; k++) {
            boolean goes = (!onlyFirst || kept == k) && filter.test(heap[k]);
            if (!goes) {
                left[kept++] = heap[k];
            }
        }
        for (int k = kept / 2 - 1; k >= 0; k--) {
            Object item = left[k];
            int place = placeBelow(left, k, kept, item);
            moveUp(left, k, place);
            left[place] = item;
        }
        heap = left;
        count = kept;
    }
}
