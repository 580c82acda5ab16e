package io.github.procession.ipc.net;

import io.github.procession.ipc.memory.EndOfProgram;
import io.github.procession.ipc.sync.Deadline;
import io.github.procession.ipc.transport.BrokenPipeException;
import io.github.procession.ipc.transport.Challenge;
import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.UnknownHostException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Client side that connects to a {@link SocketListener}. */
public final class SocketConnector {
    /** Longest pause before another attempt; the pauses are random, or clients that were dropped together would come together. */
    private static final long MAX_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private SocketConnector() {}

    /**
     * Connects, and proves to each other that both know the key. A connection that is closed before either side has failed at
     * that is made anew while the ten seconds last: a listener with too many strangers drops one at random.
     *
     * @param address of the listener
     * @param key the secret; null if the listener asks for none
     * @param settings of the connection
     * @return this end
     * @throws Challenge.Failed if the keys differ
     * @throws IOException if nothing listens there, or does not answer in ten seconds
     * @throws InterruptedException if interrupted while waiting
     */
    public static SocketEnd connect(SocketAddress address, byte @Nullable [] key, SocketSettings settings)
            throws Challenge.Failed, IOException, InterruptedException {
        if (address instanceof InetSocketAddress inet && inet.isUnresolved()) {
            throw new UnknownHostException("no host has the name " + inet.getHostString());
        }
        Deadline deadline = Deadline.after(Handshake.LIMIT);
        for (int attempts = 1; ; attempts++) {
            SocketChannel channel = connected(address, deadline);
            SocketEnd end = null;
            try {
                end = new Handshake(channel, address, key, settings, settings.allowedClasses(address), null)
                        .run(deadline);
                return end;
            } catch (EOFException | SocketException | BrokenPipeException e) {
                long pause = ThreadLocalRandom.current().nextLong(MAX_PAUSE_NANOS);
                if (deadline.left() <= pause) {
                    throw (IOException)
                            new EOFException("the listener at " + address + " has closed each of " + attempts
                                            + " connections before the key was proved: it has too many connections, or"
                                            + " it is no listener of this library or Python")
                                    .initCause(e);
                }
                TimeUnit.NANOSECONDS.sleep(pause);
            } finally {
                if (end == null) {
                    PlainTransport.quietly(channel);
                }
            }
        }
    }

    private static SocketChannel connected(SocketAddress address, Deadline deadline)
            throws IOException, InterruptedException {
        SocketChannel channel = address instanceof InetSocketAddress
                ? SocketChannel.open()
                : SocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            if (address instanceof InetSocketAddress) {
                connectInTime(channel, address, deadline);
            } else {
                channel.connect(address);
            }
        } catch (ClosedByInterruptException e) {
            Thread.interrupted();
            throw (InterruptedException) new InterruptedException("interrupted while connecting").initCause(e);
        } catch (IOException | InterruptedException | RuntimeException e) {
            PlainTransport.quietly(channel);
            String failure = "cannot connect to " + address + ": " + e.getMessage();
            if (e instanceof ConnectException) {
                throw (IOException) new ConnectException(failure).initCause(EndOfProgram.or(e));
            }
            if (e instanceof SocketException) { // such as a file that is not there
                throw (IOException) new SocketException(failure).initCause(EndOfProgram.or(e));
            }
            throw e;
        }
        return channel;
    }

    private static void connectInTime(SocketChannel channel, SocketAddress address, Deadline deadline)
            throws IOException, InterruptedException {
        channel.configureBlocking(false);
        if (channel.connect(address)) {
            return;
        }
        try (Selector selector = Selector.open()) {
            channel.register(selector, SelectionKey.OP_CONNECT);
            while (!channel.finishConnect()) {
                long left = deadline.left();
                if (left <= 0) {
                    throw new SocketTimeoutException(
                            "nobody answers at " + address + " within " + Handshake.LIMIT.toSeconds() + " s");
                }
                selector.select(_ -> {}, TimeUnit.NANOSECONDS.toMillis(left) + 1);
                if (Thread.interrupted()) {
                    throw new InterruptedException("interrupted while connecting");
                }
            }
        }
    }
}
