package io.github.procession.multiprocessing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.ipc.memory.Session;
import io.github.procession.support.Children;
import io.github.procession.support.Eventually;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A shared object that needs others keeps them as long as anybody has it, or a message that nobody has read yet. */
class CompanionsTest {
    /** Objects that need others, which nobody else has. */
    private static List<Object> make() {
        Lock lock = new Lock();
        Semaphore passed = new Semaphore(0);
        Condition told = new Condition(new Lock());
        return List.of(Value.ofInt(7), Array.ofInt(3), lock.newCondition(), new Condition(), new Barrier(1, () -> {
            told.acquire().close();
            passed.release();
        }));
    }

    static void use(List<Object> objects) throws Exception {
        for (Object object : objects) {
            switch (object) {
                case Value value -> value.getLock().acquire().close();
                case Array array -> array.getLock().acquire().close();
                case Condition condition -> {
                    try (var _ = condition.acquire()) {
                        assertFalse(condition.await(Duration.ofMillis(1)));
                    }
                }
                case Barrier barrier -> assertEquals(0, barrier.await());
                default -> throw new IllegalArgumentException(object.toString());
            }
        }
    }

    private static List<WeakReference<Object>> send(Queue<List<Object>> queue) throws InterruptedException {
        List<Object> objects = make();
        queue.put(objects);
        return objects.stream().map(object -> new WeakReference<>(object)).toList();
    }

    @Test
    void inAnUnreadMessage() throws Exception {
        try (Queue<List<Object>> queue = new Queue<>()) {
            int before = Session.current().cells().countLive();
            List<WeakReference<Object>> sent = send(queue);
            int made = Session.current().cells().countLive() - before;
            assertTrue(made >= 12, made + " cells: five objects, four locks, and what the action has");
            Eventually.await("only the message has them", () -> {
                System.gc();
                return sent.stream().allMatch(each -> each.get() == null);
            });
            use(queue.get());
            Eventually.await("they go together", () -> {
                System.gc();
                return Session.current().cells().countLive() <= before;
            });
        }
    }

    static void makeAndSend(Connection connection) throws Exception {
        connection.send(new ArrayList<>(make()));
        connection.recv();
    }

    @Test
    void whenTheirMakerIsDead() throws Exception {
        try (Pipe pipe = Pipe.open()) {
            Process maker = Children.start(new Process(CompanionsTest::makeAndSend, pipe.second()));
            List<Object> objects = pipe.first().recv();
            Children.kill(maker);
            use(objects);
            Process other = Children.start(new Process(CompanionsTest::useOne, objects.getLast()));
            Children.join(other);
        }
    }

    static void useOne(Object object) throws Exception {
        use(List.of(object));
    }
}
