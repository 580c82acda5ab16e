package io.github.procession.multiprocessing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.support.Children;
import io.github.procession.support.Eventually;
import io.github.procession.support.Threads;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class WaitForManyThingsTest {
    @Test
    void eachKindOfThingWakesTheWait() throws Exception {
        try (Pipe pipe = Pipe.open();
                Queue<String> queue = new Queue<>();
                SimpleQueue<String> simple = new SimpleQueue<>();
                JoinableQueue<String> joinable = new JoinableQueue<>();
                Pipe control = Pipe.open();
                ServerSocketChannel server = ServerSocketChannel.open();
                DatagramChannel datagrams = DatagramChannel.open()) {
            server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            datagrams.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            Process child = Children.start(new Process(
                    WaitForManyThingsTest::serve, control.second(), pipe.second(), queue, simple, joinable));
            Sentinel sentinel = child.sentinel();
            List<Object> all = List.of(pipe.first(), queue, simple, server, joinable, sentinel, datagrams);

            assertSame(pipe.first(), ready(all, () -> control.first().send("connection")));
            assertEquals("connection", pipe.first().recv());
            assertSame(queue, ready(all, () -> control.first().send("queue")));
            assertEquals("queue", queue.get());
            assertSame(simple, ready(all, () -> control.first().send("simple")));
            assertEquals("simple", simple.get());
            assertSame(joinable, ready(all, () -> control.first().send("joinable")));
            assertEquals("joinable", joinable.get());
            SocketChannel[] client = new SocketChannel[1];
            assertSame(server, ready(all, () -> client[0] = SocketChannel.open(server.getLocalAddress())));
            client[0].close();
            server.accept().close();
            assertSame(datagrams, ready(all, () -> sendDatagram(datagrams)));
            datagrams.receive(ByteBuffer.allocate(8));
            assertSame(sentinel, ready(all, () -> control.first().send("end")));
            Children.join(child);
        }
    }

    private static void sendDatagram(DatagramChannel to) throws Exception {
        try (DatagramChannel from = DatagramChannel.open()) {
            from.send(ByteBuffer.wrap(new byte[] {1}), to.getLocalAddress());
        }
    }

    private interface Action {
        void run() throws Exception;
    }

    /** The one thing that is ready after the action, which happens while a thread waits. */
    private static Object ready(List<Object> all, Action action) throws Exception {
        var waiting = Threads.run(() -> Multiprocessing.wait(all)).awaitParked();
        action.run();
        List<Object> ready = waiting.result();
        assertEquals(1, ready.size(), ready::toString);
        return ready.getFirst();
    }

    static void serve(
            Connection control,
            Connection connection,
            Queue<String> queue,
            SimpleQueue<String> simple,
            JoinableQueue<String> joinable)
            throws Exception {
        while (true) {
            String order = control.recv();
            switch (order) {
                case "connection" -> connection.send(order);
                case "queue" -> queue.put(order);
                case "simple" -> simple.put(order);
                case "joinable" -> joinable.put(order);
                default -> {
                    return;
                }
            }
        }
    }

    @Test
    void moreThingsThanOneSystemCallTakes() throws Exception {
        List<Pipe> pipes = new ArrayList<>();
        List<Object> readers = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            Pipe pipe = Pipe.open(false);
            pipes.add(pipe);
            readers.add(pipe.first());
        }
        assertEquals(List.of(), Multiprocessing.wait(readers, Duration.ofMillis(20)));
        Process child = Children.start(new Process(
                WaitForManyThingsTest::sendEach,
                List.of(
                        pipes.get(299).second(),
                        pipes.get(0).second(),
                        pipes.get(128).second())));
        for (int expected : new int[] {299, 0, 128}) {
            assertEquals(List.of(readers.get(expected)), Multiprocessing.wait(readers, Eventually.LIMIT));
            assertEquals("next?", pipes.get(expected).first().recv());
            try (Connection answer = pipes.get(expected).first().recv()) {
                answer.send("next");
            }
        }
        pipes.forEach(Pipe::close);
        Children.join(child);
    }

    static void sendEach(List<Connection> writers) throws Exception {
        for (Connection writer : writers) {
            try (Pipe answer = Pipe.open()) {
                writer.send("next?");
                writer.send(answer.second());
                answer.first().recv();
            }
        }
    }

    @Test
    void aVirtualThreadWaitsToo() throws Exception {
        try (Pipe pipe = Pipe.open();
                Queue<String> queue = new Queue<>()) {
            List<Waitable> both = List.of(pipe.first(), queue);
            var waiting = Threads.runVirtual(() -> Multiprocessing.wait(both)).awaitParked();
            queue.put("item");
            assertEquals(List.of(queue), waiting.result());
        }
    }

    @Test
    void whatIsClosedMeanwhileEndsTheWait() throws Exception {
        Pipe pipe = Pipe.open();
        try (Queue<String> queue = new Queue<>()) {
            var waiting = Threads.run(() -> Multiprocessing.wait(List.of(queue, pipe.first())))
                    .awaitParked();
            pipe.first().close();
            assertInstanceOf(IllegalStateException.class, waiting.failure());
        }
        pipe.second().close();

        Pipe other = Pipe.open();
        Queue<String> closing = new Queue<>();
        var waiting = Threads.run(() -> Multiprocessing.wait(List.of(closing, other.first())))
                .awaitParked();
        closing.close();
        Throwable failure = waiting.failure();
        assertTrue(failure instanceof IllegalStateException, failure::toString);
        assertEquals("the queue is closed", failure.getMessage());

        ServerSocketChannel server =
                ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        var waitingForChannel = Threads.run(() -> Multiprocessing.wait(List.of(server, other.first())))
                .awaitParked();
        server.close();
        Throwable closed = waitingForChannel.failure();
        assertInstanceOf(IllegalStateException.class, closed);
        assertTrue(closed.getMessage().startsWith("a channel that is waited for was closed: "), closed::toString);
        other.close();
    }
}
