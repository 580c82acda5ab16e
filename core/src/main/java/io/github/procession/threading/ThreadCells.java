package io.github.procession.threading;

import io.github.procession.ipc.memory.DropCleaner;
import java.lang.ref.WeakReference;
import java.util.Map;

/**
 * A value for each thread, freed when its thread has ended or this object was dropped, whichever comes first, whatever
 * the value refers to.
 *
 * <p>A {@link ThreadLocal} alone does not do that: the thread holds the value, so one that refers back to what holds the
 * {@code ThreadLocal} keeps it, and itself, for as long as the thread lives. Here this object holds the cells, and the
 * thread only a token of its life:
 *
 * <pre>
 *     this object ---> table ---> cell of thread 1 (content)
 *                            ---> cell of thread 2 (content)
 *     thread 1 ---> token
 * </pre>
 *
 * <p>When this object is dropped, nothing holds the cells. When the thread ends, nothing holds its token, and a cleaner
 * takes the cell from the table; the thread object itself may live on, and the content may refer to it.
 *
 * <p>The table is a hash table with linear probing over the threads' identifiers, which the JVM never uses again. All
 * changes are made under the lock of this object. A thread looks for its own cell without the lock, and only it has put
 * it there: so it finds it in the table that it sees, or in a later one, unless another thread is just moving cells. A
 * cell that is not found is looked for again under the lock before a new one is made.
 */
final class ThreadCells {
    /** Stands for the value that was not set: null may be one. */
    static final Object NOTHING = new Object();

    private static final int LEAST_LENGTH = 8;

    /** Spreads identifiers that lie at equal distances: 2^64 divided by the golden ratio. */
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;

    /** In the place of a removed cell, so that those behind it are found; no thread has the identifier 0. */
    private static final Cell REMOVED = new Cell(0);

    private final ThreadLocal<Object> tokens = new ThreadLocal<>();

    /** Its length is a power of two, and at least half of it is free. */
    private volatile Cell[] table = new Cell[LEAST_LENGTH];

    /** Places that are not free, and cells; guarded by this object. */
    private int taken;

    private int size;

    /** Cell of one thread; for that thread alone. */
    static final class Cell {
        private final long thread;

        /** {@link #NOTHING} unless it was set. */
        Object value = NOTHING;

        /** Null until the thread was prepared. */
        Map<String, Object> attributes;

        private Cell(long thread) {
            this.thread = thread;
        }

        boolean hasValue() {
            return value != NOTHING;
        }

        void clear() {
            value = NOTHING;
            attributes = null;
        }
    }

    /** Cleaner that takes the cell of an ended thread; it must hold neither the cells nor the thread. */
    private record Removal(WeakReference<ThreadCells> cells, WeakReference<java.lang.Thread> thread, long id)
            implements Runnable {
        @Override
        public void run() {
            java.lang.Thread owner = thread.get();
            ThreadCells present = cells.get();
            if (present == null) {
                return;
            }
            if (owner != null && owner.isAlive()) {
                // it is just about to end, or its pool has erased its locals: the next collection asks again
                DropCleaner.INSTANCE.register(new Object(), this);
            } else {
                present.remove(id);
            }
        }
    }

    /** The calling thread's cell, or null. */
    Cell find() {
        return find(java.lang.Thread.currentThread().threadId(), table);
    }

    /** The thread's cell, or null. */
    private static Cell find(long thread, Cell[] cells) {
        int place = home(thread, cells);
        while (true) {
            Cell cell = cells[place]; // read once: another thread may put its own where there is none yet
            if (cell == null || cell.thread == thread) {
                return cell;
            }
            place = place + 1 & cells.length - 1;
        }
    }

    private static int home(long thread, Cell[] cells) {
        return (int) (thread * GOLDEN >>> Integer.SIZE) & cells.length - 1;
    }

    /** The calling thread's cell, a new one if it has none. */
    Cell findOrAdd() {
        Cell present = find();
        return present != null ? present : add(java.lang.Thread.currentThread());
    }

    private synchronized Cell add(java.lang.Thread thread) {
        long id = thread.threadId();
        Cell present = find(id, table);
        if (present != null) {
            return present;
        }
        if (2 * (taken + 1) > table.length) {
            rebuild();
        }
        Object token = new Object();
        tokens.set(token);
        DropCleaner.INSTANCE.register(token, new Removal(new WeakReference<>(this), new WeakReference<>(thread), id));
        Cell cell = new Cell(id);
        put(cell, table);
        taken++;
        size++;
        return cell;
    }

    private static void put(Cell cell, Cell[] cells) {
        int place = home(cell.thread, cells);
        while (cells[place] != null) {
            place = place + 1 & cells.length - 1;
        }
        cells[place] = cell;
    }

    /** Moves the cells to a table in which they take a quarter at most. */
    private void rebuild() {
        int length = LEAST_LENGTH;
        while (length < 4 * (size + 1)) {
            length *= 2;
        }
        Cell[] cells = new Cell[length];
        for (Cell cell : table) {
            if (cell != null && cell != REMOVED) {
                put(cell, cells);
            }
        }
        taken = size;
        table = cells;
    }

    private synchronized void remove(long thread) {
        int place = home(thread, table);
        while (table[place] != null) {
            if (table[place].thread == thread) {
                table[place] = REMOVED;
                size--;
            }
            place = place + 1 & table.length - 1;
        }
    }

    /** How many threads have a cell; for tests. */
    synchronized int size() {
        return size;
    }
}
