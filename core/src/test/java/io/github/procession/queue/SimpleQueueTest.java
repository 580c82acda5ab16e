package io.github.procession.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.Conformance;
import io.github.procession.support.Eventually;
import io.github.procession.support.Threads.Running;
import io.github.procession.support.Threads;
import java.lang.ref.Cleaner;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The queue with the fewest calls keeps the order and loses nothing. */
class SimpleQueueTest {
    private static final Duration SHORT = Duration.ofMillis(50);
    private static final int FEEDERS = 50;
    private static final int CONSUMERS = 50;
    private static final int ITEMS_PER_FEEDER = 400;

    private final SimpleQueue<Integer> queue = new SimpleQueue<>();

    @Test
    @Conformance("SQT-01")
    void allFormsOfPutAndGet() throws Exception {
        assertTrue(queue.empty());
        assertEquals(0, queue.qsize());
        queue.put(1);
        queue.put(2, true, null);
        queue.put(3, false, SHORT);
        queue.putNowait(4);
        queue.put(null);
        assertFalse(queue.empty());
        assertEquals(5, queue.qsize());
        assertEquals(1, queue.get());
        assertEquals(2, queue.get(true));
        assertEquals(3, queue.get(SHORT));
        assertEquals(4, queue.getNowait());
        assertNull(queue.get(false, null));
        assertTrue(queue.empty());

        assertThrows(Empty.class, queue::getNowait);
        assertThrows(Empty.class, () -> queue.get(false));
        assertThrows(Empty.class, () -> queue.get(Duration.ZERO));
        assertThrows(Empty.class, () -> queue.get(false, Duration.ofMinutes(5)));
        long start = System.nanoTime();
        assertThrows(Empty.class, () -> queue.get(SHORT));
        assertTrue(System.nanoTime() - start >= SHORT.toNanos(), "it waited");
        assertEquals("<SimpleQueue of 0 items>", queue.toString());
    }

    @Test
    @Conformance("SQT-02")
    void aNegativeTimeoutIsRefusedThoughAnItemIsThere() {
        queue.put(1);
        assertThrows(IllegalArgumentException.class, () -> queue.get(Duration.ofSeconds(-1)));
        assertEquals(1, queue.qsize());
    }

    @Test
    @Conformance("SQT-03")
    void oneFeederAndOneConsumerKeepTheOrder() throws Exception {
        List<Integer> expected = IntStream.range(0, 100_000).boxed().toList();
        var feeder = Threads.run(() -> {
            expected.forEach(queue::put);
            return null;
        });
        for (Integer item : expected) {
            assertEquals(item, queue.get());
        }
        feeder.result();
        assertTrue(queue.empty());
    }

    /** Takes one item. */
    private interface Taking {
        Integer take(SimpleQueue<Integer> queue) throws InterruptedException;
    }

    @Test
    @Conformance("SQT-04")
    void manyThreadsLoseNothing() throws Exception {
        checkConservation(SimpleQueue::get);
    }

    @Test
    @Conformance("SQT-05")
    void manyThreadsThatDoNotWaitLoseNothing() throws Exception {
        checkConservation(queue -> {
            while (true) {
                try {
                    return queue.getNowait();
                } catch (Empty e) {
                    Thread.onSpinWait();
                }
            }
        });
    }

    @Test
    @Conformance("SQT-06")
    void manyThreadsThatWaitMicrosecondsLoseNothing() throws Exception {
        checkConservation(queue -> {
            while (true) {
                try {
                    return queue.get(Duration.ofNanos(10_000));
                } catch (Empty e) {
                    Thread.onSpinWait();
                }
            }
        });
    }

    private void checkConservation(Taking taking) throws Exception {
        List<Running<Void>> feeders = new ArrayList<>();
        List<Running<List<Integer>>> consumers = new ArrayList<>();
        for (int i = 0; i < FEEDERS; i++) {
            int first = i * ITEMS_PER_FEEDER;
            feeders.add(Threads.run(() -> {
                for (int item = first; item < first + ITEMS_PER_FEEDER; item++) {
                    queue.put(item);
                }
                return null;
            }));
        }
        for (int i = 0; i < CONSUMERS; i++) {
            consumers.add(Threads.run(() -> {
                List<Integer> got = new ArrayList<>();
                for (Integer item; (item = taking.take(queue)) != null; ) {
                    got.add(item);
                }
                return got;
            }));
        }
        for (var feeder : feeders) {
            feeder.result();
        }
        consumers.forEach(_ -> queue.put(null));
        List<Integer> all = new ArrayList<>();
        for (var consumer : consumers) {
            all.addAll(consumer.result());
        }
        all.sort(null);
        assertEquals(IntStream.range(0, FEEDERS * ITEMS_PER_FEEDER).boxed().toList(), all);
        assertTrue(queue.empty());
    }

    @Test
    @Conformance("SQC-02")
    void aCleanerPutsWhileOthersPut() throws Exception {
        var cleaner = Cleaner.create();
        int dropped = 200;
        for (int i = 0; i < dropped; i++) {
            int item = -1 - i;
            cleaner.register(new Object(), () -> queue.put(item));
            queue.put(2 * i);
            queue.put(2 * i + 1);
        }
        Eventually.await("all cleaners have put", () -> {
            System.gc();
            return queue.qsize() == 3 * dropped;
        });
        List<Integer> got = new ArrayList<>();
        while (!queue.empty()) {
            got.add(queue.get());
        }
        assertEquals(
                IntStream.range(0, 2 * dropped).boxed().toList(),
                got.stream().filter(item -> item >= 0).toList(),
                "the order is kept");
        assertEquals(3 * dropped, got.stream().distinct().count());
    }

    @Test
    void anInterruptEndsTheWait() throws Exception {
        var getter = Threads.run(() -> queue.get()).awaitParked();
        getter.thread().interrupt();
        assertEquals(InterruptedException.class, getter.failure().getClass());
    }
}
