package io.github.procession.multiprocessing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.Conformance;
import io.github.procession.multiprocessing.SharedTypes.AnyQueue;
import io.github.procession.queue.Full;
import io.github.procession.support.Children;
import io.github.procession.support.Talk;
import io.github.procession.support.ThreadsToo;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

@ThreadsToo
class QueueBoundedPutTest {
    private static final int BOUND = 6;
    private static final Duration SHORT = Duration.ofMillis(200);

    @Test
    @Conformance("QUEUE-01")
    void aFullQueueRefusesUntilAnotherProcessHasEmptiedIt() throws Exception {
        aFullQueueRefusesUntilAnotherProcessHasEmptiedIt(SharedTypes.IN_MEMORY);
    }

    static void aFullQueueRefusesUntilAnotherProcessHasEmptiedIt(SharedTypes types) throws Exception {
        AnyQueue<Integer> queue = types.queue(BOUND);
        try (Talk talk = Talk.open()) {
            Process child = Children.start(new Process(QueueBoundedPutTest::emptyWhenTold, queue, talk.second()));
            assertTrue(queue.empty());
            assertFalse(queue.full());

            queue.put(1);
            queue.put(2, true);
            queue.put(3, true, null);
            queue.put(4, false);
            queue.put(5, false, null);
            queue.putNowait(6);

            assertFalse(queue.empty());
            assertTrue(queue.full());
            refusesEveryForm(queue);
            assertEquals(BOUND, queue.qsize(), "what was refused is not in the queue");

            talk.first().send("go");
            assertEquals(List.of(1, 2, 3, 4, 5, 6), talk.first().recv());
            assertTrue(queue.empty());
            assertFalse(queue.full());
            Children.join(child);
        }
    }

    static void emptyWhenTold(AnyQueue<Integer> queue, Talk.End talk) throws Exception {
        talk.recv();
        talk.send(List.of(queue.get(), queue.get(), queue.get(), queue.get(), queue.get(), queue.get()));
    }

    private static void refusesEveryForm(AnyQueue<Integer> queue) {
        assertThrows(Full.class, () -> queue.put(7, false));
        assertThrows(Full.class, () -> queue.put(7, false, null));
        assertThrows(Full.class, () -> queue.putNowait(7));
        assertThrows(Full.class, () -> queue.put(7, Duration.ofSeconds(-1)));
        assertEquals(
                "the queue is full: 6 items",
                assertThrows(Full.class, () -> queue.put(7, Duration.ZERO)).getMessage());

        long start = System.nanoTime();
        assertThrows(Full.class, () -> queue.put(7, false, Duration.ofMinutes(5)));
        assertTrue(System.nanoTime() - start < Duration.ofMinutes(4).toNanos(), "not blocking ignores the timeout");

        start = System.nanoTime();
        assertThrows(Full.class, () -> queue.put(7, true, SHORT));
        assertThrows(Full.class, () -> queue.put(7, SHORT));
        assertTrue(System.nanoTime() - start >= 2 * SHORT.toNanos(), "blocking takes its time");
    }

    @Test
    void aBlockedPutGoesOnWhenAnotherProcessTakesAnItem() throws Exception {
        aBlockedPutGoesOnWhenAnotherProcessTakesAnItem(SharedTypes.IN_MEMORY);
    }

    static void aBlockedPutGoesOnWhenAnotherProcessTakesAnItem(SharedTypes types) throws Exception {
        AnyQueue<Integer> queue = types.queue(1);
        try (Pipe pipe = Pipe.open()) {
            Process child = Children.start(new Process(QueueBoundedPutTest::putMany, queue, 100, pipe.second()));
            assertEquals("first is in", pipe.first().recv());
            for (int i = 0; i < 100; i++) {
                assertEquals(i, queue.get());
            }
            Children.join(child);
            assertTrue(queue.empty());
        }
    }

    static void putMany(AnyQueue<Integer> queue, int count, Connection connection) throws Exception {
        for (int i = 0; i < count; i++) {
            queue.put(i);
            if (i == 0) {
                connection.send("first is in");
            }
        }
    }

    @Test
    void zeroAndNegativeBoundsMeanNoBound() throws Exception {
        zeroAndNegativeBoundsMeanNoBound(SharedTypes.IN_MEMORY);
    }

    static void zeroAndNegativeBoundsMeanNoBound(SharedTypes types) throws Exception {
        for (int bound : new int[] {0, -1}) {
            AnyQueue<Integer> queue = types.queue(bound);
            for (int i = 0; i < 10_000; i++) {
                queue.putNowait(i);
            }
            assertFalse(queue.full());
            assertEquals(10_000, queue.qsize());
        }
    }
}
