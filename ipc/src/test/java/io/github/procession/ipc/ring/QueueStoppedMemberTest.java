package io.github.procession.ipc.ring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.procession.ipc.memory.Region;
import io.github.procession.ipc.sync.Deadline;
import io.github.procession.ipc.sync.RobustMutex;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A member that is stopped in the middle of a put or a take keeps its mutex: others are not held beyond their time. */
class QueueStoppedMemberTest {
    private static final Duration LIMIT = Duration.ofMinutes(3);
    private static final int GIANT = (1 << 26) + 1;
    private static final int LARGER_THAN_A_RING = 1 << 17;

    /** Stands for the member that is stopped. */
    private static RobustMutex stopped(QueueFixture fixture, long offset) {
        Region control = fixture.queue.items().region();
        RobustMutex mutex = new RobustMutex(control, offset, fixture.shared.processes(), fixture.shared.living());
        assertTrue(mutex.tryLock());
        return mutex;
    }

    private static Deadline soon() {
        return Deadline.after(Duration.ofMillis(20));
    }

    private static void putsInVain(int bound) throws Exception {
        try (QueueFixture fixture = new QueueFixture(bound)) {
            RobustMutex mutex = stopped(fixture, QueueLayout.PRODUCERS_MUTEX_OFFSET);
            assertTimeoutPreemptively(LIMIT, () -> {
                assertFalse(QueueFixture.put(fixture.queue, 1, 10));
                assertFalse(fixture.queue.put(Records.numbered(2, 10), soon()));
            });
            mutex.unlock();
            assertTrue(QueueFixture.put(fixture.queue, 4, 10));
            QueueFixture.assertTakes(fixture.queue, 4, 5);
        }
    }

    @Tag("full")
    @Test
    void aProducerOfAQueueWithoutBound() throws Exception {
        putsInVain(Integer.MAX_VALUE);
    }

    @Tag("full")
    @Test
    void aProducerOfABoundedQueueWithRoom() throws Exception {
        putsInVain(2);
    }

    @Tag("full")
    @Test
    void aConsumer() throws Exception {
        try (QueueFixture fixture = new QueueFixture(2)) {
            assertTrue(QueueFixture.put(fixture.queue, 1, 10));
            RobustMutex mutex = stopped(fixture, QueueLayout.CONSUMERS_MUTEX_OFFSET);
            assertTimeoutPreemptively(LIMIT, () -> {
                assertEquals(-1, QueueFixture.take(fixture.queue, QueueFixture.now()));
                assertEquals(-1, QueueFixture.take(fixture.queue, soon()));
            });
            mutex.unlock();
            QueueFixture.assertTakes(fixture.queue, 1, 2);
        }
    }

    /** So the producer has the mutex for a moment only, and leaves no file under a name of its own. */
    @Test
    void aGiantRecordHasARingOfItsOwn() throws Exception {
        try (QueueFixture fixture = new QueueFixture(Integer.MAX_VALUE)) {
            for (int number = 0; number < 2; number++) {
                assertTrue(QueueFixture.put(fixture.queue, 3 * number, 10));
                assertTrue(QueueFixture.put(fixture.queue, 3 * number + 1, GIANT));
                assertTrue(QueueFixture.put(fixture.queue, 3 * number + 2, 10));
            }
            assertEquals(3, fixture.rings().size());
            assertTrue(fixture.shared.files().stream().noneMatch(name -> name.startsWith("staged-")));
            QueueFixture.assertTakes(fixture.queue, 0, 6);
        }
    }

    /** To unmap a giant ring takes a tenth of a second, in which a member may be stopped as well. */
    @Test
    void aRingThatIsLeftIsUnmappedWhenTheMutexIsFree() throws Exception {
        try (QueueFixture fixture = new QueueFixture(Integer.MAX_VALUE)) {
            Region control = fixture.queue.items().region();
            try (ChainTail tail = new ChainTail(fixture.cell, fixture.shared.path(), control);
                    ChainHead head = new ChainHead(fixture.cell, fixture.shared.path(), control)) {
                tail.append(Records.numbered(1, 10));
                tail.append(Records.numbered(2, LARGER_THAN_A_RING));
                assertEquals(1, leftMapped(tail.left()));
                assertTrue(head.take(new Records.Collecting()));
                assertTrue(head.take(new Records.Collecting()));
                assertEquals(1, leftMapped(head.left()));
            }
        }
    }

    private static long leftMapped(LeftRings left) {
        List<ChainRing> rings = left.take();
        assertNotNull(rings);
        long mapped = rings.stream().filter(ring -> ring.next() != 0).count(); // throws if one is unmapped
        LeftRings.close(rings);
        return mapped;
    }

    @Test
    void noRingThatIsLeftStaysMapped() throws Exception {
        Path maps = Path.of("/proc/self/maps");
        assumeTrue(Files.exists(maps));
        try (QueueFixture fixture = new QueueFixture(Integer.MAX_VALUE)) {
            for (int doubled = 1; doubled < 8; doubled *= 2) {
                assertTrue(QueueFixture.put(fixture.queue, doubled, doubled * LARGER_THAN_A_RING));
                assertEquals(doubled, QueueFixture.take(fixture.queue, QueueFixture.now()));
            }
            try (Stream<String> lines = Files.lines(maps)) {
                long mapped = lines.filter(
                                line -> line.contains(fixture.shared.path().toString()) && line.contains("/cell-"))
                        .count();
                assertEquals(3, mapped, "the control file, and the last ring by each side");
            }
        }
    }
}
