package io.github.procession.ipc.ring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.ipc.sync.Deadline;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The chain of rings grows with the backlog and shrinks when it is drained. */
class QueueChainTest {
    private static final int FIRST_CAPACITY = 1 << 16;

    private final QueueFixture fixture = new QueueFixture(Integer.MAX_VALUE);

    @AfterEach
    void removeFolder() {
        fixture.close();
    }

    @Test
    void aBacklogMakesLargerRingsAndDrainingItDeletesThem() throws Exception {
        RingQueue consumer = fixture.otherView();
        int items = 0;
        while (fixture.rings().size() < 6) {
            assertTrue(QueueFixture.put(fixture.queue, items++, 5000));
        }
        QueueFixture.assertTakes(consumer, 0, items);
        assertEquals(1, fixture.rings().size(), "the last ring stays: " + fixture.rings());
        for (int i = 0; i < 5; i++) {
            assertTrue(QueueFixture.put(consumer, i, FIRST_CAPACITY));
            assertEquals(i, QueueFixture.take(fixture.queue, QueueFixture.now()));
        }
        assertEquals(1, fixture.rings().size(), "there is room in it");
        consumer.close();
    }

    @Test
    void anItemMayBeLargerThanAllRingsBefore() throws Exception {
        for (int size : new int[] {0, 1, FIRST_CAPACITY - 40, FIRST_CAPACITY - 39, 3 << 20, 7, 100 << 20, 5}) {
            assertTrue(QueueFixture.put(fixture.queue, size, size));
            assertEquals(size, QueueFixture.take(fixture.queue, QueueFixture.now()));
        }
    }

    @Test
    void recordsWrapInTheSameRing() throws Exception {
        RingQueue consumer = fixture.otherView();
        Random random = new Random(1);
        long put = 0;
        long taken = 0;
        for (int i = 0; i < 20_000; i++) {
            if (put - taken < 8 && random.nextBoolean()) {
                assertTrue(QueueFixture.put(fixture.queue, put++, random.nextInt(FIRST_CAPACITY / 20)));
            } else if (taken < put) {
                assertEquals(taken++, QueueFixture.take(consumer, QueueFixture.now()));
            }
        }
        assertEquals(
                List.of(2),
                fixture.rings().stream()
                        .map(name -> name.endsWith(".2") ? 2 : 0)
                        .toList());
        consumer.close();
    }

    @Test
    void aGigabyteWaits() throws Exception {
        RingQueue consumer = fixture.otherView();
        int items = 1024;
        byte[] payload = new byte[1 << 20];
        for (int i = 0; i < items; i++) {
            payload[i] = (byte) i;
            assertTrue(fixture.queue.put(Records.payloadOnly(payload), QueueFixture.now()));
        }
        assertEquals(items, consumer.size());
        for (int i = 0; i < items; i++) {
            Records.Collecting record = new Records.Collecting();
            assertEquals(ReadOutcome.RECORD, consumer.take(record, QueueFixture.now()));
            assertEquals((byte) i, record.payload()[i]);
        }
        assertEquals(1, fixture.rings().size());
        consumer.close();
    }

    /** As much address space, without memory behind it. */
    private MemorySegment sparse(long bytes) throws IOException {
        Path file = Files.createTempFile("sparse", null);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            return channel.map(FileChannel.MapMode.READ_WRITE, 0, bytes, Arena.ofAuto());
        } finally {
            Files.delete(file);
        }
    }

    @Test
    void anItemBeyondTheLimitIsRefusedAndNothingIsAdded() throws Exception {
        MemorySegment huge = sparse(1L << 33); // nothing of it may be touched
        IOException refused = assertThrows(
                IOException.class,
                () -> fixture.queue.put(new OutgoingRecord(null, new byte[8], 8, huge), QueueFixture.now()));
        assertTrue(refused.getMessage().contains("too large for a queue"), refused.getMessage());
        assertEquals(0, fixture.queue.size());
        assertTrue(QueueFixture.put(fixture.queue, 1, 100));
        QueueFixture.assertTakes(fixture.queue, 1, 2);
    }

    /** A producer that comes back after others moved the tail once round its 32-bit count must not trust old news. */
    @Test
    void aProducerThatRestedWhileTheTailWentRoundItsCountOverwritesNothing() throws Exception {
        RingQueue rested = fixture.otherView();
        assertTrue(QueueFixture.put(rested, 0, 10));
        assertEquals(0, QueueFixture.take(fixture.queue, QueueFixture.now()));
        // others move 32 GiB less one ring through: the counters say so, without the bytes
        var control = fixture.queue.items().region();
        long head = control.getLong(QueueLayout.HEAD_OFFSET);
        long moved = QueueLayout.counters(
                QueueLayout.itemsOf(head) + 1_000_000, QueueLayout.unitsOf(head) - FIRST_CAPACITY / 8);
        control.putLong(QueueLayout.TAIL_OFFSET, moved);
        control.putLong(QueueLayout.HEAD_OFFSET, moved);
        RingQueue other = fixture.otherView();
        int filled = 0;
        while (fixture.rings().size() == 1) {
            assertTrue(QueueFixture.put(other, filled++, 1000));
        }
        assertTrue(QueueFixture.put(rested, filled++, 1000));
        QueueFixture.assertTakes(fixture.queue, 0, filled);
        rested.close();
        other.close();
    }

    @Test
    void sizeAndContentsAreNeverOutOfStep() throws Exception {
        int items = 60_000;
        var seen = ConcurrentHashMap.<Long>newKeySet();
        AtomicInteger taken = new AtomicInteger();
        List<FutureTask<Void>> tasks = new ArrayList<>();
        for (int p = 0; p < 2; p++) {
            RingQueue producer = fixture.otherView();
            long from = (long) p * items;
            tasks.add(new FutureTask<>(() -> {
                for (long i = from; i < from + items; i++) {
                    assertTrue(QueueFixture.put(producer, i, (int) (i % 200)));
                }
                return null;
            }));
            RingQueue consumer = fixture.otherView();
            tasks.add(new FutureTask<>(() -> {
                while (taken.get() < 2 * items) {
                    int size = consumer.size();
                    assertTrue(size >= 0, "size " + size);
                    long number = QueueFixture.take(consumer, Deadline.inSlices(1));
                    if (number >= 0) {
                        assertTrue(seen.add(number));
                        taken.incrementAndGet();
                    }
                }
                return null;
            }));
        }
        List<Thread> threads =
                tasks.stream().map(task -> Thread.ofPlatform().start(task)).toList();
        for (int i = 0; i < threads.size(); i++) {
            threads.get(i).join();
            tasks.get(i).get();
        }
        assertEquals(2 * items, seen.size());
        assertEquals(0, fixture.queue.size());
    }
}
