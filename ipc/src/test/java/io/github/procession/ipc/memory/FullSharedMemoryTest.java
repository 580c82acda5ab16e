package io.github.procession.ipc.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.ipc.ring.OutgoingRecord;
import io.github.procession.ipc.ring.ReadOutcome;
import io.github.procession.ipc.ring.RingQueue;
import io.github.procession.ipc.ring.Sink;
import io.github.procession.ipc.sync.Deadline;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A full file system is an exception at the call, and everything works again when there is space. */
class FullSharedMemoryTest {
    private static final int ITEM = 30_000;

    @Test
    void aFullFileSystemIsAnExceptionAndNeverAFault() throws Exception {
        try (FullFileSystem full = new FullFileSystem();
                ChildJvm child =
                        ChildJvm.start(full.prefix(), Filling.class, List.of("-Dprocession.dir=" + full.place()))) {
            assertEquals("done", child.line());
            assertEquals(0, child.exitCode());
            try (var left = Files.list(full.place())) {
                assertEquals(List.of(), left.toList());
            }
        }
    }

    /** In a process that cannot have more than some MiB. */
    static final class Filling {
        static void main() throws Exception {
            Session session = Session.current();
            fillByQueue(session);
            fillBySegments(session);
            fillByCells(session);
            IO.println("done");
        }

        private static void fillByQueue(Session session) throws Exception {
            Cell cell = session.allocate(1);
            RingQueue queue = RingQueue.create(
                    cell, session.directory(), Integer.MAX_VALUE, session.processes(), session.token());
            int put = 0;
            IOException refused = null;
            while (refused == null) {
                try {
                    assertTrue(queue.put(item(put), now()));
                    put++;
                } catch (IOException e) {
                    refused = e;
                }
            }
            assertTrue(refused.getMessage().startsWith("no space for "), refused.getMessage());
            assertTrue(refused.getMessage().contains("-Dprocession.dir"), refused.getMessage());
            assertEquals(put, queue.size(), "what was refused is not there");
            for (int i = 0; i < put; i++) {
                assertEquals(i, take(queue));
            }
            assertTrue(queue.put(item(7), now()), "there is room again");
            assertEquals(7, take(queue));
            queue.close();
            session.drop(cell.address());
        }

        private static OutgoingRecord item(int number) {
            byte[] head = new byte[ITEM];
            head[0] = (byte) number;
            head[ITEM - 1] = (byte) number;
            return new OutgoingRecord(null, head, ITEM, null);
        }

        private static int take(RingQueue queue) throws Exception {
            byte[][] got = new byte[1][];
            Sink sink = new Sink() {
                @Override
                public void addresses(long[] addresses) {
                    throw new AssertionError("there are none");
                }

                @Override
                public MemorySegment header(byte[] head, long payloadLength) {
                    got[0] = head;
                    return null;
                }

                @Override
                public void discard() {
                    throw new AssertionError("nobody died");
                }
            };
            assertEquals(ReadOutcome.RECORD, queue.take(sink, now()));
            assertEquals(got[0][0], got[0][ITEM - 1]);
            return got[0][0];
        }

        private static Deadline now() {
            return Deadline.after(Duration.ZERO);
        }

        private static void fillBySegments(Session session) throws IOException {
            List<Segment> segments = new ArrayList<>();
            Path[] file = new Path[1];
            IOException refused = assertThrows(IOException.class, () -> {
                while (true) {
                    file[0] = session.directory().resolve("segment-" + segments.size());
                    segments.add(Segment.create(file[0], 700_000L + 700_000L * segments.size()));
                }
            });
            assertTrue(refused.getMessage().startsWith("no space for "), refused.getMessage());
            assertFalse(Files.exists(file[0]), "what was refused is not left behind");
            for (Segment segment : segments) {
                Region region = segment.region();
                for (long offset = 0; offset < region.size() - 8; offset += 4096) {
                    region.putLong(offset, offset); // never a fault: the space was reserved
                }
                segment.close();
                Files.delete(segment.file());
            }
        }

        private static void fillByCells(Session session) {
            List<Long> cells = new ArrayList<>();
            try {
                while (cells.size() < 100_000) {
                    cells.add(session.allocate(1).address());
                }
            } catch (UncheckedIOException e) {
                assertTrue(e.getMessage().startsWith("no space for "), e.getMessage());
            }
            assertTrue(cells.size() >= CellLayout.CELLS_PER_SLAB - 1, "only " + cells.size());
            cells.forEach(session::drop);
            session.drop(session.allocate(1).address());
        }
    }
}
