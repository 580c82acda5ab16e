package io.github.procession.ipc.ring;

import static io.github.procession.ipc.ring.QueueLayout.HEAD_OFFSET;
import static io.github.procession.ipc.ring.QueueLayout.HEAD_RING_OFFSET;
import static io.github.procession.ipc.ring.QueueLayout.OLDEST_RING_OFFSET;
import static io.github.procession.ipc.ring.QueueLayout.TAIL_OFFSET;
import static io.github.procession.ipc.ring.QueueLayout.counters;
import static io.github.procession.ipc.ring.QueueLayout.distance;
import static io.github.procession.ipc.ring.QueueLayout.itemsOf;
import static io.github.procession.ipc.ring.QueueLayout.position;
import static io.github.procession.ipc.ring.QueueLayout.unitsOf;

import io.github.procession.ipc.memory.Cell;
import io.github.procession.ipc.memory.Region;
import io.github.procession.ipc.memory.Segment;
import java.io.IOException;
import java.nio.file.Path;

/**
 * The beginning of a queue's chain as this process sees it: takes records and deletes drained rings. All its methods are
 * called by the owner of the consumers' mutex. {@link RingQueue} explains the order of its stores.
 */
final class ChainHead implements AutoCloseable {
    private final Cell cell;
    private final Path folder;
    private final Region control;

    /** The ring that this process takes from. */
    private ChainRing headRing;

    private final LeftRings left = new LeftRings();

    /** The head as this process left it, and the tail as it last saw it, which is of no use when others have moved the head. */
    private long lastHead;

    private long knownTail;
    private final Pace pace = new Pace();

    ChainHead(Cell cell, Path folder, Region control) {
        this.cell = cell;
        this.folder = folder;
        this.control = control;
    }

    /** Takes the first record; false if there is none. */
    boolean take(Sink sink) throws IOException {
        long head = control.getLong(HEAD_OFFSET);
        boolean looks = head != lastHead || head == knownTail;
        if (looks) {
            knownTail = control.getLongAcquire(TAIL_OFFSET);
            if (head == knownTail) {
                return false;
            }
        }
        ByteRing ring = firstRing(unitsOf(head)).bytes();
        long position = position(unitsOf(head));
        long fragment = ring.getLong(position);
        FragmentAssembler.readWhole(ring, position, fragment, sink);
        long size = RecordFormat.size(fragment);
        if (looks) {
            pace.found(size, distance(unitsOf(head), unitsOf(knownTail)));
        }
        int read = (int) (size / 8);
        lastHead = counters(itemsOf(head) + 1, unitsOf(head) + read);
        control.putLongRelease(HEAD_OFFSET, lastHead);
        return true;
    }

    /** Whether there is a record, perhaps one that this process has seen before; for callers without the mutex. */
    boolean hasRecord() {
        long head = control.getLongVolatile(HEAD_OFFSET);
        if (head == lastHead && head != knownTail) {
            return true;
        }
        pace.letGather();
        return control.getLongVolatile(HEAD_OFFSET) != control.getLongAcquire(TAIL_OFFSET);
    }

    /** The ring in which the head is. */
    private ChainRing firstRing(int head) throws IOException {
        int number = control.getInt(HEAD_RING_OFFSET);
        while (true) {
            if (headRing == null || headRing.number() != number) {
                ChainRing ring = ChainRing.open(cell.file(folder, number), number);
                left.add(headRing);
                headRing = ring;
            }
            int next = headRing.next();
            if (next == 0 || headRing.end() != head) {
                return headRing;
            }
            control.putIntRelease(HEAD_RING_OFFSET, next);
            for (int drained = control.getInt(OLDEST_RING_OFFSET); drained < next; drained++) {
                Segment.delete(cell.file(folder, drained));
            }
            control.putInt(OLDEST_RING_OFFSET, next);
            number = next;
        }
    }

    /** Rings to be closed when the mutex is free. */
    LeftRings left() {
        return left;
    }

    @Override
    public void close() {
        left.close();
        if (headRing != null) {
            headRing.close();
        }
    }
}
