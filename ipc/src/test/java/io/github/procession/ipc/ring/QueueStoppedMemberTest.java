package io.github.procession.ipc.ring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.ipc.memory.Region;
import io.github.procession.ipc.sync.Deadline;
import io.github.procession.ipc.sync.RobustMutex;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A member that is stopped in the middle of a put or a take keeps its mutex: others are not held beyond their time. */
class QueueStoppedMemberTest {
    private static final Duration LIMIT = Duration.ofMinutes(3);
    private static final int GIANT = (1 << 26) + 1;

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
}
