package io.github.procession.ipc.log;

import io.github.procession.ipc.memory.ExitSequence;
import io.github.procession.ipc.memory.SocketPath;
import io.github.procession.ipc.report.LibraryLogger;
import io.github.procession.ipc.sync.Deadline;
import io.github.procession.ipc.system.ServiceLoop;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;

/**
 * Server that logs the events of children, and of their children, in this process. It listens on a socket in the session folder,
 * which only this user can enter. Each process that logs has a line, and each line a thread: {@link LogReader}.
 *
 * <p>A process has ended for its parent when its events are logged. To know that all lines of it are there, the parent
 * opens one of its own: lines are accepted in the order in which they were opened.
 */
final class LogServer {
    /** After the children have ended, before the session folder is removed. */
    private static final int EXIT_STAGE = 15;

    /** So many lines may be opened while this process is stopped. */
    private static final int BACKLOG = 1024;

    /** Longest wait for a line of its own, for which this process may have no descriptor. */
    private static final long MEETING_SECONDS = 10;

    private static final long PAUSE_NANOS = 50_000;

    private final ServerSocketChannel server;
    private final Path address;
    private final Path bound;
    private final ClassLoader loader = Thread.currentThread().getContextClassLoader();
    private final Set<LogReader> lines = ConcurrentHashMap.newKeySet();

    private LogServer(Path address) throws IOException {
        this.address = address;
        server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        bound = SocketPath.toBind(address);
        server.bind(UnixDomainSocketAddress.of(bound), BACKLOG);
    }

    static LogServer open(Path directory) throws IOException {
        LogServer opened =
                new LogServer(directory.resolve("log-" + ProcessHandle.current().pid()));
        Thread acceptor = new Thread(null, opened::acceptAll, "procession-log", 0, false);
        acceptor.setDaemon(true);
        acceptor.start();
        try {
            ExitSequence.add(EXIT_STAGE, opened::close);
        } catch (IllegalStateException _) {
            // the JVM's end has overtaken the start of a child; no thread awaits its end either
        }
        return opened;
    }

    String address() {
        return address.toString();
    }

    private void acceptAll() {
        ServiceLoop.run(
                () -> {
                    accept(server.accept());
                    return true;
                },
                e -> log().warn(
                                "what children log may come late, or go to stderr: this process is short of something",
                                e));
    }

    private void accept(SocketChannel channel) throws IOException {
        LogReader line = null;
        boolean reads = false;
        try {
            line = new LogReader(channel, lines);
            lines.add(line);
            line.setContextClassLoader(loader);
            line.start();
            reads = true;
        } finally {
            if (!reads) { // such as no thread for it: the child prints to stderr
                lines.remove(line);
                channel.close();
            }
        }
    }

    /** Comes back when all that a process has logged is passed on. */
    void awaitEnd(long pid) {
        meetAll();
        for (LogReader line : lines) {
            line.awaitEnd(pid);
        }
    }

    /** After this all lines that have been opened are in the set. */
    private void meetAll() {
        try (SocketChannel own = SocketChannel.open(UnixDomainSocketAddress.of(bound))) {
            own.write(ByteBuffer.wrap(LogRecords.hello(LogRecords.NOBODY, "")));
            own.configureBlocking(false);
            Deadline deadline = Deadline.after(MEETING_SECONDS, TimeUnit.SECONDS);
            while (own.read(ByteBuffer.allocate(1)) == 0 && deadline.left() > 0) { // until its end
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        } catch (IOException _) {
            // the server is closed: nothing more is logged
        }
    }

    private void close() {
        meetAll();
        for (LogReader line : lines) {
            line.awaitEnd();
        }
        try {
            server.close();
            SocketPath.delete(bound, address);
        } catch (IOException e) {
            log().warn("cannot close {}", address, e);
        }
    }

    private static Logger log() {
        return LibraryLogger.of(LogServer.class);
    }
}
