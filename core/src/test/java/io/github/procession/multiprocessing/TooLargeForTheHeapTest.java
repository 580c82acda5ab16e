package io.github.procession.multiprocessing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.serialization.DecodeException;
import io.github.procession.support.Children;
import io.github.procession.support.Eventually;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What does not fit into the heap of its receiver is refused there, and what lies behind it is received. */
class TooLargeForTheHeapTest {
    private static final int TOO_LARGE = 200 << 20;
    private static final int LARGER_THAN_THE_HEAP = 30 << 20;
    private static final byte[] KEY = {6};

    private static String longText() {
        return "x".repeat(TOO_LARGE);
    }

    static void consume(Queue<Object> queue, Connection connection, Queue<String> seen) throws Exception {
        for (int i = 0; i < 2; i++) { // an array that would be read into place, a text that would be decoded
            seen.put(assertThrows(DecodeException.class, queue::get).getMessage());
            seen.put((String) queue.get());
            seen.put(assertThrows(DecodeException.class, connection::recv).getMessage());
            seen.put(connection.recv());
        }
    }

    @Tag("full")
    @Test
    void aQueueAndAConnectionGoOnBehindIt() throws Exception {
        try (Queue<Object> queue = new Queue<>();
                Queue<String> seen = new Queue<>();
                Pipe pipe = Pipe.open()) {
            Process consumer = new Process(TooLargeForTheHeapTest::consume, queue, pipe.second(), seen);
            consumer.setJvmOptions("-Xmx64m");
            consumer.start();
            for (Object large : new Object[] {new byte[TOO_LARGE], longText()}) {
                queue.put(large);
                queue.put("behind");
                pipe.first().send(large);
                pipe.first().send("behind");
                for (int i = 0; i < 2; i++) {
                    String refusal = seen.get(Eventually.LIMIT);
                    assertTrue(refusal.contains("does not fit into the heap"), refusal);
                    assertEquals("behind", seen.get(Eventually.LIMIT));
                }
            }
            Children.join(consumer);
        }
    }

    static void consumeFromSocket(String address, Queue<String> seen) throws Exception {
        try (Connection connection = Client.connect(SocketAddresses.ofText(address), KEY)) {
            for (int i = 0; i < 2; i++) {
                seen.put(assertThrows(DecodeException.class, connection::recv).getMessage());
                seen.put(connection.recv());
                seen.put(assertThrows(DecodeException.class, connection::recvBytes)
                        .getMessage());
                seen.put(connection.recv());
            }
        }
    }

    @Tag("full")
    @Test
    void aConnectionThroughASocketGoesOnBehindIt() throws Exception {
        try (Listener listener = new Listener(new InetSocketAddress("localhost", 0), KEY);
                Queue<String> seen = new Queue<>()) {
            Process consumer = new Process(
                    TooLargeForTheHeapTest::consumeFromSocket, SocketAddresses.text(listener.address()), seen);
            consumer.setJvmOptions("-Xmx24m");
            consumer.start();
            try (Connection connection = listener.accept()) {
                byte[] bytes = new byte[LARGER_THAN_THE_HEAP];
                for (Object large : new Object[] {bytes, "x".repeat(LARGER_THAN_THE_HEAP)}) {
                    connection.send(large);
                    connection.send("behind");
                    connection.sendBytes(bytes);
                    connection.send("behind");
                }
                for (int i = 0; i < 4; i++) {
                    String refusal = seen.get(Eventually.LIMIT);
                    assertTrue(refusal.contains("does not fit into the heap"), refusal);
                    assertEquals("behind", seen.get(Eventually.LIMIT));
                }
            }
            Children.join(consumer);
        }
    }

    static int length(byte[] bytes) {
        return bytes.length;
    }

    @Test
    void aTaskThatDoesNotFitFailsAndItsWorkerLives() throws Exception {
        try (Pool pool = Pool.builder().processes(1).jvmOptions("-Xmx64m").build()) {
            long pid = pool.apply(PoolWorkers::ownPid);
            AsyncResult<Integer> large = pool.applyAsync(TooLargeForTheHeapTest::length, new byte[TOO_LARGE]);
            AsyncResult<Integer> behind = pool.applyAsync(TooLargeForTheHeapTest::length, new byte[1000]);
            Throwable cause = assertThrows(ExecutionException.class, () -> large.get(Eventually.LIMIT))
                    .getCause();
            assertInstanceOf(DecodeException.class, cause);
            assertEquals(1000, behind.get(Eventually.LIMIT));
            assertEquals(pid, pool.apply(PoolWorkers::ownPid));
        }
    }
}
