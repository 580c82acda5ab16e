package io.github.procession.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.Conformance;
import io.github.procession.support.Threads;
import java.time.Duration;
import java.util.LinkedList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a storage throws reaches the caller; the queue's size and those who wait are as they would be without that call. */
class QueueFailingStorageTest {
    private static final Duration LONG = Duration.ofMinutes(5);

    private static final class Failure extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    /** Fails when told so. */
    private static final class FailingStorage extends LinkedList<String> {
        private static final long serialVersionUID = 1;

        private volatile boolean failNextPut;
        private volatile boolean failNextGet;

        @Override
        public boolean offer(String item) {
            if (failNextPut) {
                failNextPut = false;
                throw new Failure();
            }
            return super.offer(item);
        }

        @Override
        public String poll() {
            if (failNextGet) {
                failNextGet = false;
                throw new Failure();
            }
            return super.poll();
        }
    }

    private static final class StoredQueue<T> extends Queue<T> {
        private StoredQueue(int maxsize, java.util.Queue<T> storage) {
            super(maxsize, storage);
        }
    }

    private final FailingStorage storage = new FailingStorage();
    private final Queue<String> queue = new StoredQueue<>(2, storage);

    @Test
    @Conformance("QF-01")
    void aFailedPutAddsNothingInAnyForm() throws Exception {
        List<org.junit.jupiter.api.function.Executable> forms =
                List.of(() -> queue.put("x"), () -> queue.put("x", false), () -> queue.put("x", LONG));
        for (var form : forms) {
            storage.failNextPut = true;
            assertThrows(Failure.class, form);
            assertEquals(0, queue.qsize());
            assertThrows(IllegalStateException.class, queue::taskDone, "nothing to be done");
            queue.put("a");
            assertEquals("a", queue.get());
            queue.taskDone();
        }
    }

    @Test
    @Conformance("QF-01")
    void aFailedGetTakesNothingInAnyForm() throws Exception {
        List<org.junit.jupiter.api.function.Executable> forms =
                List.of(queue::get, () -> queue.get(false), () -> queue.get(LONG));
        queue.put("a");
        for (var form : forms) {
            storage.failNextGet = true;
            assertThrows(Failure.class, form);
            assertEquals(1, queue.qsize());
        }
        assertEquals("a", queue.get());
    }

    @Test
    @Conformance("QF-01")
    void theRoomOfAFailedPutGoesToTheNextWhoWaits() throws Exception {
        queue.put("a");
        queue.put("b");
        var first = Threads.run(() -> put("c")).awaitParked();
        var second = Threads.run(() -> put("d")).awaitParked();
        storage.failNextPut = true;
        assertEquals("a", queue.get());
        assertEquals(Failure.class, first.failure().getClass());
        assertTrue(second.result());
        assertTrue(queue.full());
        assertEquals("b", queue.get());
        assertEquals("d", queue.get());
    }

    @Test
    @Conformance("QF-01")
    void theItemOfAFailedGetGoesToTheNextWhoWaits() throws Exception {
        var first = Threads.run(queue::get).awaitParked();
        var second = Threads.run(queue::get).awaitParked();
        storage.failNextGet = true;
        queue.put("a");
        assertEquals(Failure.class, first.failure().getClass());
        assertEquals("a", second.result());
        assertTrue(queue.empty());
    }

    private boolean put(String item) throws InterruptedException {
        queue.put(item);
        return true;
    }

    @Test
    void whatCannotBeComparedIsRefusedAndTheQueueGoesOn() throws Exception {
        var priorities = new PriorityQueue<Object>();
        priorities.put(1);
        assertThrows(ClassCastException.class, () -> priorities.put("one"));
        assertThrows(NullPointerException.class, () -> priorities.put(null));
        assertEquals(1, priorities.qsize());
        assertEquals(1, priorities.get());
        priorities.taskDone();
        assertTrue(priorities.join(Duration.ZERO));
    }

    @Test
    void aStorageMayRefuseWhatItHas() throws Exception {
        var once = new StoredQueue<>(0, new LinkedList<String>() {
            private static final long serialVersionUID = 1;

            @Override
            public boolean offer(String item) {
                return !contains(item) && super.offer(item);
            }
        });
        once.put("a");
        once.put("a");
        once.put(null);
        assertEquals(2, once.qsize());
        assertEquals("a", once.get());
        assertEquals(null, once.get(), "this storage has no objection to null");
        once.taskDone();
        assertFalse(once.join(Duration.ZERO));
        once.taskDone();
        assertTrue(once.join(Duration.ZERO), "what was refused is no work");
    }
}
