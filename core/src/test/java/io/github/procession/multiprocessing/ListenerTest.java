package io.github.procession.multiprocessing;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.Conformance;
import io.github.procession.support.Children;
import io.github.procession.support.Eventually;
import io.github.procession.support.Threads;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ListenerTest {
    private static final byte[] KEY = {1, 2, 3};

    private static Listener open(String family) {
        return Listener.builder().family(family).authKey(KEY).open();
    }

    @ParameterizedTest
    @ValueSource(strings = {"AF_UNIX", "AF_INET"})
    @Conformance("LIST-01")
    void anAddressIsListenedAtOnce(String family) {
        try (Listener listener = open(family)) {
            String message = assertThrows(UncheckedIOException.class, () -> new Listener(listener.address(), KEY))
                    .getMessage();
            assertTrue(message.startsWith("cannot listen at " + listener.address() + ": "), message);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"AF_UNIX", "AF_INET"})
    @Conformance("LIST-02")
    void allOfItIsClosedByTry(String family) throws Exception {
        Listener listener = open(family);
        try (listener;
                Connection client = Client.connect(listener.address(), KEY);
                Connection server = listener.accept()) {
            client.send(1729);
            assertEquals(1729, server.<Integer>recv());
        }
        assertThrows(IOException.class, listener::accept);
        assertThrows(IOException.class, () -> Client.connect(listener.address(), KEY));
        listener.close();
    }

    @Test
    void aKeyThatOnlyOneSideHasIsSaid() throws Exception {
        try (Listener listener = open("AF_INET");
                Connection client = Client.connect(listener.address())) {
            String message =
                    assertThrows(AuthenticationError.class, client::recv).getMessage();
            assertTrue(message.startsWith("the listener asks for a key"), message);
        }
        try (Listener listener = new Listener()) {
            var client = Threads.run(() -> assertThrows(
                            AuthenticationError.class, () -> Client.connect(listener.address(), KEY))
                    .getMessage());
            try (Connection server = listener.accept()) {
                server.send("hello");
                String message = client.result();
                assertTrue(message.startsWith("the other side asks for no key"), message);
            }
        }
        try (Listener listener = open("AF_INET");
                Connection client = Client.connect(listener.address())) {
            assertThrows(AuthenticationError.class, client::recvBytes);
        }
        for (int room : new int[] {0, 1000}) {
            try (Listener listener = open("AF_INET");
                    Connection client = Client.connect(listener.address())) {
                assertThrows(AuthenticationError.class, () -> client.recvBytesInto(new byte[room]));
            }
        }
        try (Listener listener = new Listener()) {
            var client = Threads.run(() -> assertThrows(
                            AuthenticationError.class, () -> Client.connect(listener.address(), KEY))
                    .getMessage());
            try (Connection server = listener.accept()) {
                assertThrows(AuthenticationError.class, server::recv);
                String message = client.result();
                assertTrue(message.startsWith("the listener has no key"), message);
            }
        }
    }

    @Test
    @Conformance("LIST-03")
    void theEmptyKeyIsAKey() throws Exception {
        try (Listener listener = new Listener(SocketAddresses.fresh(), new byte[0])) {
            assertThrows(AuthenticationError.class, () -> Client.connect(listener.address(), KEY));
            try (Connection client = Client.connect(listener.address(), new byte[0]);
                    Connection server = listener.accept()) {
                client.send("in");
                assertEquals("in", server.recv());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"AF_UNIX", "AF_INET"})
    @Conformance({"LISTC-01", "LISTC-03"})
    void aChildConnects(String family) throws Exception {
        try (Listener listener = open(family)) {
            String path = listener.address() instanceof UnixDomainSocketAddress unix
                    ? unix.getPath().toString()
                    : null;
            int port = listener.address() instanceof InetSocketAddress inet ? inet.getPort() : 0;
            Process child = Children.start(new Process(ListenerTest::hello, path, port));
            try (Connection connection = listener.accept()) {
                assertEquals("hello", connection.recv());
                assertEquals(path == null, listener.lastAccepted() != null, "only TCP has addresses of clients");
                connection.send("polled for");
                assertThrows(EOFException.class, connection::recv);
                Children.join(child);
            }
        }
    }

    static void hello(String path, int port) throws Exception {
        SocketAddress address =
                path != null ? UnixDomainSocketAddress.of(path) : new InetSocketAddress("localhost", port);
        try (Connection connection = Client.connect(address, KEY)) {
            connection.send("hello");
            assertTrue(connection.poll(Eventually.LIMIT));
            assertEquals("polled for", connection.recv());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"AF_UNIX", "AF_INET"})
    @Conformance("LISTC-02")
    void whatAClientSentBeforeItLeftIsThere(String family) throws Exception {
        try (Listener listener = Listener.builder().family(family).open()) {
            try (Connection client = Client.connect(listener.address())) {
                client.send("hello");
            }
            try (Connection server = listener.accept()) {
                assertEquals("hello", server.recv());
                assertThrows(EOFException.class, server::recv);
            }
        }
    }

    /** The forms of a message: an object and bytes, empty, beyond the buffer, beyond a believed length. */
    @ParameterizedTest
    @ValueSource(strings = {"AF_UNIX", "AF_INET"})
    void messagesOfAllSizesKeepTheirBoundaries(String family) throws Exception {
        try (Listener listener = open(family);
                Connection client = Client.connect(listener.address(), KEY);
                Connection server = listener.accept()) {
            Process unused = Multiprocessing.currentProcess(); // so that its class is loaded here, not while timed
            assertNotNull(unused);
            for (int size : new int[] {0, 1, 300, 1 << 16, (1 << 24) + 5}) {
                byte[] bytes = new byte[size];
                Arrays.fill(bytes, (byte) size);
                var sending = Threads.run(() -> {
                    client.sendBytes(bytes);
                    client.send(bytes);
                    client.send(List.of(size, Map.of("bytes", bytes)));
                    client.sendBytes(bytes, size / 2);
                    return null;
                });
                assertArrayEquals(bytes, server.recvBytes());
                assertArrayEquals(bytes, server.<byte[]>recv());
                List<Object> both = server.recv();
                assertEquals(size, both.get(0));
                assertArrayEquals(bytes, (byte[]) ((Map<?, ?>) both.get(1)).get("bytes"));
                byte[] room = new byte[size + 3];
                assertEquals(size - size / 2, server.recvBytesInto(room, 3));
                assertArrayEquals(
                        Arrays.copyOfRange(bytes, size / 2, size), Arrays.copyOfRange(room, 3, 3 + size - size / 2));
                sending.result();
            }
            client.sendBytes(new byte[5]);
            assertEquals(
                    5,
                    assertThrows(BufferTooShort.class, () -> server.recvBytesInto(new byte[4]))
                            .message()
                            .length);
        }
    }

    @Test
    @SuppressWarnings("try") // closed early on purpose
    void connectionsAreWaitedForAmongOtherThings() throws Exception {
        try (Listener listener = open("AF_INET");
                Connection one = Client.connect(listener.address(), KEY);
                Connection other = listener.accept();
                Connection third = Client.connect(listener.address(), KEY);
                Connection fourth = listener.accept();
                Pipe pipe = Pipe.open()) {
            List<Object> all = List.of(pipe.first(), other, fourth);
            assertEquals(List.of(), Multiprocessing.wait(all, Duration.ZERO));
            var waiting = Threads.run(() -> Multiprocessing.wait(all)).awaitParked();
            third.send(1);
            assertEquals(List.of(fourth), waiting.result());
            pipe.second().send(2);
            assertEquals(List.of(pipe.first(), fourth), Multiprocessing.wait(all, Eventually.LIMIT));
            assertEquals(1, fourth.<Integer>recv());
            one.close();
            Eventually.await( // the pipe is ready at once, the end of the connection comes through the kernel
                    "both are ready",
                    () -> Multiprocessing.wait(all, Eventually.LIMIT).equals(List.of(pipe.first(), other)));
        }
    }

    @Test
    @SuppressWarnings("try") // closed early on purpose
    @Conformance("IGNINT-02")
    void interruptsEndWaitsAndHarmNothing() throws Exception {
        try (Listener listener = open("AF_UNIX")) {
            var accepting = Threads.run(listener::accept).awaitParked();
            accepting.thread().interrupt();
            assertTrue(accepting.failure() instanceof InterruptedException);
            try (Connection client = Client.connect(listener.address(), KEY);
                    Connection server = listener.accept()) {
                var receiving = Threads.run(() -> server.recv());
                Eventually.await("it waits in a selector", () -> isIn(receiving.thread(), "Selector"));
                receiving.thread().interrupt();
                assertTrue(receiving.failure() instanceof InterruptedException);
                client.send("afterwards");
                assertEquals("afterwards", server.recv());
                assertFalse(server.poll());
                var closed = Threads.run(() -> server.recv());
                Eventually.await("it waits in a selector", () -> isIn(closed.thread(), "Selector"));
                server.close();
                assertTrue(closed.failure() instanceof IOException);
                assertThrows(EOFException.class, client::recv);
            }
        }
    }

    private static boolean isIn(Thread thread, String part) {
        return Arrays.stream(thread.getStackTrace())
                .anyMatch(frame -> frame.getClassName().contains(part));
    }

    @Test
    @Conformance("FAM-01")
    void aPipeOfWindowsIsNoAddressHere() {
        String message = assertThrows(IllegalArgumentException.class, () -> new Listener("\\\\.\\test", KEY))
                .getMessage();
        assertEquals("address=\\\\.\\test is a pipe of Windows: give the path of a file", message);
        assertThrows(IllegalArgumentException.class, () -> Client.connect("\\\\.\\test", KEY));
        assertThrows(
                IllegalArgumentException.class,
                () -> Listener.builder().family("AF_PIPE").open());
        assertThrows(IllegalArgumentException.class, () -> new Listener("\0abstract", KEY));
    }

    @Test
    void theSocketsFileIsItsOwnersAloneAndGoesWithIt() throws Exception {
        Path file;
        try (Listener listener = open("AF_UNIX")) {
            file = ((UnixDomainSocketAddress) listener.address()).getPath();
            assertEquals(
                    "[OWNER_READ, OWNER_WRITE]",
                    new java.util.TreeSet<>(Files.getPosixFilePermissions(file)).toString());
        }
        assertFalse(Files.exists(file));
    }

    @Test
    void aFileThatHasTakenThePlaceOfTheSocketsStays(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("socket");
        Listener first = new Listener(file.toString(), null);
        Files.delete(file);
        try (Listener second = new Listener(file.toString(), null)) {
            first.close();
            try (Connection client = Client.connect(second.address());
                    Connection server = second.accept()) {
                client.send("still there");
                assertEquals("still there", server.recv());
            }
        }
        assertFalse(Files.exists(file));
    }

    @Test
    void aConnectionOverASocketStaysInItsProcess() throws Exception {
        try (Listener listener = open("AF_UNIX");
                Connection client = Client.connect(listener.address(), KEY);
                Connection server = listener.accept();
                Pipe pipe = Pipe.open();
                Queue<String> queue = new Queue<>()) {
            assertTrue(assertThrows(
                            IllegalArgumentException.class, () -> pipe.first().send(client))
                    .getMessage()
                    .contains("send the address"));
            assertTrue(assertThrows(IllegalArgumentException.class, () -> client.send(queue))
                    .getMessage()
                    .contains("cannot be sent through a socket"));
            client.send("still in order");
            assertEquals("still in order", server.recv());
            assertNull(listener.lastAccepted());
        }
    }
}
