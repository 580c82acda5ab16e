package io.github.procession.multiprocessing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.support.Children;
import io.github.procession.support.Threads;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class InterruptTest {
    private static final Duration DAY = Duration.ofDays(1);

    @Test
    void everyBlockingCallEndsWhenItsThreadIsInterrupted() throws Exception {
        Fixture fixture = new Fixture();
        try {
            for (Map.Entry<String, Callable<Object>> call : fixture.calls().entrySet()) {
                interrupt(call.getKey(), Threads.run(call.getValue()));
                interrupt(call.getKey() + " (virtual)", Threads.runVirtual(call.getValue()));
            }
            fixture.checkUntouched();
        } finally {
            fixture.end();
        }
    }

    private static void interrupt(String name, Threads.Running<Object> running) throws Exception {
        running.awaitParked();
        running.thread().interrupt();
        assertInstanceOf(InterruptedException.class, running.failure(), name);
    }

    /** One of everything, in a state in which it has to be waited for. */
    private static final class Fixture {
        private final Queue<Object> empty = new Queue<>();
        private final Queue<Object> full = new Queue<>(1);
        private final SimpleQueue<Object> simple = new SimpleQueue<>();
        private final JoinableQueue<Object> unfinished = new JoinableQueue<>();
        private final Pipe pipe = Pipe.open();
        private final Pipe control = Pipe.open();
        private final Lock lock = new Lock();
        private final Process child = new Process(InterruptTest::waitForTheEnd, control.second());

        Fixture() throws Exception {
            full.put("only one");
            unfinished.put("not done");
            lock.acquire();
            child.start();
        }

        Map<String, Callable<Object>> calls() {
            Map<String, Callable<Object>> calls = new TreeMap<>();
            calls.put("Queue.get", () -> empty.get());
            calls.put("Queue.get with timeout", () -> empty.get(DAY));
            calls.put("Queue.put", () -> nothing(() -> full.put(2)));
            calls.put("Queue.put with timeout", () -> nothing(() -> full.put(2, DAY)));
            calls.put("SimpleQueue.get", () -> simple.get());
            calls.put("JoinableQueue.join", () -> nothing(unfinished::join));
            calls.put("Connection.recv", () -> pipe.first().recv());
            calls.put("Connection.recvBytes", () -> pipe.first().recvBytes());
            calls.put("Connection.recvBytesInto", () -> pipe.first().recvBytesInto(new byte[1]));
            calls.put("Connection.poll", () -> pipe.first().poll(null));
            calls.put("Connection.send", () -> nothing(() -> pipe.second().send(new byte[16 << 20])));
            calls.put("Lock.acquire", () -> lock.acquire());
            calls.put("Lock.acquire with timeout", () -> lock.acquire(DAY));
            calls.put("Lock.lockInterruptibly", () -> nothing(lock::lockInterruptibly));
            calls.put("Lock.tryLock", () -> lock.tryLock(1, TimeUnit.DAYS));
            calls.put("Process.join", () -> nothing(child::join));
            calls.put("Process.join with timeout", () -> child.join(DAY));
            calls.put(
                    "Multiprocessing.wait", () -> Multiprocessing.wait(List.of(empty, pipe.first(), child.sentinel())));
            return calls;
        }

        /** A call that was interrupted has had no effect. */
        void checkUntouched() throws Exception {
            assertTrue(empty.empty());
            assertEquals(1, full.qsize());
            assertTrue(lock.locked());
            lock.release();
            assertFalse(lock.locked());
            pipe.second().send("next");
            assertEquals("next", pipe.first().recv(), "nothing of the interrupted message");
            empty.put("next");
            assertEquals("next", empty.get());
        }

        void end() throws Exception {
            control.first().send("end");
            Children.join(child);
            List.of(empty, full, unfinished).forEach(Queue::close);
            simple.close();
            pipe.close();
            control.close();
        }
    }

    static void waitForTheEnd(Connection connection) throws Exception {
        connection.recv();
    }

    private interface Action {
        void run() throws Exception;
    }

    private static Object nothing(Action action) throws Exception {
        action.run();
        return null;
    }

    @Test
    void lockKeepsTheInterruptForLater() throws Exception {
        Lock lock = new Lock();
        lock.acquire();
        var locking = Threads.run(() -> {
                    lock.lock();
                    boolean interrupted = Thread.interrupted();
                    lock.unlock();
                    return interrupted;
                })
                .awaitParked();
        locking.thread().interrupt();
        assertFalse(locking.task().isDone());
        lock.release();
        assertTrue(locking.result());
    }

    @Test
    void receivingALargeMessageIsNotTornByAnInterrupt() throws Exception {
        try (Pipe pipe = Pipe.open()) {
            byte[] large = new byte[8 << 20];
            AtomicInteger whole = new AtomicInteger();
            var receiving = Threads.run(() -> {
                while (!Thread.currentThread().isInterrupted()) {
                    assertEquals(large.length, pipe.first().<byte[]>recv().length);
                    whole.incrementAndGet();
                }
                return null;
            });
            var sending = Threads.run(() -> {
                for (int i = 0; i < 8; i++) {
                    pipe.second().send(large);
                }
                return null;
            });
            // a message is somewhere between its ends now, and the receiver must read it whole or not at all
            receiving.thread().interrupt();
            try {
                receiving.result();
            } catch (InterruptedException e) {
                assertEquals(null, e.getMessage());
            }
            for (int i = whole.get(); i < 8; i++) {
                assertEquals(large.length, pipe.first().<byte[]>recv().length);
            }
            sending.result();
            assertFalse(pipe.first().poll());
        }
    }
}
