package io.github.procession.ipc.ring;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.procession.ipc.memory.Cell;
import io.github.procession.ipc.memory.Cells;
import io.github.procession.ipc.memory.SharedFolder;
import io.github.procession.ipc.sync.Deadline;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;

/** A queue, and members that open it. */
final class QueueFixture implements AutoCloseable {
    final SharedFolder shared = new SharedFolder();
    final int creator = shared.living();
    final Cells cells = shared.cells(creator);
    final Cell cell = cells.allocate(1);
    final RingQueue queue;

    QueueFixture(int bound) {
        try {
            queue = RingQueue.create(cell, shared.path(), bound, shared.processes(), creator);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The queue as another member sees it. */
    RingQueue otherView() {
        try {
            return RingQueue.open(cell, shared.path(), shared.processes(), shared.living());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static boolean put(RingQueue queue, long number, int size) throws Exception {
        return queue.put(Records.numbered(number, size), now());
    }

    /** The next number, -1 if there is none. */
    static long take(RingQueue queue, Deadline deadline) throws Exception {
        Records.Collecting record = new Records.Collecting();
        return queue.take(record, deadline) == ReadOutcome.RECORD ? record.number() : -1;
    }

    static void assertTakes(RingQueue queue, long from, long to) throws Exception {
        for (long number = from; number < to; number++) {
            assertEquals(to - number, queue.size());
            assertEquals(number, take(queue, now()));
        }
        assertEquals(-1, take(queue, now()));
        assertEquals(0, queue.size());
    }

    static Deadline now() {
        return Deadline.after(Duration.ZERO);
    }

    /** Names of the ring files. */
    List<String> rings() {
        String control =
                cell.file(shared.path(), QueueLayout.CONTROL_FILE).getFileName().toString();
        return shared.files().stream()
                .filter(name -> name.startsWith("cell-") && !name.equals(control))
                .toList();
    }

    @Override
    public void close() {
        queue.close();
        shared.close();
    }
}
