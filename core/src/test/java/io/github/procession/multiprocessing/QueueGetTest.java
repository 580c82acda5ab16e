package io.github.procession.multiprocessing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.Conformance;
import io.github.procession.multiprocessing.SharedTypes.AnyQueue;
import io.github.procession.queue.Empty;
import io.github.procession.support.Children;
import io.github.procession.support.Talk;
import io.github.procession.support.ThreadsToo;
import java.time.Duration;
import org.junit.jupiter.api.Test;

@ThreadsToo
class QueueGetTest {
    private static final Duration SHORT = Duration.ofMillis(200);

    @Test
    @Conformance("QUEUE-02")
    void itemsOfAnotherProcessComeInOrderAndThenTheQueueIsEmpty() throws Exception {
        itemsOfAnotherProcessComeInOrderAndThenTheQueueIsEmpty(SharedTypes.IN_MEMORY);
    }

    static void itemsOfAnotherProcessComeInOrderAndThenTheQueueIsEmpty(SharedTypes types) throws Exception {
        AnyQueue<Integer> queue = types.queue(0);
        try (Talk talk = Talk.open()) {
            Process child = Children.start(new Process(QueueGetTest::putFour, queue, talk.second()));
            assertTrue(queue.empty());
            talk.first().send("go");
            assertEquals("done", talk.first().recv());

            assertFalse(queue.empty());
            assertEquals(1, queue.get(true, null));
            assertEquals(2, queue.get(true));
            assertEquals(3, queue.get(Duration.ofSeconds(1)));
            assertEquals(4, queue.getNowait());
            assertTrue(queue.empty());
            refusesEveryForm(queue);
            Children.join(child);
        }
    }

    static void putFour(AnyQueue<Integer> queue, Talk.End talk) throws Exception {
        talk.recv();
        for (int i = 1; i <= 4; i++) {
            queue.put(i);
        }
        talk.send("done");
    }

    private static void refusesEveryForm(AnyQueue<Integer> queue) {
        assertThrows(Empty.class, () -> queue.get(false));
        assertThrows(Empty.class, () -> queue.get(false, null));
        assertEquals(
                "the queue is empty",
                assertThrows(Empty.class, queue::getNowait).getMessage());
        assertThrows(Empty.class, () -> queue.get(Duration.ZERO));
        assertThrows(Empty.class, () -> queue.get(Duration.ofDays(-1)));

        long start = System.nanoTime();
        assertThrows(Empty.class, () -> queue.get(false, Duration.ofMinutes(5)));
        assertTrue(System.nanoTime() - start < Duration.ofMinutes(4).toNanos(), "not blocking ignores the timeout");

        start = System.nanoTime();
        assertThrows(Empty.class, () -> queue.get(true, SHORT));
        assertThrows(Empty.class, () -> queue.get(SHORT));
        assertTrue(System.nanoTime() - start >= 2 * SHORT.toNanos(), "blocking takes its time");
    }

    @Test
    void nullIsAnItem() throws Exception {
        nullIsAnItem(SharedTypes.IN_MEMORY);
    }

    static void nullIsAnItem(SharedTypes types) throws Exception {
        AnyQueue<String> queue = types.queue(0);
        queue.put(null);
        assertEquals(1, queue.qsize());
        assertEquals(null, queue.get());
        assertTrue(queue.empty());
    }
}
