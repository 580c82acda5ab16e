package io.github.procession.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.Conformance;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** After a shutdown nothing gets in; what is there comes out, or is dropped. */
class QueueShutdownTest {
    private static final Duration SHORT = Duration.ofMillis(20);

    private static void refusesToGet(Queue<Integer> queue) {
        assertThrows(ShutDown.class, queue::get);
        assertThrows(ShutDown.class, queue::getNowait);
        assertThrows(ShutDown.class, () -> queue.get(true));
        assertThrows(ShutDown.class, () -> queue.get(false));
        assertThrows(ShutDown.class, () -> queue.get(SHORT));
        assertEquals(
                "the queue was shut down and is empty",
                assertThrows(ShutDown.class, () -> queue.get(true, SHORT)).getMessage());
    }

    private static void refusesToPut(Queue<Integer> queue) {
        assertThrows(ShutDown.class, () -> queue.put(1));
        assertThrows(ShutDown.class, () -> queue.putNowait(1));
        assertThrows(ShutDown.class, () -> queue.put(1, false));
        assertThrows(ShutDown.class, () -> queue.put(1, SHORT));
        assertEquals(
                "the queue was shut down: nothing can be put",
                assertThrows(ShutDown.class, () -> queue.put(1, true, SHORT)).getMessage());
    }

    @ParameterizedTest
    @EnumSource
    @Conformance("Q-07")
    void anEmptyQueueRefusesAll(QueueKind kind) {
        Queue<Integer> queue = kind.create(3);
        assertFalse(queue.isShutdown());
        queue.shutdown();
        assertTrue(queue.isShutdown());
        refusesToPut(queue);
        refusesToGet(queue);
    }

    @ParameterizedTest
    @EnumSource
    @Conformance("Q-08")
    void whatIsThereIsDeliveredFirst(QueueKind kind) throws Exception {
        Queue<Integer> queue = kind.create(3);
        queue.put(1);
        queue.put(2);
        queue.shutdown();
        refusesToPut(queue);
        assertEquals(3, queue.get() + queue.get());
        refusesToGet(queue);
    }

    @ParameterizedTest
    @EnumSource
    @Conformance("Q-09")
    void immediatelyDropsWhatIsThere(QueueKind kind) throws Exception {
        Queue<Integer> queue = kind.create(3);
        queue.put(1);
        queue.put(2);
        queue.shutdown(true);
        assertEquals(0, queue.qsize());
        refusesToGet(queue);
        refusesToPut(queue);
    }

    @ParameterizedTest
    @EnumSource
    @Conformance("Q-10")
    void aShutdownMayComeAgainAndNeverGoesBack(QueueKind kind) throws Exception {
        Queue<Integer> queue = kind.create(3);
        queue.put(1);
        queue.shutdown(false);
        assertTrue(queue.isShutdown());
        assertEquals(1, queue.qsize());
        queue.shutdown(true);
        assertTrue(queue.isShutdown());
        assertEquals(0, queue.qsize());
        queue.shutdown(false);
        assertTrue(queue.isShutdown());
        refusesToPut(queue);
    }

    @ParameterizedTest
    @EnumSource
    @Conformance("Q-11")
    void allCallsOfOneThread(QueueKind kind) throws Exception {
        Queue<Integer> queue = kind.create(2);
        queue.put(1);
        queue.putNowait(2);
        queue.shutdown();
        refusesToPut(queue);
        assertEquals(3, queue.get() + queue.getNowait());
        queue.taskDone();
        queue.taskDone();
        queue.join();
        refusesToGet(queue);
        assertThrows(IllegalStateException.class, queue::taskDone);
    }

    @ParameterizedTest
    @EnumSource
    @Conformance("Q-12")
    void allCallsOfOneThreadImmediately(QueueKind kind) throws Exception {
        Queue<Integer> queue = kind.create(2);
        queue.put(1);
        queue.put(2);
        queue.shutdown(true);
        refusesToGet(queue);
        assertThrows(IllegalStateException.class, queue::taskDone, "what was dropped counts as done");
        queue.join();
    }

    @ParameterizedTest
    @EnumSource
    void joinWaitsForWhatWasTakenBeforeAnImmediateShutdown(QueueKind kind) throws Exception {
        Queue<Integer> queue = kind.create(0);
        queue.put(1);
        queue.put(2);
        queue.get();
        queue.shutdown(true);
        assertFalse(queue.join(Duration.ZERO));
        queue.taskDone();
        assertTrue(queue.join(Duration.ZERO));
    }

    @ParameterizedTest
    @EnumSource
    void theEndComesBeforeTheTimeout(QueueKind kind) throws Exception {
        Queue<Integer> queue = kind.create(1);
        queue.put(1);
        queue.shutdown();
        assertThrows(ShutDown.class, () -> queue.putNowait(2), "not Full");
        queue.get();
        assertThrows(ShutDown.class, queue::getNowait, "not Empty");
    }
}
