package io.github.procession.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.Conformance;
import io.github.procession.support.Threads;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Items come out in the order of their class, are refused when there is no room, and waits end with the other side. */
class QueueOrderTest {
    private static final Duration SHORT = Duration.ofMillis(50);
    private static final Duration LONG = Duration.ofMinutes(5);
    private static final int SIZE = 5;

    @ParameterizedTest
    @EnumSource
    @Conformance("Q-03")
    void itemsComeInTheOrderOfTheirClass(QueueKind kind) throws Exception {
        Queue<Integer> queue = kind.create(SIZE);
        assertTrue(queue.empty());
        queue.put(111);
        queue.put(333);
        queue.put(222);
        assertEquals(3, queue.qsize());
        assertFalse(queue.empty());
        assertFalse(queue.full());
        assertEquals(kind.order, List.of(queue.get(), queue.get(), queue.get()));
        assertTrue(queue.empty());
    }

    @ParameterizedTest
    @EnumSource
    @Conformance("Q-03")
    void aFullQueueRefusesAndAnEmptyOneHasNothing(QueueKind kind) throws Exception {
        Queue<Integer> queue = kind.create(SIZE);
        for (int i = 0; i < SIZE; i++) {
            queue.put(i);
        }
        assertTrue(queue.full());
        assertThrows(Full.class, () -> queue.put(9, false));
        long start = System.nanoTime();
        assertThrows(Full.class, () -> queue.put(9, SHORT));
        assertTrue(System.nanoTime() - start >= SHORT.toNanos(), "it waited");
        assertThrows(Full.class, () -> queue.put(9, Duration.ZERO));
        assertThrows(Full.class, () -> queue.put(9, false, LONG));
        assertEquals(SIZE, queue.qsize(), "what was refused is not in the queue");

        for (int i = 0; i < SIZE; i++) {
            queue.get();
        }
        assertThrows(Empty.class, () -> queue.get(false));
        start = System.nanoTime();
        assertThrows(Empty.class, () -> queue.get(SHORT));
        assertTrue(System.nanoTime() - start >= SHORT.toNanos(), "it waited");
        assertThrows(Empty.class, () -> queue.get(Duration.ZERO));
        assertThrows(Empty.class, () -> queue.get(false, LONG));
    }

    @ParameterizedTest
    @EnumSource
    @Conformance("Q-03")
    void whoWaitsGoesOnWithTheOtherSide(QueueKind kind) throws Exception {
        Queue<Integer> queue = kind.create(1);
        queue.put(1);
        for (Duration timeout : new Duration[] {null, LONG}) {
            var putter = Threads.run(() -> {
                        queue.put(2, timeout);
                        return "put";
                    })
                    .awaitParked();
            assertEquals(1, queue.get());
            assertEquals("put", putter.result());
            assertEquals(2, queue.get());

            var getter = Threads.run(() -> queue.get(timeout)).awaitParked();
            queue.put(1);
            assertEquals(1, getter.result());
            queue.put(1);
        }
    }

    @ParameterizedTest
    @EnumSource
    @Conformance("Q-05")
    void callsThatDoNotWaitSayFullAndEmpty(QueueKind kind) {
        Queue<Integer> queue = kind.create(SIZE);
        for (int i = 0; i < SIZE; i++) {
            queue.putNowait(1);
        }
        assertEquals(
                "the queue is full: 5 items",
                assertThrows(Full.class, () -> queue.putNowait(1)).getMessage());
        for (int i = 0; i < SIZE; i++) {
            assertEquals(1, queue.getNowait());
        }
        assertEquals(
                "the queue is empty",
                assertThrows(Empty.class, queue::getNowait).getMessage());
    }

    @Test
    void priorityFollowsTheComparator() throws Exception {
        var queue = new PriorityQueue<String>(2, Comparator.comparing(String::length));
        queue.put("three");
        queue.put("one");
        assertTrue(queue.full());
        assertEquals("one", queue.get());
        assertEquals("three", queue.get());
    }

    @Test
    void manyItemsComeOutSorted() throws Exception {
        var queue = new PriorityQueue<Integer>();
        for (int i = 0; i < 1000; i++) {
            queue.put(i * 7919 % 1000);
        }
        List<Integer> got = new ArrayList<>();
        while (!queue.empty()) {
            got.add(queue.get());
        }
        assertEquals(got.stream().sorted().toList(), got);
        assertEquals(1000, got.size());
    }

    @Test
    void nullIsAnItem() throws Exception {
        for (Queue<String> queue : List.of(new Queue<String>(), new LifoQueue<String>())) {
            queue.put(null);
            assertEquals(1, queue.qsize());
            assertEquals(null, queue.get());
            queue.putNowait(null);
            assertEquals(null, queue.getNowait());
            queue.put(null);
            assertEquals(null, queue.get(SHORT));
        }
    }

    @Test
    void theTextTellsClassSizeAndEnd() throws Exception {
        var queue = new LifoQueue<String>();
        queue.put("a");
        assertEquals("<LifoQueue of 1 items>", queue.toString());
        queue.shutdown();
        assertEquals("<LifoQueue of 1 items, shut down>", queue.toString());
    }
}
