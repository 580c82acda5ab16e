package io.github.procession.multiprocessing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.Conformance;
import io.github.procession.support.Children;
import io.github.procession.support.ThreadsToo;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

@ThreadsToo
class QueueClosedTest {
    @Test
    @Conformance("QUEUE-10")
    void emptyOnAClosedQueueDependsOnWhetherItWasUsed() throws Exception {
        Queue<String> neverUsed = new Queue<>();
        neverUsed.close();
        assertTrue(neverUsed.empty());

        Queue<String> used = new Queue<>();
        used.put("foo");
        used.close();
        used.joinThread();
        assertClosed(used::empty);
    }

    @Test
    @Conformance("QUEUE-11")
    void putAndGetOnAClosedQueueThrow() {
        for (Queue<String> queue : List.of(new Queue<String>(), new JoinableQueue<String>(3))) {
            queue.close();
            for (Executable call : List.<Executable>of(
                    () -> queue.put("foo"),
                    () -> queue.put("foo", false),
                    () -> queue.putNowait("foo"),
                    () -> queue.put("foo", Duration.ofSeconds(1)),
                    queue::get,
                    queue::getNowait,
                    () -> queue.get(Duration.ZERO),
                    queue::qsize,
                    queue::full)) {
                assertClosed(call);
            }
        }
    }

    @Test
    void closingTwiceIsFine() throws Exception {
        Queue<String> queue = new Queue<>();
        String message =
                assertThrows(IllegalStateException.class, queue::joinThread).getMessage();
        assertEquals("joinThread() comes after close()", message);
        queue.cancelJoinThread();
        queue.close();
        queue.close();
        queue.joinThread();
        assertEquals("<Queue closed>", queue.toString());
    }

    @Test
    void aClosedQueueLivesOnInOtherProcesses() throws Exception {
        try (Pipe pipe = Pipe.open()) {
            Queue<String> queue = new Queue<>();
            Process child = Children.start(new Process(QueueClosedTest::getAndSend, queue, pipe.second()));
            assertEquals("ready", pipe.first().recv());
            queue.put("kept");
            queue.close();
            pipe.first().send("go");
            assertEquals("kept", pipe.first().recv());
            Children.join(child);
        }
    }

    static void getAndSend(Queue<String> queue, Connection connection) throws Exception {
        connection.send("ready");
        connection.recv();
        connection.send(queue.get());
    }

    @Test
    void aClosedQueueCannotBeSent() throws Exception {
        try (Pipe pipe = Pipe.open()) {
            Queue<String> queue = new Queue<>();
            queue.close();
            assertRefused(() -> pipe.first().send(queue));
            assertRefused(new Process(QueueClosedTest::getAndSend, queue, pipe.second())::start);
        }
        try (Queue<Object> carrier = new Queue<>()) {
            Connection closed = Pipe.open().first();
            closed.close();
            assertRefused(() -> carrier.put(List.of(1, closed)));
            assertTrue(carrier.empty());
        }
    }

    private static void assertRefused(Executable call) {
        String message = assertThrows(IllegalArgumentException.class, call).getMessage();
        assertEquals("a queue, lock or connection that this process closed cannot be sent to another process", message);
    }

    private static void assertClosed(Executable call) {
        assertEquals(
                "the queue is closed",
                assertThrows(IllegalStateException.class, call).getMessage());
    }
}
