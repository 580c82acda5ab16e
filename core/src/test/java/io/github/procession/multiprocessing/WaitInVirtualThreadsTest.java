package io.github.procession.multiprocessing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.support.Children;
import io.github.procession.support.RootJvm;
import io.github.procession.support.Threads;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class WaitInVirtualThreadsTest {
    private static final int THREADS = 50;

    /** Virtual threads that all wait at once, on a single carrier: one that pinned it would be waited for in vain. */
    public static final class OneCarrierMain {
        private OneCarrierMain() {}

        public static void main(String[] args) throws Exception {
            try (Queue<Integer> queue = new Queue<>();
                    Queue<Integer> bounded = new Queue<>(1);
                    Pipe pipe = Pipe.open()) {
                Lock lock = new Lock();
                lock.acquire();
                bounded.put(-1);
                List<Threads.Running<Integer>> waiting = new ArrayList<>();
                for (int i = 0; i < THREADS; i++) {
                    int number = i;
                    waiting.add(Threads.runVirtual(() -> queue.get()));
                    waiting.add(Threads.runVirtual(() -> put(bounded, number)));
                    waiting.add(Threads.runVirtual(() -> pipe.second().<Integer>recv()));
                    waiting.add(Threads.runVirtual(() -> sum(lock, number)));
                }
                for (Threads.Running<Integer> each : waiting) {
                    each.awaitParked();
                }
                Threads.runVirtual(() -> release(queue, bounded, pipe.first(), lock))
                        .result();
                int total = 0;
                for (Threads.Running<Integer> each : waiting) {
                    total += each.result();
                }
                System.out.println(total);
            }
        }

        private static int put(Queue<Integer> queue, int number) throws InterruptedException {
            queue.put(number);
            return number;
        }

        private static int sum(Lock lock, int number) throws InterruptedException {
            try (var _ = lock.acquire()) {
                Thread.yield();
                return number;
            }
        }

        private static Object release(Queue<Integer> queue, Queue<Integer> bounded, Connection connection, Lock lock)
                throws Exception {
            for (int i = 0; i < THREADS; i++) {
                queue.put(i);
                bounded.get();
                connection.send(i);
            }
            lock.release();
            return null;
        }
    }

    @Test
    void noWaitKeepsTheCarrierFromOtherVirtualThreads() throws Exception {
        RootJvm.Result result = new RootJvm(OneCarrierMain.class)
                .options("-Djdk.virtualThreadScheduler.parallelism=1", "-Djdk.virtualThreadScheduler.maxPoolSize=1")
                .run()
                .succeeded();
        assertEquals(4 * THREADS * (THREADS - 1) / 2 + "\n", result.out());
    }

    @Test
    void virtualThreadsTalkToAChild() throws Exception {
        try (Queue<Integer> questions = new Queue<>();
                Queue<Integer> answers = new Queue<>()) {
            Process child = Children.start(new Process(WaitInVirtualThreadsTest::answer, questions, answers));
            List<Threads.Running<Integer>> asking = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                int number = i;
                asking.add(Threads.runVirtual(() -> {
                    questions.put(number);
                    return answers.get();
                }));
            }
            int total = 0;
            for (Threads.Running<Integer> each : asking) {
                total += each.result();
            }
            assertEquals(THREADS * (THREADS - 1), total);
            questions.put(null);
            Children.join(child);
        }
    }

    static void answer(Queue<Integer> questions, Queue<Integer> answers) throws InterruptedException {
        for (Integer number; (number = questions.get()) != null; ) {
            answers.put(2 * number);
        }
    }

    @Test
    void aVirtualThreadMayStartAndJoinAProcess() throws Exception {
        var running = Threads.runVirtual(() -> {
            Event end = new Event();
            Process child = Children.start(new Process(WaitInVirtualThreadsTest::await, end));
            assertTrue(child.isAlive());
            end.set();
            Children.join(child);
            return child.isAlive();
        });
        assertFalse(running.result());
    }

    static void await(Event end) throws InterruptedException {
        end.await();
    }
}
