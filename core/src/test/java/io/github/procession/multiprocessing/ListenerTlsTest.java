package io.github.procession.multiprocessing;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.procession.support.Eventually;
import io.github.procession.support.Threads;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ListenerTlsTest {
    private static final byte[] KEY = {5};
    private static final char[] PASSWORD = "secret".toCharArray();

    @TempDir
    static Path folder;

    private static SSLContext context;

    @BeforeAll
    static void makeCertificate() throws Exception {
        Path store = folder.resolve("store.p12");
        String keytool =
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        int status = new ProcessBuilder(
                        keytool, "-genkeypair", "-alias", "a", "-keyalg", "EC", "-dname", "CN=localhost")
                .command(
                        keytool,
                        "-genkeypair",
                        "-alias",
                        "a",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=localhost",
                        "-ext",
                        "SAN=dns:localhost",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        "secret")
                .inheritIO()
                .start()
                .waitFor();
        assertEquals(0, status);
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD);
        }
        KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        own.init(keys, PASSWORD);
        TrustManagerFactory trusted = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trusted.init(keys);
        context = SSLContext.getInstance("TLS");
        context.init(own.getKeyManagers(), trusted.getTrustManagers(), null);
    }

    private static Listener open() {
        return Listener.builder().family("AF_INET").authKey(KEY).tls(context).open();
    }

    private static Client client(Listener listener, String host) {
        return Client.to(new InetSocketAddress(host, ((InetSocketAddress) listener.address()).getPort()))
                .authKey(KEY);
    }

    @Test
    @SuppressWarnings("try") // closed early on purpose
    void messagesGoBothWays() throws Exception {
        try (Listener listener = open();
                Connection client = client(listener, "localhost").tls(context).connect();
                Connection server = listener.accept()) {
            byte[] large = new byte[3_000_000];
            new Random(1).nextBytes(large);
            var sending = Threads.run(() -> {
                for (int i = 0; i < 3; i++) {
                    client.send(i);
                    client.sendBytes(large);
                }
                return null;
            });
            var echoing = Threads.run(() -> {
                for (int i = 0; i < 3; i++) {
                    server.send(server.recv());
                    server.sendBytes(server.recvBytes());
                }
                return null;
            });
            for (int i = 0; i < 3; i++) {
                assertEquals(i, client.<Integer>recv());
                assertArrayEquals(large, client.recvBytes());
            }
            sending.result();
            echoing.result();
            assertFalse(client.poll());
            server.close();
            assertThrows(EOFException.class, client::recv);
        }
    }

    @Test
    void aClientWithoutTlsOrForAnotherHostIsTurnedAway() throws Exception {
        try (Listener listener = open()) {
            assertThrows(
                    IOException.class,
                    () -> client(listener, "127.0.0.1").tls(context).connect());
            try (Socket plain = new Socket("localhost", ((InetSocketAddress) listener.address()).getPort())) {
                plain.getOutputStream().write(new byte[300]);
                plain.shutdownOutput();
                byte[] answer = new DataInputStream(plain.getInputStream()).readAllBytes();
                assertFalse(new String(answer).contains("CHALLENGE"));
            } catch (IOException e) {
                assertFalse(e.getMessage().isEmpty()); // reset, with unread bytes
            }
            try (Connection client = client(listener, "localhost").tls(context).connect();
                    Connection server = listener.accept()) {
                client.send("works");
                assertEquals("works", server.recv());
            }
        }
    }

    /** More strangers than are kept come and never agree on TLS: clients get in all the same. */
    @Test
    void aFloodOfStrangersKeepsNoClientOut() throws Exception {
        long filesBefore = ListenerSecurityTest.openFiles();
        List<Socket> strangers = new ArrayList<>();
        try (Listener listener = open()) {
            openStrangers(300, listener, strangers);
            for (int round = 0; round < 3; round++) {
                var more = Threads.run(() -> {
                    openStrangers(20, listener, strangers); // few, for each drops one of those that are kept
                    return null;
                });
                try (Connection client =
                                client(listener, "localhost").tls(context).connect();
                        Connection server = listener.accept()) {
                    client.send("works");
                    assertEquals("works", server.recv());
                }
                more.result();
            }
        } finally {
            for (Socket stranger : strangers) {
                stranger.close();
            }
        }
        Eventually.await("no socket is left", () -> ListenerSecurityTest.openFiles() - filesBefore < 20);
    }

    /** Opens connections that say nothing, or the first bytes of a greeting. */
    private static void openStrangers(int count, Listener listener, List<Socket> strangers) throws IOException {
        byte[] begun = {22, 3, 1, 1, 0, 1, 0, 0, (byte) 252, 3, 3};
        for (int i = 0; i < count; i++) {
            Socket stranger = ListenerSecurityTest.stranger(listener);
            strangers.add(stranger);
            try {
                stranger.getOutputStream().write(begun, 0, i % 2 * begun.length);
            } catch (IOException _) {
                // the listener has dropped it
            }
        }
    }

    /** A listener that has too many strangers closes the connections of some of them, at any step of theirs. */
    @Test
    void aClientWhoseConnectionIsClosedBeforeBothAgreeOnTlsTriesAgain() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            var closing = Threads.run(() -> {
                try (server) {
                    for (int i = 0; i < 3; i++) {
                        try (Socket socket = server.accept()) {
                            socket.shutdownOutput();
                            socket.getInputStream().readAllBytes(); // what the client says before it gives up
                        }
                    }
                }
                return null;
            });
            assertThrows(
                    ConnectException.class,
                    () -> Client.to(server.getLocalSocketAddress())
                            .authKey(KEY)
                            .tls(context)
                            .connect());
            closing.result();
        }
    }
}
