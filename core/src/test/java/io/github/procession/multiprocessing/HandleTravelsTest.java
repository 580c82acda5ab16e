package io.github.procession.multiprocessing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.function.Action0;
import io.github.procession.support.Children;
import io.github.procession.support.Eventually;
import java.io.Serializable;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HandleTravelsTest {
    /** Handles as parts of a user's object. */
    record Tools(Lock lock, Queue<String> queue, Map<String, Connection> connections) implements Serializable {}

    @Test
    void aHandleReadTwiceIsTheSameObject() throws Exception {
        Lock lock = new Lock();
        try (Queue<Object> queue = new Queue<>();
                Queue<Object> other = new Queue<>(3)) {
            queue.put(List.of(lock, other, queue));
            queue.put(List.of(lock, other, queue));
            Children.join(Children.start(new Process(HandleTravelsTest::compareAll, lock, queue)));

            other.put(other);
            assertSame(other, other.get(), "also in the process that made it");
        }
    }

    static void compareAll(Lock lock, Queue<Object> queue) throws InterruptedException {
        List<?> first = (List<?>) queue.get();
        List<?> second = (List<?>) queue.get();
        for (int i = 0; i < 3; i++) {
            assertSame(first.get(i), second.get(i));
        }
        assertSame(lock, first.get(0));
        assertSame(queue, first.get(2));
    }

    @Test
    void lambdasCaptureHandles() throws Exception {
        Lock lock = new Lock();
        try (Queue<String> queue = new Queue<>();
                Pipe pipe = Pipe.open()) {
            Connection connection = pipe.second();
            lock.acquire();
            Process child = Children.start(new Process(() -> {
                queue.put("locked: " + lock.locked());
                lock.release();
                connection.send(connection.<String>recv() + "!");
            }));
            assertEquals("locked: true", queue.get());
            pipe.first().send("hello");
            assertEquals("hello!", pipe.first().recv());
            Children.join(child);
            assertFalse(lock.locked());
        }
    }

    @Test
    void handlesTravelInsideObjectsAtAnyTime() throws Exception {
        try (Queue<Object> tasks = new Queue<>()) {
            Process child = Children.start(new Process(HandleTravelsTest::serve, tasks));
            for (int i = 0; i < 20; i++) {
                try (Pipe pipe = Pipe.open();
                        Queue<String> answers = new Queue<>()) {
                    Lock lock = new Lock();
                    lock.acquire();
                    tasks.put(new Tools(lock, answers, Map.of("a", pipe.second())));
                    assertEquals("round " + i, askAndAnswer(pipe.first(), "round " + i, answers));
                    assertTrue(lock.acquire(Eventually.LIMIT), "released by the child");
                    lock.release();
                }
            }
            tasks.put(null);
            Children.join(child);
        }
    }

    private static String askAndAnswer(Connection connection, String text, Queue<String> answers) throws Exception {
        connection.send(text);
        return answers.get();
    }

    static void serve(Queue<Object> tasks) throws Exception {
        for (Tools tools; (tools = (Tools) tasks.get()) != null; ) {
            tools.queue().put(tools.connections().get("a").recv());
            tools.lock().release();
        }
    }

    @Test
    void aLambdaInAQueueBringsItsHandlesAlong() throws Exception {
        try (Queue<Action0> work = new Queue<>();
                Queue<Long> results = new Queue<>()) {
            Process child = Children.start(new Process(HandleTravelsTest::runAll, work));
            for (long i = 0; i < 10; i++) {
                long number = i;
                work.put(() -> results.put(number * number));
                assertEquals(i * i, results.get());
            }
            work.put(null);
            Children.join(child);
        }
    }

    static void runAll(Queue<Action0> work) throws Exception {
        for (Action0 action; (action = work.get()) != null; ) {
            action.run();
        }
    }

    @Test
    void aQueueThatOnlyAMessageHasIsNotLost() throws Exception {
        try (Queue<Object> outer = new Queue<>()) {
            putNested(outer);
            System.gc();
            Children.join(Children.start(new Process(HandleTravelsTest::unpack, outer)));
            assertEquals("deep inside", outer.get());
        }
    }

    private static void putNested(Queue<Object> outer) throws Exception {
        Queue<Object> middle = new Queue<>();
        Queue<Object> inner = new Queue<>();
        inner.put("deep inside");
        middle.put(inner);
        outer.put(middle);
        inner.close();
        middle.close();
    }

    static void unpack(Queue<Object> outer) throws InterruptedException {
        Queue<?> middle = (Queue<?>) outer.get();
        Queue<?> inner = (Queue<?>) middle.get();
        outer.put(inner.get());
    }

    @Test
    void whatAChildMadeOutlivesIt() throws Exception {
        try (Queue<Object> results = new Queue<>()) {
            Children.join(Children.start(new Process(HandleTravelsTest::makeAndSend, results)));
            System.gc();
            List<?> made = (List<?>) results.get();
            Queue<?> queue = (Queue<?>) made.get(0);
            assertEquals("made in a child", queue.get());
            assertTrue(((Lock) made.get(1)).acquire(false));
            ((Lock) made.get(1)).release();
            Pipe pipe = (Pipe) made.get(2);
            pipe.first().send("still works");
            assertEquals("still works", pipe.second().recv());
            pipe.close();
            queue.close();
        }
    }

    static void makeAndSend(Queue<Object> results) throws Exception {
        Queue<String> queue = new Queue<>();
        queue.put("made in a child");
        results.put(List.of(queue, new Lock(), Pipe.open()));
    }
}
