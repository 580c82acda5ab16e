package io.github.procession.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.Conformance;
import io.github.procession.support.Threads;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** join waits for the work on all items, and not for their being taken. */
class QueueJoinTest {
    @ParameterizedTest
    @EnumSource
    @Conformance("Q-01")
    void taskDoneOfAFreshQueueIsAnError(QueueKind kind) {
        assertEquals(
                "taskDone() was called more often than items were put",
                assertThrows(IllegalStateException.class, kind.create(0)::taskDone)
                        .getMessage());
    }

    @ParameterizedTest
    @EnumSource
    @Conformance("Q-02")
    void joinWaitsForEveryTaskAndMayBeCalledAgain(QueueKind kind) throws Exception {
        Queue<Integer> queue = kind.create(0);
        var sum = new AtomicInteger();
        var first = Threads.run(() -> work(queue, sum));
        var second = Threads.run(() -> work(queue, sum));
        for (int round = 1; round <= 2; round++) {
            for (int i = 0; i < 100; i++) {
                queue.put(i);
            }
            queue.join();
            assertEquals(round * 4950, sum.get(), "each item was done before join returned");
        }
        queue.put(-1);
        queue.put(-1);
        queue.join();
        first.result();
        second.result();
        assertThrows(IllegalStateException.class, queue::taskDone);
    }

    private static Void work(Queue<Integer> queue, AtomicInteger sum) throws InterruptedException {
        for (int item; (item = queue.get()) >= 0; ) {
            sum.addAndGet(item);
            queue.taskDone();
        }
        queue.taskDone();
        return null;
    }

    @ParameterizedTest
    @EnumSource
    void joinTakesATimeout(QueueKind kind) throws Exception {
        Queue<Integer> queue = kind.create(0);
        assertTrue(queue.join(Duration.ZERO), "nothing was put");
        queue.put(1);
        queue.get();
        assertFalse(queue.join(Duration.ofMillis(20)), "taken is not done");
        assertFalse(queue.join(Duration.ofSeconds(-1)));
        var joiner = Threads.run(() -> queue.join(null)).awaitParked();
        queue.taskDone();
        assertTrue(joiner.result());
        assertTrue(queue.join(Duration.ZERO));
    }
}
