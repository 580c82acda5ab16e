package io.github.procession.multiprocessing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.queue.Empty;
import io.github.procession.support.Children;
import io.github.procession.support.ThreadsToo;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@ThreadsToo
class QueueManyToManyTest {
    private static final int PRODUCERS = 4;
    private static final int CONSUMERS = 4;
    private static final int ITEMS = Boolean.getBoolean("procession.soak") ? 2_000_000 : 20_000;
    private static final int BATCH = 1000;

    @Tag("full")
    @Test
    void everyItemOfFourProducersReachesOneOfFourConsumers() throws Exception {
        try (Queue<Long> queue = new Queue<>()) {
            run(queue);
        }
    }

    @Tag("full")
    @Test
    void soItIsWithABound() throws Exception {
        try (Queue<Long> queue = new Queue<>(7)) {
            run(queue);
        }
    }

    private static void run(Queue<Long> queue) throws Exception {
        try (Queue<long[]> seen = new Queue<>()) {
            List<Process> producers = new ArrayList<>();
            List<Process> consumers = new ArrayList<>();
            for (int i = 0; i < CONSUMERS; i++) {
                consumers.add(Children.start(new Process(QueueManyToManyTest::consume, queue, seen)));
            }
            for (int i = 0; i < PRODUCERS; i++) {
                producers.add(Children.start(new Process(QueueManyToManyTest::produce, queue, i)));
            }
            BitSet[] received = new BitSet[PRODUCERS];
            for (int i = 0; i < PRODUCERS; i++) {
                received[i] = new BitSet(ITEMS);
            }
            for (int left = PRODUCERS * ITEMS; left > 0; ) {
                for (long item : seen.get()) {
                    BitSet ofProducer = received[(int) (item / ITEMS)];
                    assertFalse(ofProducer.get((int) (item % ITEMS)), () -> item + " came twice");
                    ofProducer.set((int) (item % ITEMS));
                    left--;
                }
            }
            for (BitSet each : received) {
                assertEquals(ITEMS, each.cardinality());
            }
            Children.join(producers);
            for (int i = 0; i < CONSUMERS; i++) {
                queue.put(null);
            }
            Children.join(consumers);
            assertTrue(queue.empty());
            while (!seen.empty()) {
                assertEquals(0, seen.get().length, "more than was put");
            }
        }
    }

    static void produce(Queue<Long> queue, int number) throws InterruptedException {
        for (int i = 0; i < ITEMS; i++) {
            queue.put((long) number * ITEMS + i);
        }
    }

    /** Passes on what it gets, and checks that the items of each producer come in their order. */
    static void consume(Queue<Long> queue, Queue<long[]> seen) throws InterruptedException {
        long[] last = new long[PRODUCERS];
        Arrays.fill(last, -1);
        long[] batch = new long[BATCH];
        int count = 0;
        while (true) {
            Long item;
            try {
                item = count == 0 ? queue.get() : queue.getNowait();
            } catch (Empty e) {
                seen.put(Arrays.copyOf(batch, count));
                count = 0;
                continue;
            }
            if (item == null) {
                seen.put(Arrays.copyOf(batch, count));
                return;
            }
            int producer = (int) (item / ITEMS);
            if (item <= last[producer]) {
                throw new AssertionError(item + " comes after " + last[producer]);
            }
            last[producer] = item;
            batch[count++] = item;
            if (count == BATCH) {
                seen.put(batch);
                count = 0;
            }
        }
    }
}
