package io.github.procession.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.Conformance;
import io.github.procession.support.Threads.Running;
import io.github.procession.support.Threads;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A shutdown ends the wait of each thread for which nothing will come any more, and of no other. */
class QueueShutdownReleasesWaitersTest {
    private static final int THREADS = 4;
    private static final Duration LONG = Duration.ofMinutes(5);

    private static <T> List<Running<T>> parked(Callable<T> body) throws Exception {
        List<Running<T>> threads = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            threads.add(Threads.run(body).awaitParked());
        }
        return threads;
    }

    private static Callable<String> put(Queue<Integer> queue) {
        return () -> {
            queue.put(1);
            return "put";
        };
    }

    private static Callable<Boolean> join(Queue<Integer> queue) {
        return () -> queue.join(null);
    }

    private static void shutDown(List<? extends Running<?>> threads) throws Exception {
        for (var thread : threads) {
            assertInstanceOf(ShutDown.class, thread.failure());
        }
    }

    private static void joined(List<Running<Boolean>> threads) throws Exception {
        for (var thread : threads) {
            assertTrue(thread.result());
        }
    }

    @ParameterizedTest
    @EnumSource
    @Conformance({"Q-15", "Q-24"})
    void whoWaitsForAnItem(QueueKind kind) throws Exception {
        Queue<Integer> queue = kind.create(0);
        var waiting = parked(queue::get);
        var timed = parked(() -> queue.get(LONG));
        queue.shutdown();
        shutDown(waiting);
        shutDown(timed);
    }

    @ParameterizedTest
    @EnumSource
    @Conformance("Q-15")
    void whoGetsMoreThanThereIs(QueueKind kind) throws Exception {
        Queue<Integer> queue = kind.create(0);
        queue.put(1);
        queue.put(2);
        queue.shutdown();
        List<Running<Integer>> getters = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            getters.add(Threads.run(queue::get));
        }
        int sum = 0;
        int ended = 0;
        for (var getter : getters) {
            try {
                sum += getter.result();
            } catch (ShutDown e) {
                ended++;
            }
        }
        assertEquals(3, sum);
        assertEquals(THREADS - 2, ended);
    }

    @ParameterizedTest
    @EnumSource
    @Conformance("Q-16")
    void whoWaitsForAnItemImmediately(QueueKind kind) throws Exception {
        Queue<Integer> queue = kind.create(0);
        var waiting = parked(queue::get);
        queue.shutdown(true);
        shutDown(waiting);
    }

    @ParameterizedTest
    @EnumSource
    @Conformance("Q-17")
    void whoWaitsForRoom(QueueKind kind) throws Exception {
        Queue<Integer> queue = kind.create(1);
        queue.put(0);
        var waiting = parked(put(queue));
        queue.shutdown();
        shutDown(waiting);
        assertEquals(1, queue.qsize());
    }

    @ParameterizedTest
    @EnumSource
    @Conformance("Q-18")
    void whoWaitsForRoomImmediately(QueueKind kind) throws Exception {
        Queue<Integer> queue = kind.create(1);
        queue.put(0);
        var waiting = parked(put(queue));
        queue.shutdown(true);
        shutDown(waiting);
        assertEquals(0, queue.qsize());
    }

    @ParameterizedTest
    @EnumSource
    @Conformance("Q-19")
    void whoJoinsImmediately(QueueKind kind) throws Exception {
        Queue<Integer> queue = kind.create(0);
        queue.put(1);
        queue.put(2);
        var joining = parked(join(queue));
        queue.shutdown(true);
        joined(joining);
    }

    @ParameterizedTest
    @EnumSource
    @Conformance("Q-20")
    void whoJoinsWaitsForWhatIsLeft(QueueKind kind) throws Exception {
        Queue<Integer> queue = kind.create(0);
        queue.put(1);
        queue.put(2);
        var joining = parked(join(queue));
        queue.shutdown();
        queue.get();
        queue.taskDone();
        queue.get();
        for (var thread : joining) {
            thread.awaitParked();
        }
        queue.taskDone();
        joined(joining);
    }

    @ParameterizedTest
    @EnumSource
    @Conformance("Q-21")
    void whoWaitsForRoomAndWhoJoinsImmediately(QueueKind kind) throws Exception {
        Queue<Integer> queue = kind.create(1);
        queue.put(0);
        var waiting = parked(put(queue));
        var joining = parked(join(queue));
        queue.shutdown(true);
        shutDown(waiting);
        joined(joining);
    }

    @ParameterizedTest
    @EnumSource
    @Conformance("Q-22")
    void whoWaitsForRoomAndWhoJoins(QueueKind kind) throws Exception {
        Queue<Integer> queue = kind.create(1);
        queue.put(0);
        var waiting = parked(put(queue));
        var joining = parked(join(queue));
        queue.shutdown();
        shutDown(waiting);
        for (var thread : joining) {
            thread.awaitParked();
        }
        assertEquals(0, queue.get());
        queue.taskDone();
        joined(joining);
    }

    @ParameterizedTest
    @EnumSource
    @Conformance("Q-23")
    void whoGotSomethingFinishesIt(QueueKind kind) throws Exception {
        Queue<Integer> queue = kind.create(0);
        for (int i = 0; i < THREADS; i++) {
            queue.put(i);
        }
        var joining = parked(join(queue));
        queue.shutdown();
        List<Running<Void>> workers = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            workers.add(Threads.run(() -> {
                while (true) {
                    queue.get();
                    queue.taskDone();
                }
            }));
        }
        shutDown(workers);
        joined(joining);
        assertEquals(0, queue.qsize());
    }
}
