package io.github.procession.multiprocessing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.support.Children;
import io.github.procession.support.Eventually;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.api.Test;

class QueueConsumerKilledTest {
    @Test
    void aConsumerKilledWhileWaitingDoesNotBlockTheOthers() throws Exception {
        try (Queue<Integer> queue = new Queue<>();
                Queue<Integer> seen = new Queue<>()) {
            List<Process> waiting = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                waiting.add(Children.start(new Process(QueueConsumerKilledTest::passOn, queue, seen)));
            }
            for (int i = 0; i < 3; i++) {
                assertEquals(-1, seen.get(Eventually.LIMIT), "each says that it is about to get");
            }
            Children.kill(waiting.removeFirst());
            Children.kill(waiting.removeFirst());
            for (int i = 0; i < 10; i++) {
                queue.put(i);
                assertEquals(i, seen.get(Eventually.LIMIT));
            }
            Children.kill(waiting.getFirst());
            queue.put(99);
            assertEquals(99, queue.get(Eventually.LIMIT));
        }
    }

    static void passOn(Queue<Integer> from, Queue<Integer> to) throws InterruptedException {
        to.put(-1);
        while (true) {
            to.put(from.get());
        }
    }

    @Test
    void aKilledConsumerTakesOneItemWithItAtMost() throws Exception {
        int count = 20_000;
        try (Queue<Integer> queue = new Queue<>();
                Queue<Integer> seen = new Queue<>()) {
            Process victim = Children.start(new Process(QueueConsumerKilledTest::passOn, queue, seen));
            assertEquals(-1, seen.get(Eventually.LIMIT));
            for (int i = 0; i < count; i++) {
                queue.put(i);
            }
            BitSet received = new BitSet();
            while (received.cardinality() < count / 20) {
                received.set(seen.get(Eventually.LIMIT));
            }
            Children.kill(victim);
            drain(seen, received);
            int before = received.cardinality();
            int left = queue.qsize();
            assertTrue(before + left >= count - 1, () -> before + " received and " + left + " left of " + count);
            drain(queue, received);
            assertEquals(before + left, received.cardinality(), "none twice");
        }
    }

    private static void drain(Queue<Integer> queue, BitSet received) throws InterruptedException {
        while (!queue.empty()) {
            received.set(queue.get(Eventually.LIMIT));
        }
    }
}
