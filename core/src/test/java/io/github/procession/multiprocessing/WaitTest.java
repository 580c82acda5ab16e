package io.github.procession.multiprocessing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.Conformance;
import io.github.procession.support.Children;
import io.github.procession.support.Eventually;
import io.github.procession.support.Threads;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class WaitTest {
    private static final int SENDERS = 4;
    private static final int MESSAGES = 10;
    private static final long SLOW_NANOS = 100_000_000;

    @Test
    @Conformance("WAIT-01")
    void everyMessageOfEveryWriterAndEveryEndIsSeen() throws Exception {
        receiveFromAll(false);
    }

    @Tag("full")
    @Test
    @Conformance("WAIT-03")
    void soItIsWithSlowWriters() throws Exception {
        receiveFromAll(true);
    }

    private static void receiveFromAll(boolean slow) throws Exception {
        List<Object> readers = new ArrayList<>();
        List<Process> children = new ArrayList<>();
        for (int i = 0; i < SENDERS; i++) {
            Pipe pipe = Pipe.open(false);
            children.add(Children.start(new Process(WaitTest::sendNumbers, pipe.second(), slow)));
            pipe.second().close();
            readers.add(pipe.first());
        }
        Set<List<Long>> messages = new HashSet<>();
        while (!readers.isEmpty()) {
            for (Object ready : Multiprocessing.wait(readers)) {
                Connection reader = (Connection) ready;
                try {
                    assertTrue(messages.add(reader.recv()));
                } catch (EOFException e) {
                    readers.remove(reader);
                    reader.close();
                }
            }
        }
        Set<List<Long>> expected = new HashSet<>();
        for (Process child : children) {
            for (long i = 0; i < MESSAGES; i++) {
                expected.add(List.of(child.pid(), i));
            }
        }
        assertEquals(expected, messages);
        Children.join(children);
    }

    static void sendNumbers(Connection writer, boolean slow) throws Exception {
        Random random = new Random();
        for (long i = 0; i < MESSAGES; i++) {
            pause(slow, random);
            writer.send(List.of(ProcessHandle.current().pid(), i));
        }
        writer.close();
    }

    private static void pause(boolean slow, Random random) {
        if (slow) {
            LockSupport.parkNanos(random.nextLong(SLOW_NANOS));
        }
    }

    @Test
    @Conformance("WAIT-02")
    void socketsCanBeWaitedForTillTheirEnd() throws Exception {
        readFromAllSockets(false);
    }

    @Test
    @Conformance("WAIT-04")
    void soItIsWithSlowSockets() throws Exception {
        readFromAllSockets(true);
    }

    private static void readFromAllSockets(boolean slow) throws Exception {
        try (ServerSocketChannel server = ServerSocketChannel.open()) {
            server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            int port = ((InetSocketAddress) server.getLocalAddress()).getPort();
            List<Object> sockets = new ArrayList<>();
            List<Process> children = new ArrayList<>();
            for (int i = 0; i < SENDERS; i++) {
                children.add(Children.start(new Process(WaitTest::writeLines, port, slow)));
            }
            for (int i = 0; i < SENDERS; i++) {
                assertEquals(List.of(server), Multiprocessing.wait(List.of(server), Eventually.LIMIT));
                sockets.add(server.accept());
            }
            StringBuilder received = new StringBuilder();
            while (!sockets.isEmpty()) {
                for (Object ready : Multiprocessing.wait(sockets)) {
                    SocketChannel socket = (SocketChannel) ready;
                    assertTrue(socket.isBlocking(), "its mode is as before");
                    ByteBuffer buffer = ByteBuffer.allocate(64);
                    if (socket.read(buffer) < 0) {
                        sockets.remove(socket);
                        socket.close();
                    }
                    received.append(StandardCharsets.US_ASCII.decode(buffer.flip()));
                }
            }
            assertEquals(SENDERS * "0123456789\n".length(), received.length());
            for (char digit = '0'; digit <= '9'; digit++) {
                int wanted = digit;
                assertEquals(
                        SENDERS, received.chars().filter(each -> each == wanted).count());
            }
            Children.join(children);
        }
    }

    static void writeLines(int port, boolean slow) throws IOException {
        Random random = new Random();
        try (SocketChannel socket = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))) {
            for (char character : "0123456789\n".toCharArray()) {
                pause(slow, random);
                socket.write(ByteBuffer.wrap(new byte[] {(byte) character}));
            }
        }
    }

    @Test
    @Conformance("WAIT-05")
    void afterTheTimeoutNothingIsReadyAndThenOnlyWhatIs() throws Exception {
        try (Pipe a = Pipe.open();
                Pipe b = Pipe.open()) {
            List<Connection> both = List.of(a.first(), b.first());
            Duration timeout = Duration.ofMillis(300);
            long start = System.nanoTime();
            assertEquals(List.of(), Multiprocessing.wait(both, timeout));
            assertTrue(System.nanoTime() - start >= timeout.toNanos());
            b.second().send(null);
            assertEquals(List.of(b.first()), Multiprocessing.wait(both, Duration.ofDays(400_000)));
            assertEquals(List.of(b.first()), Multiprocessing.wait(both), "nothing was taken");
        }
    }

    @Test
    @Conformance("WAIT-06")
    void sentinelsAndConnectionsComeInTheOrderGiven() throws Exception {
        try (Pipe a = Pipe.open();
                Pipe b = Pipe.open();
                Pipe control = Pipe.open()) {
            Process child = Children.start(new Process(WaitTest::endWhenTold, control.second()));
            Sentinel sentinel = child.sentinel();
            List<Waitable> all = List.of(a.first(), sentinel, b.first());
            assertEquals(List.of(), Multiprocessing.wait(all, Duration.ofMillis(50)));

            control.first().send("end");
            assertEquals(List.of(sentinel), Multiprocessing.wait(all, Eventually.LIMIT));
            a.second().send(null);
            assertEquals(List.of(a.first(), sentinel), Multiprocessing.wait(all, Eventually.LIMIT));
            b.second().send(null);
            assertEquals(all, Multiprocessing.wait(all, Eventually.LIMIT));
            assertEquals(all.reversed(), Multiprocessing.wait(all.reversed(), Eventually.LIMIT));
            Children.join(child);
        }
    }

    static void endWhenTold(Connection connection) throws Exception {
        connection.recv();
    }

    @Test
    @Conformance("WAIT-07")
    void aNegativeTimeoutIsZero() throws Exception {
        try (Pipe pipe = Pipe.open()) {
            assertEquals(
                    List.of(),
                    Threads.run(() -> Multiprocessing.wait(List.of(pipe.first()), Duration.ofDays(-1)))
                            .result());
            pipe.second().send(1);
            assertEquals(List.of(pipe.first()), Multiprocessing.wait(List.of(pipe.first()), Duration.ofDays(-1)));
        }
    }

    @Test
    void mistakesAreNamed() throws Exception {
        try (Pipe pipe = Pipe.open();
                Pipe oneWay = Pipe.open(false)) {
            Pipe closed = Pipe.open();
            Connection a = pipe.first();
            assertTrue(assertThrows(IllegalArgumentException.class, () -> Multiprocessing.wait(List.of(a, a)))
                    .getMessage()
                    .startsWith("the same object is given twice: <Connection "));
            assertEquals(
                    "cannot wait for a java.lang.String:"
                            + " give connections, queues, sentinels of processes or selectable channels",
                    assertThrows(IllegalArgumentException.class, () -> Multiprocessing.wait(List.of("a")))
                            .getMessage());
            closed.close();
            assertThrows(RuntimeException.class, () -> Multiprocessing.wait(List.of(a, closed.first())));
            assertThrows(RuntimeException.class, () -> Multiprocessing.wait(List.of(a, oneWay.second())));
        }
    }

    @Test
    void waitingForNothingTakesItsTime() throws Exception {
        assertEquals(List.of(), Multiprocessing.wait(List.of(), Duration.ofMillis(20)));
        assertFalse(Thread.interrupted());
    }
}
