package io.github.procession.multiprocessing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.Conformance;
import io.github.procession.multiprocessing.SharedTypes.AnyQueue;
import io.github.procession.support.Children;
import io.github.procession.support.Eventually;
import io.github.procession.support.ThreadsToo;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

@ThreadsToo
class JoinableQueueTest {
    @Test
    @Conformance("QUEUE-05")
    void joinReturnsWhenWorkersHaveDoneEveryItem() throws Exception {
        joinReturnsWhenWorkersHaveDoneEveryItem(SharedTypes.IN_MEMORY);
    }

    static void joinReturnsWhenWorkersHaveDoneEveryItem(SharedTypes types) throws Exception {
        AnyQueue<Integer> queue = types.queue(0);
        try (Queue<Integer> results = new Queue<>()) {
            List<Process> workers = IntStream.range(0, 4)
                    .mapToObj(_ -> Children.start(new Process(JoinableQueueTest::work, queue, results)))
                    .toList();
            for (int i = 0; i < 10; i++) {
                queue.put(i);
            }
            assertTrue(queue.join(Eventually.LIMIT));
            assertEquals(10, results.qsize(), "each item was done before join returned");
            for (int i = 0; i < 4; i++) {
                queue.put(null);
            }
            queue.join();
            Children.join(workers);
            assertEquals(
                    45, IntStream.range(0, 10).map(_ -> getQuietly(results)).sum());
        }
    }

    static void work(AnyQueue<Integer> queue, Queue<Integer> results) throws InterruptedException {
        for (Integer item; (item = queue.get()) != null; ) {
            results.put(item);
            queue.taskDone();
        }
        queue.taskDone();
    }

    private static int getQuietly(Queue<Integer> queue) {
        try {
            return queue.getNowait();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void taskDoneMoreOftenThanPutIsAnError() throws Exception {
        taskDoneMoreOftenThanPutIsAnError(SharedTypes.IN_MEMORY);
    }

    static void taskDoneMoreOftenThanPutIsAnError(SharedTypes types) throws Exception {
        AnyQueue<String> queue = types.queue(0);
        String message =
                assertThrows(IllegalStateException.class, queue::taskDone).getMessage();
        assertEquals("taskDone() was called more often than items were put", message);
        queue.put("a");
        queue.taskDone();
        assertThrows(IllegalStateException.class, queue::taskDone);
    }

    @Test
    void joinWaitsForItemsThatAreTakenButNotDone() throws Exception {
        joinWaitsForItemsThatAreTakenButNotDone(SharedTypes.IN_MEMORY);
    }

    static void joinWaitsForItemsThatAreTakenButNotDone(SharedTypes types) throws Exception {
        AnyQueue<String> queue = types.queue(1);
        assertTrue(queue.join(Duration.ZERO), "nothing was put");
        queue.put("a");
        assertFalse(queue.join(Duration.ofMillis(50)));
        queue.get();
        assertFalse(queue.join(Duration.ofMillis(50)), "taken is not done");
        assertFalse(queue.join(Duration.ofSeconds(-1)));
        queue.taskDone();
        assertTrue(queue.join(Duration.ZERO));
    }

    @Test
    void anItemWhoseWorkerWasKilledCanBeFinishedByAnother() throws Exception {
        try (JoinableQueue<String> queue = new JoinableQueue<>();
                Pipe pipe = Pipe.open()) {
            queue.put("a");
            Process worker = Children.start(new Process(JoinableQueueTest::takeAndHang, queue, pipe.second()));
            assertEquals("a", pipe.first().recv());
            Children.kill(worker);
            assertFalse(queue.join(Duration.ofMillis(50)));
            queue.taskDone();
            assertTrue(queue.join(Eventually.LIMIT));
        }
    }

    static void takeAndHang(JoinableQueue<String> queue, Connection connection) throws Exception {
        connection.send(queue.get());
        connection.recv();
    }
}
