package io.github.procession.multiprocessing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.ipc.memory.Session;
import io.github.procession.ipc.memory.Shareables;
import io.github.procession.support.Children;
import io.github.procession.support.Eventually;
import java.util.List;
import org.junit.jupiter.api.Test;

class ValueTravelsTest {
    @Test
    void aValueReadTwiceIsTheSameObjectAndHasTheSameLock() throws Exception {
        IntValue value = Value.ofInt(1);
        try (Queue<Object> queue = new Queue<>()) {
            queue.put(value);
            queue.put(List.of(value, value.getLock()));
            Children.join(Children.start(new Process(ValueTravelsTest::compare, queue)));
        }
        assertTrue(value.getLock().locked(), "acquired by the child");
    }

    static void compare(Queue<Object> queue) throws Exception {
        IntValue value = (IntValue) queue.get();
        List<?> again = (List<?>) queue.get();
        assertSame(value, again.get(0));
        assertSame(value.getLock(), again.get(1));
        value.getLock().acquire();
    }

    @Test
    void aValueOnItsWayKeepsItsLock() throws Exception {
        try (Queue<Object> queue = new Queue<>()) {
            long address = putAndForget(queue, 5);
            // also inside an object that goes the way of the general serializer
            long nested = putNestedAndForget(queue, 6);
            Eventually.await("both are collected here", () -> {
                System.gc();
                return !Shareables.isLive(address) && !Shareables.isLive(nested);
            });
            int cells = Session.current().cells().countLive();
            IntValue value = (IntValue) queue.get();
            try (var _ = value.getLock().acquire()) {
                assertEquals(5, value.get());
            }
            IntValue second = (IntValue) ((ValueHolder) queue.get()).value();
            try (var _ = second.getLock().acquire()) {
                assertEquals(6, second.get());
            }
            int now = Session.current().cells().countLive(); // garbage of other tests may have gone meanwhile
            assertTrue(now <= cells, "the locks are those made with the values");
        }
    }

    record ValueHolder(Object value, java.time.Instant other) {}

    private static long putAndForget(Queue<Object> queue, int initial) throws InterruptedException {
        IntValue value = Value.ofInt(initial);
        queue.put(value);
        return value.address();
    }

    private static long putNestedAndForget(Queue<Object> queue, int initial) throws InterruptedException {
        IntValue value = Value.ofInt(initial);
        queue.put(new ValueHolder(value, java.time.Instant.EPOCH));
        return value.address();
    }

    @Test
    void aChildGetsTheLockOfAValueThatItsParentDropped() throws Exception {
        try (Queue<Integer> results = new Queue<>()) {
            Process child = startWithValue(results);
            System.gc(); // the parent has neither value nor lock any more
            assertEquals(42, results.get(Eventually.LIMIT));
            Children.join(child);
        }
    }

    private static Process startWithValue(Queue<Integer> results) {
        return Children.start(new Process(ValueTravelsTest::useLock, Value.ofInt(42), results));
    }

    static void useLock(IntValue value, Queue<Integer> results) throws Exception {
        try (var _ = value.getLock().acquire()) {
            results.put(value.get());
        }
    }
}
