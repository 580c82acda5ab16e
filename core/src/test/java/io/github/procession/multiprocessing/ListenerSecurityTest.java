package io.github.procession.multiprocessing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.support.Eventually;
import io.github.procession.support.Threads;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.PrintStream;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What strangers and false friends can do over TCP: nothing that lasts. */
class ListenerSecurityTest {
    private static final byte[] KEY = "a key".getBytes(StandardCharsets.US_ASCII);

    /** The longest message over TCP. */
    private static final int MOST = 1 << 28;

    private static Listener open() {
        return Listener.builder().family("AF_INET").authKey(KEY).open();
    }

    static Socket stranger(Listener listener) throws IOException {
        InetSocketAddress address = (InetSocketAddress) listener.address();
        return new Socket(address.getAddress(), address.getPort());
    }

    private static void assertWorks(Listener listener) throws Exception {
        try (Connection client = Client.connect(listener.address(), KEY);
                Connection server = listener.accept()) {
            client.send("works");
            assertEquals("works", server.recv());
        }
    }

    @Test
    void nothingListensToOtherMachinesWithoutAKey() {
        for (String host : List.of("0.0.0.0", "::", "192.0.2.1")) {
            String message = assertThrows(
                            IllegalArgumentException.class, () -> new Listener(new InetSocketAddress(host, 0)))
                    .getMessage();
            assertTrue(message.contains("can be reached from other machines: give an authkey"), message);
        }
        try (Listener listener = new Listener(new InetSocketAddress("0.0.0.0", 0), KEY)) {
            assertTrue(((InetSocketAddress) listener.address()).getPort() > 0);
        } catch (UncheckedIOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aWrongKeyIsSeenByNobodyButItsOwner() throws Exception {
        try (Listener listener = open()) {
            var accepting = Threads.run(listener::accept);
            for (int i = 0; i < 3; i++) {
                assertThrows(AuthenticationError.class, () -> Client.connect(listener.address(), new byte[] {1}));
            }
            try (Connection client = Client.connect(listener.address(), KEY);
                    Connection server = accepting.result()) {
                client.send("works");
                assertEquals("works", server.recv());
            }
        }
    }

    /** All bytes that a client sends to the listener for its proof, seen by a machine between them. */
    private static byte[] overhear(Listener listener) throws Exception {
        ByteArrayOutputStream seen = new ByteArrayOutputStream();
        try (ServerSocket between = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var connecting = Threads.run(() -> Client.connect(between.getLocalSocketAddress(), KEY));
            try (Socket client = between.accept();
                    Socket server = stranger(listener)) {
                var toClient = Threads.run(() -> server.getInputStream().transferTo(client.getOutputStream()));
                var toServer = Threads.run(() -> {
                    for (int b; (b = client.getInputStream().read()) >= 0; ) {
                        seen.write(b);
                        server.getOutputStream().write(b);
                    }
                    return null;
                });
                connecting.result().close();
                toServer.result();
                listener.accept().close();
                toClient.result();
            }
        }
        return seen.toByteArray();
    }

    /** What was overheard of one handshake proves nothing in the next. */
    @Test
    void aReplayedHandshakeIsRefused() throws Exception {
        try (Listener listener = open()) {
            byte[] overheard = overhear(listener);
            try (Socket socket = stranger(listener)) {
                DataInputStream in = new DataInputStream(socket.getInputStream());
                in.readNBytes(in.readInt());
                socket.getOutputStream()
                        .write(overheard, 0, 4 + ByteBuffer.wrap(overheard).getInt());
                assertEquals("#FAILURE#", new String(in.readNBytes(in.readInt()), StandardCharsets.US_ASCII));
                assertEquals(-1, in.read());
            }
            assertWorks(listener);
        }
    }

    @Test
    void aThousandWhoDoNotGoOnDisturbNobodyAndAreDropped() throws Exception {
        long filesBefore = openFiles();
        try (Listener listener = open()) {
            List<Socket> halfOpen = new ArrayList<>();
            try {
                for (int i = 0; i < 1000; i++) {
                    halfOpen.add(stranger(listener));
                    if (i % 250 == 249) {
                        assertWorks(listener);
                    }
                }
                assertTrue(
                        openFiles() - filesBefore < 1000 + 800,
                        "they are dropped as others come, not after ten seconds only");
                Eventually.await(
                        "of 1000 sockets in this process the other ends of at most 256 are open",
                        () -> openFiles() - filesBefore < 1000 + 300);
                assertWorks(listener);
            } finally {
                for (Socket socket : halfOpen) {
                    socket.close();
                }
            }
        }
        Eventually.await("no socket is left", () -> openFiles() - filesBefore < 20);
    }

    private static int afterChallenge(Socket socket) throws IOException {
        try {
            DataInputStream in = new DataInputStream(socket.getInputStream());
            in.readNBytes(in.readInt());
            return in.read();
        } catch (EOFException | java.net.SocketException e) {
            return -1; // dropped before it was challenged
        }
    }

    static long openFiles() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("/proc/self/fd"))) {
            return files.count();
        }
    }

    @Test
    void garbageBeforeAuthenticationEndsThatConnectionAlone() throws Exception {
        Random random = new Random(7);
        try (Listener listener = open()) {
            for (int i = 0; i < 60; i++) {
                try (Socket socket = stranger(listener)) {
                    byte[] garbage = new byte[random.nextInt(2000)];
                    random.nextBytes(garbage);
                    if (i % 3 == 0) { // a frame that claims 2 GiB, and one that claims 2^62
                        garbage = ByteBuffer.allocate(16)
                                .putInt(i % 2 == 0 ? Integer.MAX_VALUE : -1)
                                .putLong(1L << 62)
                                .array();
                    }
                    socket.getOutputStream().write(garbage);
                    socket.shutdownOutput();
                    assertEquals(-1, afterChallenge(socket));
                }
            }
            assertWorks(listener);
        }
    }

    /** A friend may send a message of that length, and memory for a part of it would be taken at once. */
    @Test
    void aLongFrameBeforeAuthenticationTakesNoMemory() throws Exception {
        try (Listener listener = open()) {
            long before = allocated();
            for (int i = 0; i < 10; i++) {
                try (Socket socket = stranger(listener)) {
                    socket.getOutputStream()
                            .write(ByteBuffer.allocate(4).putInt(MOST / 2).array());
                    socket.shutdownOutput();
                    assertEquals(-1, afterChallenge(socket));
                }
            }
            assertTrue(allocated() - before < MOST / 4, "memory for none of the ten");
            assertWorks(listener);
        }
    }

    @Test
    void garbageAfterAuthenticationIsAnErrorOfOneMessage() throws Exception {
        Random random = new Random(8);
        try (Listener listener = open();
                Connection client = Client.connect(listener.address(), KEY);
                Connection server = listener.accept()) {
            for (int i = 0; i < 200; i++) {
                byte[] garbage = new byte[random.nextInt(100)];
                random.nextBytes(garbage);
                client.sendBytes(garbage);
                assertThrows(IllegalStateException.class, server::recv);
            }
            client.send("in order");
            assertEquals("in order", server.recv());
        }
    }

    /** Frames that break the framing, from a client that knows the key. */
    private static List<byte[]> brokenFrames() {
        ByteBuffer frame = ByteBuffer.allocate(12);
        return List.of(
                frame.clear().putInt(-2).array().clone(),
                frame.clear().putInt(Integer.MIN_VALUE).array().clone(),
                frame.clear().putInt(-1).putLong(1L << 62).array().clone(),
                frame.clear().putInt(-1).putLong(-1).array().clone(),
                frame.clear().putInt(-1).putLong(Long.MIN_VALUE).array().clone(),
                frame.clear().putInt(MOST).array().clone(),
                new byte[] {0, 0},
                new byte[] {0, 0, 0, 50, 1, 2, 3},
                new byte[] {-1, -1, -1, -1, 0});
    }

    @Test
    void brokenFramesEndTheirConnectionAloneAndTakeNoMemory() throws Exception {
        try (Listener listener = open()) {
            for (byte[] broken : brokenFrames()) {
                try (RawClient client = new RawClient((InetSocketAddress) listener.address(), KEY);
                        Connection server = listener.accept()) {
                    client.send(broken);
                    long before = allocated();
                    assertThrows(IOException.class, server::recv);
                    assertTrue(allocated() - before < MOST / 2, "memory for what was announced only");
                    assertThrows(IOException.class, server::recv, "it receives nothing more");
                }
            }
            assertWorks(listener);
        }
    }

    /** Bytes that all threads of this JVM have allocated. */
    private static long allocated() {
        return ((com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean()).getTotalThreadAllocatedBytes();
    }

    @Test
    void theServerOfAManagerEndsBrokenConnectionsAlone() throws Exception {
        var manager = new SyncManager(new InetSocketAddress("localhost", 0), KEY);
        try (var server = manager.getServer();
                var friend = new SyncManager(server.address(), KEY)) {
            friend.connect();
            var list = friend.list(List.of(0));
            Random random = new Random(9);
            List<byte[]> all = new ArrayList<>(brokenFrames());
            for (int i = 0; i < 50; i++) { // whole frames with garbage inside
                byte[] garbage = new byte[4 + random.nextInt(100)];
                random.nextBytes(garbage);
                all.add(ByteBuffer.wrap(garbage).putInt(garbage.length - 4).array());
            }
            long before = allocated();
            for (byte[] broken : all) {
                try (RawClient client = new RawClient((InetSocketAddress) server.address(), KEY)) {
                    client.send(broken);
                    client.awaitEnd();
                }
            }
            assertTrue(allocated() - before < MOST / 2, "memory for what was announced only");
            list.add(1);
            assertEquals("[0, 1]", list.toString());
        }
    }

    /** Warnings are few however many are turned away. */
    @Test
    void theLogOfThoseTurnedAwayIsBounded() throws Exception {
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        PrintStream err = System.err;
        System.setErr(new PrintStream(log, true));
        long begin = System.nanoTime();
        try (Listener listener = open()) {
            String address = listener.address() + " were turned away";
            for (int i = 0; i < 100; i++) {
                try (Socket socket = stranger(listener)) {
                    socket.shutdownOutput();
                    assertEquals(-1, afterChallenge(socket));
                }
            }
            Eventually.await("a warning", () -> log.toString().contains(address));
            long lines = log.toString()
                    .lines()
                    .filter(line -> line.contains(address))
                    .count();
            assertTrue(lines <= 1 + Duration.ofNanos(System.nanoTime() - begin).toSeconds() / 10, log::toString);
        } finally {
            System.setErr(err);
        }
    }

    /** A child that ends while it connects is no stranger: only this user reaches the file of a socket. */
    @Test
    void theEndOfAProcessThatConnectsThroughAFileIsNoWarning() throws Exception {
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        PrintStream err = System.err;
        System.setErr(new PrintStream(log, true));
        try (Listener listener =
                Listener.builder().family("AF_UNIX").authKey(KEY).open()) {
            try (SocketChannel child = SocketChannel.open(listener.address())) {
                child.shutdownOutput();
                ByteBuffer challenge = ByteBuffer.allocate(1 << 10);
                while (child.read(challenge) >= 0) {
                    challenge.clear();
                }
            }
            assertThrows(AuthenticationError.class, () -> Client.connect(listener.address(), new byte[] {1}));
            Eventually.await("a warning", () -> log.toString().contains(listener.address() + " were turned away"));
            assertTrue(log.toString().contains("1 connection(s) to " + listener.address()), log::toString);
            assertFalse(log.toString().contains("closed the connection"), log::toString);
        } finally {
            System.setErr(err);
        }
    }

    /** A flood of connections that say nothing keeps no client with the key from coming in. */
    @Test
    void aFloodOfStrangersKeepsNoClientOut() throws Exception {
        AtomicBoolean over = new AtomicBoolean();
        try (Listener listener = open()) {
            var accepting = Threads.run(() -> {
                for (int i = 0; i < 20; i++) {
                    try (Connection server = listener.accept()) {
                        server.send(server.recv());
                    }
                }
                return null;
            });
            AtomicInteger opened = new AtomicInteger();
            var flood = Threads.run(() -> {
                Deque<Socket> open = new ArrayDeque<>();
                try {
                    for (; !over.get(); opened.incrementAndGet()) {
                        open.add(stranger(listener));
                        if (open.size() > 400) { // more than are kept
                            open.remove().close();
                        }
                    }
                } finally {
                    for (Socket socket : open) {
                        socket.close();
                    }
                }
                return null;
            });
            try {
                Eventually.await("more strangers than are kept have come", () -> opened.get() > 300);
                for (int i = 0; i < 20; i++) {
                    try (Connection client = Client.connect(listener.address(), KEY)) {
                        client.send(i);
                        assertEquals((Object) i, client.recv());
                    }
                }
            } finally {
                over.set(true);
                flood.result();
            }
            accepting.result();
        }
    }

    @Test
    void aClientWhoseConnectionIsClosedTriesAgain() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            var closing = Threads.run(() -> {
                try (server) {
                    for (int i = 0; i < 3; i++) {
                        server.accept().close();
                    }
                }
                return null;
            });
            assertThrows(ConnectException.class, () -> Client.connect(server.getLocalSocketAddress(), KEY));
            closing.result();
        }
    }

    @Test
    void aMessageThatIsTooLongEndsTheConnectionWithoutMemoryForIt() throws Exception {
        try (Listener listener = Listener.builder()
                        .family("AF_INET")
                        .authKey(KEY)
                        .maxMessageBytes(1000)
                        .open();
                Connection client = Client.connect(listener.address(), KEY);
                Connection server = listener.accept()) {
            client.sendBytes(new byte[1000]);
            assertEquals(1000, server.recvBytes().length);
            client.sendBytes(new byte[1001]);
            String message = assertThrows(IOException.class, server::recv).getMessage();
            assertEquals("bad message length: 1001 bytes, at most 1000 are welcome", message);
            assertThrows(IOException.class, server::recv);
            assertWorks(listener);
        }
    }

    @Tag("full")
    @Test
    void aSlowOneHasTheWholeLimitAndThenItIsOver() throws Exception {
        try (Listener listener = open();
                Socket slow = stranger(listener)) {
            DataInputStream in = new DataInputStream(slow.getInputStream());
            in.readNBytes(in.readInt());
            var dripping = Threads.run(() -> {
                int sent = 0;
                try {
                    for (; sent < 4 + 250; sent++) {
                        slow.getOutputStream().write(sent == 3 ? 250 : 0); // an answer of 250 bytes
                        Thread.sleep(200); // the pace of the slow client, which is what is tested
                    }
                } catch (IOException _) {
                    // the listener has closed the connection
                }
                return sent;
            });
            assertWorks(listener);
            assertTrue(dripping.result() < 4 + 250, "it is over before the answer is complete");
        }
    }

    /** A class that nobody has allowed. */
    static final class Bomb implements Serializable {
        private static final long serialVersionUID = 1;
        static final AtomicInteger EXPLOSIONS = new AtomicInteger();

        private void readObject(java.io.ObjectInputStream in) throws IOException, ClassNotFoundException {
            in.defaultReadObject();
            EXPLOSIONS.incrementAndGet();
        }
    }

    /** Allowed by name. */
    record Order(String item, int count) implements Serializable {}

    enum Kind {
        PLAIN,
        OWN {
            @Override
            public String toString() {
                return "own";
            }
        }
    }

    /** A function that travels. */
    interface Work extends Serializable {
        int run();
    }

    @Test
    void onlyClassesThatAreAllowedComeOverTcp() throws Exception {
        try (Listener listener = Listener.builder()
                        .family("AF_INET")
                        .authKey(KEY)
                        .allow(Order.class.getName(), Kind.class.getName())
                        .open();
                Connection client = Client.connect(listener.address(), KEY);
                Connection server = listener.accept()) {
            client.send(List.of(Kind.PLAIN, Kind.OWN));
            assertEquals(List.of(Kind.PLAIN, Kind.OWN), server.recv(), "one has a class of its own");
            for (Object refused : List.of(
                    new Bomb(),
                    new Bomb[] {new Bomb()},
                    List.of(1, new Bomb()),
                    (Work) Bomb.EXPLOSIONS::incrementAndGet,
                    new ArrayList<>(List.of((Work) () -> 1)),
                    Bomb.class,
                    java.util.logging.Level.INFO,
                    new java.io.File("x"))) {
                client.send(refused);
                String message = assertThrows(IllegalStateException.class, server::recv, refused::toString)
                        .getMessage();
                assertTrue(message.contains("is not allowed from this connection"), message);
                assertFalse(message.contains("Exception: "), message);
            }
            client.send(new Object[] {new Bomb(), "long".repeat(100_000)});
            assertThrows(IllegalStateException.class, server::recv, "one that does not fit into the buffer");
            assertEquals(0, Bomb.EXPLOSIONS.get());
            client.send(new Order("tea", 2));
            assertEquals(new Order("tea", 2), server.recv());
            client.send(List.of(
                    java.time.Instant.EPOCH,
                    "x",
                    java.util.Map.of(1, new int[] {2}).keySet().stream().toList()));
            assertEquals(List.of(java.time.Instant.EPOCH, "x", List.of(1)), server.recv());
            client.send(new IllegalStateException("told"));
            assertInstanceOf(IllegalStateException.class, server.recv());
            server.send(new Order("tea", 2));
            assertThrows(IllegalStateException.class, client::recv, "the client allows nothing more");
        }
    }
}
