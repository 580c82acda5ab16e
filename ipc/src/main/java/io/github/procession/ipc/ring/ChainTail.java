package io.github.procession.ipc.ring;

import static io.github.procession.ipc.ring.QueueLayout.HEAD_OFFSET;
import static io.github.procession.ipc.ring.QueueLayout.HEAD_RING_OFFSET;
import static io.github.procession.ipc.ring.QueueLayout.TAIL_OFFSET;
import static io.github.procession.ipc.ring.QueueLayout.TAIL_RING_OFFSET;
import static io.github.procession.ipc.ring.QueueLayout.counters;
import static io.github.procession.ipc.ring.QueueLayout.distance;
import static io.github.procession.ipc.ring.QueueLayout.itemsOf;
import static io.github.procession.ipc.ring.QueueLayout.position;
import static io.github.procession.ipc.ring.QueueLayout.unitsOf;

import io.github.procession.ipc.memory.Cell;
import io.github.procession.ipc.memory.CellLayout;
import io.github.procession.ipc.memory.Region;
import java.io.IOException;
import java.nio.file.Path;

/**
 * The end of a queue's chain as this process sees it: appends records and makes larger rings. All its methods are called
 * by the owner of the producers' mutex. {@link RingQueue} explains the order of its stores.
 */
final class ChainTail implements AutoCloseable {
    static final long MAX_GROWTH = 1L << 26;
    private static final long MAX_ITEM_BYTES = Integer.MAX_VALUE - 64L;

    private final Cell cell;
    private final Path folder;
    private final Region control;

    /** The ring that this process appends to, and what it last saw of its free space. */
    private ChainRing tailRing;

    private final LeftRings left = new LeftRings();

    private int knownHead;

    /** Position of the tail when this process left it: the known head is of no use when others have moved on, perhaps round the count. */
    private long knownTail;

    ChainTail(Cell cell, Path folder, Region control) {
        this.cell = cell;
        this.folder = folder;
        this.control = control;
    }

    /** Adds a record at the end, in a new and larger ring if it does not fit into the last one. */
    void append(OutgoingRecord record) throws IOException {
        ChainRing ring = lastRing();
        long tail = control.getLong(TAIL_OFFSET);
        if (tail != knownTail) {
            learnHead(ring);
        }
        if (!fits(ring, unitsOf(tail), record.size())) {
            ring = grow(ring, unitsOf(tail), record.size());
        }
        long written = record.writeWhole(ring.bytes(), position(unitsOf(tail)));
        knownTail = counters(itemsOf(tail) + 1, unitsOf(tail) + (int) (written / 8));
        control.putLongRelease(TAIL_OFFSET, knownTail);
    }

    /**
     * Adds a record that was written into a ring of its own before. A dead producer leaves what {@link #grow} leaves: a ring
     * whose bytes the next one overwrites.
     */
    void append(ChainRing staged, OutgoingRecord record) throws IOException {
        ChainRing last = lastRing();
        long tail = control.getLong(TAIL_OFFSET);
        int number = last.number() + 1;
        useNewRing(last, staged.place(cell.file(folder, number), number, unitsOf(tail)));
        knownTail = counters(itemsOf(tail) + 1, unitsOf(tail) + (int) (record.size() / 8));
        control.putLongRelease(TAIL_OFFSET, knownTail);
    }

    private boolean fits(ChainRing ring, int tail, long size) {
        long capacity = ring.bytes().capacity();
        if (capacity - distance(knownHead, tail) >= size) {
            return true;
        }
        if (size > capacity || control.getIntAcquire(HEAD_RING_OFFSET) != ring.number()) {
            return false; // consumers are still in an earlier ring
        }
        knownHead = unitsOf(control.getLongAcquire(HEAD_OFFSET));
        return capacity - distance(knownHead, tail) >= size;
    }

    private ChainRing grow(ChainRing last, int tail, long size) throws IOException {
        requireSendable(size);
        long capacity = Math.min(
                last.bytes().capacity() * 2, Math.max(MAX_GROWTH, last.bytes().capacity()));
        while (capacity < size) {
            capacity *= 2;
        }
        int number = last.number() + 1;
        ChainRing ring = ChainRing.create(cell.file(folder, number), number, capacity, tail);
        useNewRing(last, ring);
        return ring;
    }

    static void requireSendable(long size) throws IOException {
        if (size > MAX_ITEM_BYTES) {
            throw new IOException("an item of " + size + " bytes is too large for a queue (limit 2 GiB):"
                    + " send it through a pipe, or in parts");
        }
    }

    private void useNewRing(ChainRing last, ChainRing ring) {
        cell.region().putInt(cell.base() + CellLayout.LAST_FILE_OFFSET, ring.number());
        last.link(ring);
        control.putIntRelease(TAIL_RING_OFFSET, ring.number());
        useTailRing(ring);
    }

    private void useTailRing(ChainRing ring) {
        left.add(tailRing);
        tailRing = ring;
        learnHead(ring);
    }

    private void learnHead(ChainRing ring) {
        boolean consumersAreHere = control.getIntAcquire(HEAD_RING_OFFSET) == ring.number();
        knownHead = consumersAreHere ? unitsOf(control.getLongAcquire(HEAD_OFFSET)) : ring.start();
    }

    /** The ring to append to; the caller has the producers' mutex. */
    private ChainRing lastRing() throws IOException {
        int number = control.getInt(TAIL_RING_OFFSET);
        while (true) {
            if (tailRing == null || tailRing.number() != number) {
                useTailRing(ChainRing.open(cell.file(folder, number), number));
            }
            number = tailRing.next();
            if (number == 0) {
                return tailRing;
            }
            control.putIntRelease(TAIL_RING_OFFSET, number); // its producer died before it could
        }
    }

    /** Rings to be closed when the mutex is free. */
    LeftRings left() {
        return left;
    }

    @Override
    public void close() {
        left.close();
        if (tailRing != null) {
            tailRing.close();
        }
    }
}
