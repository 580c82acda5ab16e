package io.github.procession.ipc.ring;

import static io.github.procession.ipc.ring.QueueLayout.HEAD_OFFSET;
import static io.github.procession.ipc.ring.QueueLayout.HEAD_RING_OFFSET;
import static io.github.procession.ipc.ring.QueueLayout.OLDEST_RING_OFFSET;
import static io.github.procession.ipc.ring.QueueLayout.TAIL_OFFSET;
import static io.github.procession.ipc.ring.QueueLayout.counters;
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

    ChainHead(Cell cell, Path folder, Region control) {
        this.cell = cell;
        this.folder = folder;
        this.control = control;
    }

    /** Takes the first record; false if there is none. */
    boolean take(Sink sink) throws IOException {
        long head = control.getLong(HEAD_OFFSET);
        if (head == control.getLongAcquire(TAIL_OFFSET)) {
            return false;
        }
        ByteRing ring = firstRing(unitsOf(head)).bytes();
        long position = position(unitsOf(head));
        long fragment = ring.getLong(position);
        FragmentAssembler.readWhole(ring, position, fragment, sink);
        int read = (int) (RecordFormat.size(fragment) / 8);
        control.putLongRelease(HEAD_OFFSET, counters(itemsOf(head) + 1, unitsOf(head) + read));
        return true;
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
