package io.github.procession.multiprocessing;

import io.github.procession.internal.Cleaners;
import io.github.procession.ipc.codec.HomeOnly;
import io.github.procession.ipc.net.SocketListener;
import io.github.procession.ipc.net.SocketSettings;
import java.io.IOException;
import java.net.SocketAddress;
import java.util.List;
import java.util.Objects;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * A place where other processes, which need not be children or even on this machine, connect: Python's
 * {@code multiprocessing.connection.Listener}.
 *
 * <pre>{@code
 * try (var listener = new Listener(new InetSocketAddress("localhost", 6000), key);
 *         var connection = listener.accept()) {
 *     connection.send(List.of(2.25, "junk"));
 * }
 * }</pre>
 *
 * <p><b>Security.</b> With a key, both sides prove that they know it, by HMAC-SHA256 of random bytes, before any byte is
 * decoded as an object. A client that cannot is turned away within ten seconds, and others are accepted meanwhile: {@link #accept}
 * does not see them, where Python's throws. Objects that come over TCP may be of the standard classes of the JDK, such as
 * numbers, strings, times and collections; all others must be named, see {@link Builder#allow}. What is sent is not encrypted
 * without {@linkplain Builder#tls TLS}.
 *
 * <p><b>If the process dies</b>, connections end. A socket's file that it had chosen itself is removed with its tree of
 * processes; one at a path of the user stays, as in Python.
 */
@HomeOnly("is a listener, which belongs to its own process; send its address and connect to it there")
public final class Listener implements AutoCloseable {
    private final SocketListener listener;
    private volatile SocketAddress lastAccepted;

    /**
     * Listens at a UNIX-domain socket in a private folder, without a key: Python's {@code Listener()}.
     *
     * @throws java.io.UncheckedIOException if that is not possible
     */
    public Listener() {
        this(builder());
    }

    /**
     * Listens at an address without a key: Python's {@code Listener(address)}.
     *
     * @param address of a UNIX-domain socket, or of the loopback interface; port 0 takes a free one
     * @throws IllegalArgumentException if other machines can reach the address
     * @throws java.io.UncheckedIOException if that is not possible, as when another program listens there
     */
    public Listener(SocketAddress address) {
        this(builder().address(Objects.requireNonNull(address, "address")));
    }

    /**
     * Listens at an address: Python's {@code Listener(address, authkey=key)}.
     *
     * @param address of a UNIX-domain socket or of TCP; port 0 takes a free one
     * @param authKey the secret, possibly empty
     * @throws java.io.UncheckedIOException if that is not possible, as when another program listens there
     */
    public Listener(SocketAddress address, byte[] authKey) {
        this(builder()
                .address(Objects.requireNonNull(address, "address"))
                .authKey(Objects.requireNonNull(authKey, "authKey")));
    }

    /**
     * Listens at the UNIX-domain socket with a path: Python's {@code Listener("path", authkey=key)}.
     *
     * @param path of the socket's file, which is made
     * @param authKey the secret, possibly empty; null for none
     * @throws IllegalArgumentException if it is the name of a pipe of Windows
     * @throws java.io.UncheckedIOException if that is not possible, as when another program listens there
     */
    public Listener(String path, byte @Nullable [] authKey) {
        this(builder().address(path).authKey(authKey));
    }

    private Listener(Builder builder) {
        try {
            SocketAddress address =
                    builder.address != null ? builder.address : SocketAddresses.ofFamily(builder.family);
            SocketSettings settings = new SocketSettings(builder.tls, builder.allowed, builder.maxMessageBytes);
            listener = new SocketListener(address, builder.authKey, settings, builder.backlog);
        } catch (IOException e) {
            throw SocketAddresses.unchecked(e);
        }
        Cleaners.CLEANER.register(this, listener::close);
    }

    /**
     * Makes a listener with more settings.
     *
     * @return a builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /** Settings of a {@link Listener}. */
    public static final class Builder {
        private SocketAddress address;
        private String family = "AF_UNIX";
        private byte[] authKey;
        private int backlog = 1;
        private SSLContext tls;
        private List<String> allowed;
        private long maxMessageBytes;

        private Builder() {}

        /**
         * Sets the address.
         *
         * @param where a UNIX-domain or internet address
         * @return this
         */
        public Builder address(SocketAddress where) {
            address = Objects.requireNonNull(where, "where");
            return this;
        }

        /**
         * Sets the address.
         *
         * @param path of the file of a UNIX-domain socket
         * @return this
         * @throws IllegalArgumentException if it is the name of a pipe of Windows
         */
        public Builder address(String path) {
            address = SocketAddresses.ofFile(path);
            return this;
        }

        /**
         * Sets the family, from which an address is chosen when none is given.
         *
         * @param name {@code AF_UNIX}, the default, or {@code AF_INET}
         * @return this
         */
        public Builder family(String name) {
            family = Objects.requireNonNull(name, "name");
            return this;
        }

        /**
         * Sets the secret.
         *
         * @param key possibly empty; null for none
         * @return this
         */
        public Builder authKey(byte @Nullable [] key) {
            authKey = key;
            return this;
        }

        /**
         * Sets how many connections may wait to be accepted.
         *
         * @param connections how many; below 16 it is 16
         * @return this
         */
        public Builder backlog(int connections) {
            backlog = connections;
            return this;
        }

        /**
         * Encrypts with TLS.
         *
         * @param context with the certificate and its key
         * @return this
         */
        public Builder tls(SSLContext context) {
            tls = Objects.requireNonNull(context, "context");
            return this;
        }

        /**
         * Allows more classes whose objects may come. Without a call all may through a UNIX-domain socket, and over TCP only
         * the standard ones of the JDK.
         *
         * @param patterns names of classes; {@code com.acme.*} for those of a package, {@code com.acme.**} for those below
         *     it too, {@code *} for all
         * @return this
         */
        public Builder allow(String... patterns) {
            allowed = List.of(patterns);
            return this;
        }

        /**
         * Limits the messages that are received: after a longer one nothing is received from that connection.
         *
         * @param bytes the longest; without a call 256 MiB over TCP, and no limit else
         * @return this
         */
        public Builder maxMessageBytes(long bytes) {
            maxMessageBytes = Client.checkMaxMessageBytes(bytes);
            return this;
        }

        /**
         * Listens.
         *
         * @return the listener
         * @throws IllegalArgumentException without a key, if other machines can reach the address
         * @throws java.io.UncheckedIOException if that is not possible, as when another program listens there
         */
        public Listener open() {
            return new Listener(this);
        }
    }

    /**
     * Waits for the next connection: Python's {@code accept()}. A client that cannot prove that it knows the key is not seen.
     *
     * @return the connection
     * @throws IOException if the listener is closed
     * @throws InterruptedException if interrupted while waiting
     */
    public Connection accept() throws IOException, InterruptedException {
        SocketListener.Accepted accepted = listener.accept();
        lastAccepted = accepted.remote();
        return new Connection(accepted.end());
    }

    /**
     * Address of the listener: Python's {@code address}.
     *
     * @return the address, with the port that was taken
     */
    public SocketAddress address() {
        return listener.address();
    }

    /**
     * Address of the peer of the last accepted connection: Python's {@code last_accepted}.
     *
     * @return the address; null for a UNIX-domain socket, or when none was accepted
     */
    public @Nullable SocketAddress lastAccepted() {
        return lastAccepted;
    }

    /** Listens no more and removes the socket's file; accepted connections go on. Further calls do nothing. */
    @Override
    public void close() {
        listener.close();
    }

    @Override
    public String toString() {
        return "<Listener " + address() + ">";
    }
}
