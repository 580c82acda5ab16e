package io.github.procession.multiprocessing;

import io.github.procession.ipc.net.SocketConnector;
import io.github.procession.ipc.net.SocketSettings;
import io.github.procession.ipc.transport.Challenge;
import java.io.IOException;
import java.net.SocketAddress;
import java.util.List;
import java.util.Objects;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * The side that connects to a {@link Listener}: Python's {@code multiprocessing.connection.Client}, which is a function.
 *
 * <pre>{@code
 * try (var connection = Client.connect(new InetSocketAddress("localhost", 6000), key)) {
 *     IO.println(connection.recv());
 * }
 * }</pre>
 *
 * <p>What holds for objects that come from a listener is what holds there, see {@link Listener}.
 */
public final class Client {
    private final SocketAddress address;
    private byte[] authKey;
    private SSLContext tls;
    private List<String> allowed;
    private long maxMessageBytes;

    private Client(SocketAddress address) {
        this.address = address;
    }

    /**
     * Connects to a listener that asks for no key: Python's {@code Client(address)}.
     *
     * @param address of the listener
     * @return the connection
     * @throws IOException if nothing listens there
     * @throws InterruptedException if interrupted while waiting
     */
    public static Connection connect(SocketAddress address) throws IOException, InterruptedException {
        return to(address).connect();
    }

    /**
     * Connects to a listener: Python's {@code Client(address, authkey=key)}.
     *
     * @param address of the listener
     * @param authKey the secret, possibly empty
     * @return the connection
     * @throws AuthenticationError if the keys differ
     * @throws IOException if nothing listens there, or does not answer within ten seconds
     * @throws InterruptedException if interrupted while waiting
     */
    public static Connection connect(SocketAddress address, byte[] authKey) throws IOException, InterruptedException {
        return to(address).authKey(Objects.requireNonNull(authKey, "authKey")).connect();
    }

    /**
     * Connects to the listener at the UNIX-domain socket with a path: Python's {@code Client("path", authkey=key)}.
     *
     * @param path of the socket's file
     * @param authKey the secret, possibly empty; null for none
     * @return the connection
     * @throws IllegalArgumentException if it is the name of a pipe of Windows
     * @throws AuthenticationError if the keys differ
     * @throws IOException if nothing listens there, or does not answer within ten seconds
     * @throws InterruptedException if interrupted while waiting
     */
    public static Connection connect(String path, byte @Nullable [] authKey) throws IOException, InterruptedException {
        return to(SocketAddresses.ofFile(path)).authKey(authKey).connect();
    }

    /**
     * Begins to say how to connect.
     *
     * @param address of the listener
     * @return a client, to be connected by {@link #connect()}
     */
    public static Client to(SocketAddress address) {
        return new Client(Objects.requireNonNull(address, "address"));
    }

    /**
     * Sets the secret.
     *
     * @param key possibly empty; null for none
     * @return this
     */
    public Client authKey(byte @Nullable [] key) {
        authKey = key;
        return this;
    }

    /**
     * Encrypts with TLS. The listener's certificate must name the host of the address.
     *
     * @param context that trusts the listener's certificate
     * @return this
     */
    public Client tls(SSLContext context) {
        tls = context;
        return this;
    }

    /**
     * Allows more classes whose objects may come, see {@link Listener.Builder#allow}.
     *
     * @param patterns names of classes
     * @return this
     */
    public Client allow(String... patterns) {
        allowed = List.of(patterns);
        return this;
    }

    /**
     * Limits the messages that are received, see {@link Listener.Builder#maxMessageBytes}.
     *
     * @param bytes the longest
     * @return this
     */
    public Client maxMessageBytes(long bytes) {
        maxMessageBytes = checkMaxMessageBytes(bytes);
        return this;
    }

    static long checkMaxMessageBytes(long bytes) {
        if (bytes <= 0) {
            throw new IllegalArgumentException("bytes=" + bytes + " is not positive");
        }
        return bytes;
    }

    /**
     * Connects.
     *
     * @return the connection
     * @throws AuthenticationError if the keys differ
     * @throws IOException if nothing listens there, or does not answer within ten seconds
     * @throws InterruptedException if interrupted while waiting
     */
    public Connection connect() throws IOException, InterruptedException {
        try {
            return new Connection(
                    SocketConnector.connect(address, authKey, new SocketSettings(tls, allowed, maxMessageBytes)));
        } catch (Challenge.Failed e) {
            throw new AuthenticationError(e.getMessage());
        }
    }
}
