package io.github.procession.ipc.memory;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/**
 * The freeing of cells that no process holds any more. {@link Cells} explains why it frees none that a message still
 * names.
 *
 * <p>A cell whose address never moved is freed at once. Any other costs a look through all cells and all unread messages,
 * so many are looked for at a time: a process that drops thousands, or that died with them, does not cost thousands of
 * looks. Single drops are looked at immediately; when this has taken some time, the next ones wait for each other.
 */
final class CellSweep {
    /** Limit by which the time for sweeps may run ahead. */
    private static final long BURST_NANOS = 1_000_000_000;

    private final Cells cells;
    private final ConcurrentLinkedQueue<Cell> dropped = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean scheduled = new AtomicBoolean();
    private volatile boolean carrierFreed;
    private volatile long paidUntil = System.nanoTime();

    CellSweep(Cells cells) {
        this.cells = cells;
    }

    /** Frees a cell that a holder in this process has let go of, unless another one has it. */
    void dropped(Cell cell) {
        droppedByTheDead(cell);
        if (!isNeeded()) {
            return;
        }
        if (paidUntil - System.nanoTime() > BURST_NANOS) {
            runLater();
        } else {
            run();
        }
    }

    /** As {@link #dropped(Cell)}, but what needs a look is left to the next {@link #run()}. */
    void droppedByTheDead(Cell cell) {
        if (!cells.isDropped(cell)) {
            return;
        }
        if (cells.moves(cell) != 0) {
            dropped.add(cell);
        } else if (cells.isDropped(cell) && cells.moves(cell) == 0 && cells.isDropped(cell) && cells.free(cell)) {
            carrierFreed();
        }
    }

    /** Has the next {@link #run()} look at everything that unread messages of the carrier may have kept alive. */
    void carrierFreed() {
        carrierFreed = true;
    }

    private boolean isNeeded() {
        return carrierFreed || !dropped.isEmpty();
    }

    /** Checks all that was dropped, and frees it. */
    void run() {
        while (isNeeded()) {
            long start = System.nanoTime();
            runOnce();
            long end = System.nanoTime();
            paidUntil = Math.max(paidUntil - start, 0) + end + (end - start);
        }
    }

    private synchronized void runOnce() {
        List<Cell> batch = new ArrayList<>();
        if (carrierFreed) {
            carrierFreed = false;
            dropped.clear(); // each of them is among the following
            cells.addDropped(batch);
        } else {
            for (Cell cell; (cell = dropped.poll()) != null; ) {
                batch.add(cell);
            }
        }
        while (!batch.isEmpty()) {
            batch = free(batch);
        }
    }

    /** Frees those of some cells that no path leads to; returns those whose address moved meanwhile. */
    private List<Cell> free(List<Cell> batch) {
        batch.sort(Comparator.comparingLong(Cell::address));
        List<Cell> candidates = new ArrayList<>(batch.size());
        int[] moves = new int[batch.size()];
        long last = 0;
        for (Cell cell : batch) {
            moves[candidates.size()] = cells.moves(cell);
            if (cell.address() != last && cells.isDropped(cell)) {
                candidates.add(cell);
                last = cell.address();
            }
        }
        if (candidates.isEmpty()) {
            return List.of();
        }
        WantedAddresses wanted =
                new WantedAddresses(candidates.stream().mapToLong(Cell::address).toArray());
        cells.findInFlight(wanted);
        List<Cell> moved = new ArrayList<>();
        for (int i = 0; i < candidates.size(); i++) {
            Cell cell = candidates.get(i);
            if (wanted.isFound(cell.address())) {
                continue;
            }
            if (cells.moves(cell) != moves[i]) {
                moved.add(cell);
            } else if (cells.isDropped(cell) && cells.free(cell)) {
                carrierFreed();
            }
        }
        return moved;
    }

    private void runLater() {
        if (scheduled.compareAndSet(false, true)) {
            Thread later = new Thread(null, this::runWhenPaid, "procession-sweep", 0, false);
            later.setDaemon(true);
            try {
                later.start();
            } catch (OutOfMemoryError e) { // the system has no thread for it: the caller pays
                scheduled.set(false);
                run();
            }
        }
    }

    private void runWhenPaid() {
        for (long left; (left = paidUntil - System.nanoTime()) > 0; ) {
            LockSupport.parkNanos(left);
        }
        scheduled.set(false); // what is dropped from now on is seen below, or asks for another run
        run();
    }
}
