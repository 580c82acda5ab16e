package io.github.procession.ipc.net;

import io.github.procession.ipc.codec.AllowedClasses;
import io.github.procession.ipc.sync.Deadline;
import io.github.procession.ipc.transport.Challenge;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/**
 * Steps of both sides before the first message: TLS, then each proves to the other that it knows the key. The listener's side
 * has ten seconds, the client's what is left of the ten since it began to connect.
 */
final class Handshake {
    static final Duration LIMIT = Duration.ofSeconds(10);

    /** Time after which a client without a challenge asks whether the listener has a key. */
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    /** A host that vanished, or that no cable leads to any more, is noticed after half a minute without a word. */
    private static final Map<String, Integer> KEEP_ALIVE =
            Map.of("TCP_KEEPIDLE", 10, "TCP_KEEPINTERVAL", 5, "TCP_KEEPCOUNT", 4);

    private final SocketChannel channel;
    private final SocketAddress address;
    private final byte[] key;
    private final SocketSettings settings;
    private final AllowedClasses allowed;
    private final boolean isServer;
    private final Runnable proved;

    /**
     * For an accepted channel, or a connected one, for which {@code proved} is null; a key of null asks for no proof. A listener's
     * {@code proved} runs as soon as the client has proved that it knows the key.
     */
    Handshake(
            SocketChannel channel,
            SocketAddress address,
            byte[] key,
            SocketSettings settings,
            AllowedClasses allowed,
            @Nullable Runnable proved) {
        this.channel = channel;
        this.address = address;
        this.key = key;
        this.settings = settings;
        this.allowed = allowed;
        this.isServer = proved != null;
        this.proved = proved;
    }

    /** The end; closes the channel when it fails. */
    SocketEnd run(Deadline deadline) throws Challenge.Failed, IOException, InterruptedException {
        PlainTransport plain = new PlainTransport(channel);
        AtomicBoolean over = new AtomicBoolean(); // set by the one who comes first
        Thread guard = Thread.ofVirtual().name("procession-handshake").start(() -> {
            try {
                TimeUnit.NANOSECONDS.sleep(deadline.left());
            } catch (InterruptedException _) {
                return;
            }
            if (over.compareAndSet(false, true)) {
                plain.close();
            }
        });
        boolean done = false;
        try {
            if (address instanceof InetSocketAddress) {
                setOptions();
            }
            readLinger();
            plain.setBlocking(isServer); // strangers are not worth the descriptors of a selector
            SocketEnd end = secure(plain, deadline);
            if (key != null && isServer) {
                Challenge.deliver(end, key);
                proved.run();
                Challenge.answer(end, key);
            } else if (key != null) {
                if (!end.poll(Deadline.after(PATIENCE))) {
                    Challenge.question(end);
                }
                Challenge.answer(end, key);
                Challenge.deliver(end, key);
            }
            done = over.compareAndSet(false, true);
            guard.interrupt();
            if (!done) {
                throw new SocketTimeoutException(lateness());
            }
            plain.setBlocking(false);
            end.welcome(key != null);
            return end;
        } catch (Challenge.Failed | IOException | InterruptedException | RuntimeException | Error e) {
            boolean late = !done && !over.compareAndSet(false, true);
            guard.interrupt();
            plain.close();
            if (late) {
                throw (IOException) new SocketTimeoutException(lateness()).initCause(e);
            }
            throw e;
        }
    }

    private String lateness() {
        return isServer
                ? "the other side did not prove within " + LIMIT.toSeconds() + " s that it knows the key"
                : "the listener at " + address + " has not asked for the key within " + LIMIT.toSeconds()
                        + " s: it has no key itself, or it does not answer";
    }

    private SocketEnd secure(PlainTransport plain, Deadline deadline) throws IOException, InterruptedException {
        ByteTransport transport = plain;
        if (settings.tls() != null) {
            TlsTransport tls = new TlsTransport(plain, engine());
            tls.handshake(deadline);
            transport = tls;
        }
        return new SocketEnd(transport, channel, settings.maxBytes(address), allowed);
    }

    private SSLEngine engine() {
        if (isServer || !(address instanceof InetSocketAddress inet)) {
            SSLEngine engine = settings.tls().createSSLEngine();
            engine.setUseClientMode(!isServer);
            return engine;
        }
        SSLEngine engine = settings.tls().createSSLEngine(inet.getHostString(), inet.getPort());
        engine.setUseClientMode(true);
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS"); // the certificate must name the host
        engine.setSSLParameters(parameters);
        return engine;
    }

    /**
     * Reads the option that the JDK reads again when it closes the channel. A UNIX-domain socket needs no other option: without this call,
     * the JDK's class of options would be initialized at the first close, and a lack of memory at that moment would fail each later one.
     */
    private void readLinger() throws IOException {
        Integer _ = channel.getOption(StandardSocketOptions.SO_LINGER);
    }

    private <T> void set(SocketOption<T> option, Object value) throws IOException {
        channel.setOption(option, option.type().cast(value));
    }

    private void setOptions() throws IOException {
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
        for (SocketOption<?> option : channel.supportedOptions()) { // by name: the JDK's module jdk.net may be missing
            Integer value = KEEP_ALIVE.get(option.name());
            if (value != null) {
                set(option, value);
            }
        }
    }
}
