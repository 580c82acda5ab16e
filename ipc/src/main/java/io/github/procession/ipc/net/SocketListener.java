package io.github.procession.ipc.net;

import io.github.procession.ipc.codec.AllowedClasses;
import io.github.procession.ipc.report.LibraryLogger;
import io.github.procession.ipc.sync.Awaited;
import io.github.procession.ipc.sync.Deadline;
import io.github.procession.ipc.sync.ShownWait;
import io.github.procession.ipc.system.ArrayRing;
import io.github.procession.ipc.system.ServiceLoop;
import io.github.procession.ipc.transport.BrokenPipeException;
import io.github.procession.ipc.transport.Challenge;
import java.io.EOFException;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * Listener that takes connections at an address. Each stranger proves in a thread of its own that it knows the key, so that one that
 * does not go on keeps no other from coming in. These are platform threads: what the JDK has to wake virtual ones when a socket is ready
 * does not survive a full heap.
 *
 * <p>A stranger costs a socket, half a kilobyte, a platform thread and a parked virtual one for ten seconds at most; beyond
 * {@value #MAX_STRANGERS} of them one has to go, chosen at random: under a flood the one who came first would mostly be a client
 * in the middle of its proof. It is no stranger any more as soon as it has proved the key. Failures are logged once in ten
 * seconds at most.
 */
// Longer than most: accepting, proving and turning away share the limits on strangers.
public final class SocketListener implements AutoCloseable {
    private static final int MAX_STRANGERS = 256;

    /** Connections that the kernel keeps until they are looked at; beyond them it makes others wait a second. */
    private static final int KERNEL_BACKLOG = 1024;

    private static final long QUIET_NANOS = TimeUnit.SECONDS.toNanos(10);

    /** Looked up before the first connection, as are the types of the JDK. */
    private static final Class<?> CAUGHT = Challenge.Failed.class;

    private final ServerSocketChannel server;
    private final SocketAddress address;
    private final Path file;
    private final byte[] key;
    private final SocketSettings settings;
    private final AllowedClasses allowed;
    private final int room;
    /** What tells the socket's file from another one that has taken its place; null where the system does not say. */
    private final @Nullable Object fileKey;

    private final Thread acceptor;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final ArrayRing<Accepted> accepted = new ArrayRing<>(); // guarded by lock
    private final List<SocketChannel> strangers = new ArrayList<>(); // guarded by lock
    private boolean closed; // guarded by lock
    private long lastWarning = System.nanoTime() - QUIET_NANOS; // guarded by lock
    private int unreported; // guarded by lock

    /**
     * A connection whose other side is no stranger.
     *
     * @param end this end
     * @param remote address of the other side; null for a UNIX-domain socket
     */
    public record Accepted(SocketEnd end, @Nullable SocketAddress remote) {}

    /**
     * Listens.
     *
     * @param wanted where; port 0 takes a free one
     * @param key the secret; null asks for none
     * @param settings for the connections
     * @param backlog how many connections may wait to be accepted
     * @throws IOException if that is not possible
     * @throws IllegalArgumentException without a key, if the address can be reached from other machines
     */
    public SocketListener(SocketAddress wanted, byte @Nullable [] key, SocketSettings settings, int backlog)
            throws IOException {
        if (key == null && wanted instanceof InetSocketAddress inet && !isLoopback(inet)) {
            throw new IllegalArgumentException("address=" + wanted
                    + " can be reached from other machines: give an authkey, or an address of the loopback interface");
        }
        this.key = key == null ? null : key.clone();
        this.settings = settings;
        this.allowed = settings.allowedClasses(wanted);
        this.room = Math.max(backlog, 16);
        this.file = wanted instanceof UnixDomainSocketAddress unix ? unix.getPath() : null;
        try {
            server = file == null ? ServerSocketChannel.open() : ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        } catch (IOException e) { // such as a lack of file descriptors
            throw new IOException("cannot listen at " + wanted + ": " + e.getMessage(), e);
        }
        try {
            if (file == null) {
                server.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            }
            server.bind(wanted, KERNEL_BACKLOG);
            if (file != null
                    && file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
                Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
            }
            address = server.getLocalAddress();
            fileKey = file == null ? null : fileKey(file);
        } catch (IOException | RuntimeException e) {
            PlainTransport.quietly(server);
            if (e instanceof BindException) {
                throw (IOException) new BindException("cannot listen at " + wanted + ": " + e.getMessage()
                                + (file == null
                                        ? ""
                                        : ", or the file is left from a process that died: then delete it"))
                        .initCause(e);
            }
            if (e instanceof SocketException) { // such as a folder that is not there
                throw (IOException)
                        new SocketException("cannot listen at " + wanted + ": " + e.getMessage()).initCause(e);
            }
            throw e;
        }
        acceptor = Thread.ofPlatform().daemon().name("procession-accept").unstarted(this::acceptAll);
        try {
            acceptor.start();
        } catch (OutOfMemoryError e) {
            PlainTransport.quietly(server);
            throw new IOException("cannot listen at " + wanted + ": the system has no thread for it", e);
        }
    }

    private static boolean isLoopback(InetSocketAddress address) {
        return address.getAddress() != null && address.getAddress().isLoopbackAddress();
    }

    private void acceptAll() {
        ServiceLoop.run(
                () -> {
                    welcome(server.accept());
                    return true;
                },
                this::warn);
    }

    private void welcome(SocketChannel channel) {
        boolean welcomed = false;
        try {
            if (key == null && settings.tls() == null) {
                admit(channel);
            } else {
                addStranger(channel);
                Thread.ofPlatform().daemon().name("procession-admit").start(() -> admit(channel));
            }
            welcomed = true;
        } finally {
            if (!welcomed) { // such as no memory for it
                forget(channel);
                PlainTransport.quietly(channel);
            }
        }
    }

    private void addStranger(SocketChannel channel) {
        SocketChannel unlucky = null;
        lock.lock();
        try {
            strangers.add(channel);
            if (strangers.size() > MAX_STRANGERS) {
                unlucky = strangers.remove(ThreadLocalRandom.current().nextInt(strangers.size()));
            }
        } finally {
            lock.unlock();
        }
        PlainTransport.quietly(unlucky);
    }

    private void admit(SocketChannel channel) {
        SocketEnd end = null;
        boolean entered = false;
        try {
            SocketAddress remote = file == null ? channel.getRemoteAddress() : null;
            end = new Handshake(channel, address, key, settings, allowed, () -> forget(channel))
                    .run(Deadline.after(Handshake.LIMIT));
            entered = enter(channel, new Accepted(end, remote));
        } catch (Challenge.Failed | IOException | RuntimeException | Error e) {
            if (!isEndOfOwnProcess(e)) {
                warn(e);
            }
        } catch (InterruptedException _) {
            // it need not be served
        } finally {
            if (!entered) {
                if (end != null) {
                    end.close();
                }
                PlainTransport.quietly(channel);
                forget(channel);
            }
        }
    }

    /** Whether a process of this user ended while it connected: a socket's file is open to no other user. */
    private boolean isEndOfOwnProcess(Throwable e) {
        return file != null
                && (e instanceof EOFException || e instanceof SocketException || e instanceof BrokenPipeException);
    }

    /** Queues a connection; false when the listener is closed. */
    private boolean enter(SocketChannel channel, Accepted connection) throws InterruptedException {
        lock.lock();
        try {
            strangers.remove(channel); // which has proved nothing where there is no key
            while (!closed && accepted.size() >= room) {
                changed.await();
            }
            if (!closed) {
                accepted.add(connection);
                changed.signalAll();
            }
            return !closed;
        } finally {
            lock.unlock();
        }
    }

    private void forget(SocketChannel channel) {
        lock.lock();
        try {
            strangers.remove(channel);
        } finally {
            lock.unlock();
        }
    }

    private void warn(Throwable e) {
        int count;
        lock.lock();
        try {
            unreported++;
            if (closed || System.nanoTime() - lastWarning < QUIET_NANOS) {
                return;
            }
            lastWarning = System.nanoTime();
            count = unreported;
            unreported = 0;
        } finally {
            lock.unlock();
        }
        Logger logger = LibraryLogger.of(SocketListener.class);
        logger.warn(
                "{} connection(s) to {} were turned away since the last such message, one for: {}",
                count,
                address,
                e.getMessage());
    }

    /**
     * Waits for the next connection.
     *
     * @return the connection
     * @throws IOException if the listener is closed
     * @throws InterruptedException if interrupted while waiting
     */
    public Accepted accept() throws IOException, InterruptedException {
        lock.lockInterruptibly();
        try {
            try (ShownWait wait = ShownWait.of(Awaited.CLIENT, 0)) {
                while (!closed && accepted.isEmpty()) {
                    long _ = changed.awaitNanos(wait.part(Long.MAX_VALUE));
                }
            }
            if (closed) {
                throw new IOException("the listener is closed");
            }
            changed.signalAll();
            return accepted.remove();
        } finally {
            lock.unlock();
        }
    }

    /**
     * The address, with the port that was taken.
     *
     * @return the address
     */
    public SocketAddress address() {
        return address;
    }

    /** How many have not yet proved anything. */
    int strangers() {
        lock.lock();
        try {
            return strangers.size();
        } finally {
            lock.unlock();
        }
    }

    /** Listens no more and removes the socket's file; accepted connections go on. Further calls do nothing. */
    @Override
    public void close() {
        lock.lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
            changed.signalAll();
            strangers.forEach(PlainTransport::quietly);
            accepted.forEach(waiting -> waiting.end().close());
            accepted.clear();
        } finally {
            lock.unlock();
        }
        boolean isFileThere = isFileThere(); // as long as the socket is open no other file has its key
        PlainTransport.quietly(server);
        awaitAcceptor();
        if (isFileThere) {
            try {
                Files.deleteIfExists(file);
            } catch (IOException _) {
                // its folder is gone, and the file with it
            }
        }
    }

    /** Whether the file is still the one that was made here: another program may have replaced it by its own. */
    private boolean isFileThere() {
        try {
            return file != null && Objects.equals(fileKey, fileKey(file));
        } catch (IOException e) {
            return false;
        }
    }

    private static @Nullable Object fileKey(Path file) throws IOException {
        return Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                .fileKey();
    }

    /** The kernel gives the address free when no thread is inside an accept any more. */
    private void awaitAcceptor() {
        boolean interrupted = Thread.interrupted();
        try {
            if (Thread.currentThread() != acceptor) {
                acceptor.join(Handshake.LIMIT);
            }
        } catch (InterruptedException _) {
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
