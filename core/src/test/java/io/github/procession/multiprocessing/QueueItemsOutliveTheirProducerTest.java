package io.github.procession.multiprocessing;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.queue.Empty;
import io.github.procession.support.Children;
import io.github.procession.support.Eventually;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class QueueItemsOutliveTheirProducerTest {
    private static final int ITEM_BYTES = 1 << 20;

    @Test
    void whatAKilledProducerHadPutIsThere() throws Exception {
        try (Queue<List<Integer>> queue = new Queue<>();
                Pipe pipe = Pipe.open()) {
            Process producer =
                    Children.start(new Process(QueueItemsOutliveTheirProducerTest::putThenHang, queue, pipe.second()));
            assertEquals(1000, pipe.first().<Integer>recv());
            Children.kill(producer);
            for (int i = 0; i < 1000; i++) {
                assertEquals(List.of(i, -i), queue.getNowait());
            }
            assertThrows(Empty.class, queue::getNowait);
        }
    }

    static void putThenHang(Queue<List<Integer>> queue, Connection connection) throws Exception {
        for (int i = 0; i < 1000; i++) {
            queue.put(List.of(i, -i));
        }
        connection.send(1000);
        connection.recv();
    }

    @Test
    void aProducerKilledWhilePuttingLeavesWholeItemsOnly() throws Exception {
        for (int round = 0; round < 3; round++) {
            try (Queue<long[]> queue = new Queue<>()) {
                Process producer = Children.start(new Process(QueueItemsOutliveTheirProducerTest::putForEver, queue));
                int seen = 0;
                while (seen < 20 + 7 * round) {
                    checkWhole(queue.get(), seen++);
                }
                Children.kill(producer);
                for (int left = queue.qsize(); left > 0; left--) {
                    checkWhole(queue.getNowait(), seen++);
                }
                assertTrue(queue.empty());
                queue.put(new long[] {42});
                assertArrayEquals(new long[] {42}, queue.get(Duration.ofSeconds(2)), "others go on putting");
            }
        }
    }

    static void putForEver(Queue<long[]> queue) throws InterruptedException {
        long[] item = new long[ITEM_BYTES / 8];
        for (long i = 0; ; i++) {
            Arrays.fill(item, i);
            queue.put(item);
            while (queue.qsize() > 50) {
                Thread.onSpinWait();
            }
        }
    }

    private static void checkWhole(long[] item, long number) {
        assertEquals(ITEM_BYTES / 8, item.length);
        assertTrue(Arrays.stream(item).allMatch(each -> each == number), () -> "item " + number + " is torn");
    }

    @Test
    void aConsumerInAnotherProcessGoesOnAfterTheKill() throws Exception {
        try (Queue<Object> queue = new Queue<>();
                Queue<Object> seen = new Queue<>();
                Pipe pipe = Pipe.open()) {
            Process producer = Children.start(
                    new Process(QueueItemsOutliveTheirProducerTest::putOneThenHang, queue, pipe.second()));
            assertEquals("put", pipe.first().recv());
            Children.kill(producer);
            Process consumer = Children.start(new Process(QueueItemsOutliveTheirProducerTest::passOn, queue, seen));
            assertEquals("one", seen.get(Eventually.LIMIT));
            queue.put("two");
            assertEquals("two", seen.get(Eventually.LIMIT));
            Children.join(consumer);
        }
    }

    static void putOneThenHang(Queue<Object> queue, Connection connection) throws Exception {
        queue.put("one");
        connection.send("put");
        connection.recv();
    }

    static void passOn(Queue<Object> from, Queue<Object> to) throws InterruptedException {
        to.put(from.get());
        to.put(from.get());
    }
}
