package io.github.procession.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.Conformance;
import io.github.procession.support.Threads;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The bound may change while the queue is used; timeouts are what Python takes. */
class QueueBoundsAndTimeoutsTest {
    private static final Duration NEGATIVE = Duration.ofSeconds(-1);
    private static final Duration CENTURIES = Duration.ofSeconds(Long.MAX_VALUE);

    @ParameterizedTest
    @EnumSource
    @Conformance("Q-06")
    void aLowerBoundRefusesUntilEnoughIsTaken(QueueKind kind) throws Exception {
        Queue<Integer> queue = kind.create(3);
        queue.put(1);
        queue.put(2);
        queue.put(3);
        queue.setMaxsize(2);
        assertEquals(2, queue.maxsize());
        assertEquals(3, queue.qsize(), "items stay");
        assertTrue(queue.full());
        assertThrows(Full.class, () -> queue.putNowait(4));
        queue.get();
        assertThrows(Full.class, () -> queue.putNowait(4));
        queue.get();
        queue.putNowait(4);
    }

    @Test
    void aHigherBoundLetsEveryoneInWhoWaited() throws Exception {
        Queue<Integer> queue = new Queue<>(1);
        queue.put(0);
        var first = Threads.run(() -> put(queue, 1)).awaitParked();
        var second = Threads.run(() -> put(queue, 2)).awaitParked();
        queue.setMaxsize(0);
        first.result();
        second.result();
        assertEquals(3, queue.qsize());
        assertFalse(queue.full());
    }

    private static boolean put(Queue<Integer> queue, int item) throws InterruptedException {
        queue.put(item);
        return true;
    }

    @Test
    void zeroAndNegativeBoundsMeanNoBound() throws Exception {
        for (int bound : new int[] {0, -1}) {
            var queue = new Queue<Integer>(bound);
            for (int i = 0; i < 100_000; i++) {
                queue.putNowait(i);
            }
            assertFalse(queue.full());
            assertEquals(100_000, queue.qsize());
        }
    }

    @ParameterizedTest
    @EnumSource
    @Conformance("Q-04")
    void aNegativeTimeoutIsRefused(QueueKind kind) throws Exception {
        Queue<Integer> queue = kind.create(5);
        assertThrows(IllegalArgumentException.class, () -> queue.put(1, NEGATIVE));
        assertThrows(IllegalArgumentException.class, () -> queue.get(NEGATIVE));
        queue.put(1);
        assertEquals(
                "timeout is negative: PT-1S",
                assertThrows(IllegalArgumentException.class, () -> queue.get(NEGATIVE))
                        .getMessage());
        assertEquals(1, queue.qsize());
        assertEquals(1, queue.get(false, NEGATIVE), "not blocking ignores the timeout");
    }

    @Test
    void withoutABoundPutLooksAtNoTimeout() throws Exception {
        Queue<Integer> queue = new Queue<>();
        queue.put(1, NEGATIVE);
        queue.put(2, Duration.ZERO);
        queue.put(3, CENTURIES);
        assertEquals(3, queue.qsize());
    }

    @Test
    void aTimeoutOfCenturiesIsATimeout() throws Exception {
        Queue<Integer> queue = new Queue<>(1);
        var getter = Threads.run(() -> queue.get(CENTURIES)).awaitParked();
        queue.put(1, CENTURIES);
        assertEquals(1, getter.result());
        queue.put(2);
        queue.taskDone();
        queue.taskDone();
        assertTrue(queue.join(CENTURIES));
    }

    @Test
    void anInterruptEndsEachWaitAndChangesNothing() throws Exception {
        Queue<Integer> full = new Queue<>(1);
        full.put(1);
        Queue<Integer> empty = new Queue<>();
        var waits = List.of(
                Threads.run(() -> put(full, 2)).awaitParked(),
                Threads.run(() -> put(full, 3, Duration.ofMinutes(5))).awaitParked(),
                Threads.run(() -> empty.get() > 0).awaitParked(),
                Threads.run(() -> empty.get(Duration.ofMinutes(5)) > 0).awaitParked(),
                Threads.run(() -> full.join(null)).awaitParked());
        for (var wait : waits) {
            wait.thread().interrupt();
            assertEquals(InterruptedException.class, wait.failure().getClass());
        }
        assertEquals(1, full.qsize());
        empty.put(4);
        assertEquals(4, empty.getNowait(), "nobody is left who took it");
    }

    private static boolean put(Queue<Integer> queue, int item, Duration timeout) throws InterruptedException {
        queue.put(item, timeout);
        return true;
    }
}
