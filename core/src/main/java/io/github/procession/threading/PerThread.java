package io.github.procession.threading;

import java.lang.ref.Cleaner;
import java.lang.ref.WeakReference;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A value for each thread, which goes with its thread and with this object, whichever is first, whatever the value refers
 * to.
 *
 * <p>A {@link ThreadLocal} alone does not do that: the thread holds the value, so one that refers back to what holds the
 * {@code ThreadLocal} keeps it, and itself, for as long as the thread lives. Here this object holds the values, and the
 * thread only a slot that refers to its cell weakly:
 *
 * <pre>
 *     thread ---> slot - - weak - -> cell (value) <--- cells <--- this object
 * </pre>
 *
 * <p>When this object is dropped, nothing holds the cells. When the thread ends, nothing holds its slot, and a cleaner
 * takes the cell from the map; the thread object itself may live on, and the value may refer to it.
 */
final class PerThread<T> {
    private static final Cleaner CLEANER = Cleaner.create();

    private final ThreadLocal<Slot<T>> slots = new ThreadLocal<>();
    private final Map<Key, Cell<T>> cells = new ConcurrentHashMap<>();

    /** Identifies a slot without holding it. */
    private static final class Key {}

    private static final class Cell<T> {
        private T value;
    }

    /** Reachable from its thread alone. */
    private static final class Slot<T> extends WeakReference<Cell<T>> {
        private final Key key;

        Slot(Cell<T> cell, Key key) {
            super(cell);
            this.key = key;
        }
    }

    /** Takes the cell of an ended thread; it must not hold the map, or the cells would live as long as the thread. */
    private record Removal(WeakReference<? extends Map<Key, ?>> cells, Key key) implements Runnable {
        @Override
        public void run() {
            Map<Key, ?> map = cells.get();
            if (map != null) {
                map.remove(key);
            }
        }
    }

    private Cell<T> cell() {
        Slot<T> slot = slots.get();
        return slot == null ? null : slot.get(); // the cell is there for as long as this object is
    }

    /** Whether the calling thread has a value, which may be null. */
    boolean isSet() {
        return cell() != null;
    }

    /** The calling thread's value; null also when there is none. */
    T get() {
        Cell<T> cell = cell();
        return cell == null ? null : cell.value;
    }

    /** Sets the calling thread's value if it has one; tells whether it has. */
    boolean replace(T value) {
        Cell<T> cell = cell();
        if (cell == null) {
            return false;
        }
        cell.value = value;
        return true;
    }

    void set(T value) {
        if (!replace(value)) {
            newCell().value = value;
        }
    }

    private Cell<T> newCell() {
        Key key = new Key();
        Cell<T> cell = new Cell<>();
        Slot<T> slot = new Slot<>(cell, key);
        cells.put(key, cell);
        slots.set(slot);
        CLEANER.register(slot, new Removal(new WeakReference<>(cells), key));
        return cell;
    }

    void remove() {
        Slot<T> slot = slots.get();
        if (slot != null) {
            slots.remove();
            cells.remove(slot.key);
        }
    }

    /** How many threads have a value; for tests. */
    int size() {
        return cells.size();
    }
}
