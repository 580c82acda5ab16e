package io.github.procession.multiprocessing;

import io.github.procession.ipc.memory.Session;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;

/** Addresses of listeners and their families, as Python infers them. */
final class SocketAddresses {
    /** Start of the names of files that {@link #fresh()} gives. */
    private static final String FRESH = "listener-";

    /** Longest path that the kernel has room for, its final zero included. */
    private static final int MAX_PATH_BYTES = 107;

    private static final AtomicInteger COUNT = new AtomicInteger();

    private SocketAddresses() {}

    /** The address of a socket's file. */
    static UnixDomainSocketAddress ofFile(String path) {
        if (Objects.requireNonNull(path, "path").startsWith("\\\\") && File.separatorChar == '/') {
            throw new IllegalArgumentException("address=" + path + " is a pipe of Windows: give the path of a file");
        }
        if (path.startsWith("\0")) {
            throw new IllegalArgumentException(
                    "the address begins with NUL, as abstract sockets of Linux do, which Java does not have: give the"
                            + " path of a file");
        }
        return UnixDomainSocketAddress.of(path);
    }

    /** The form in which an address travels. */
    static String text(SocketAddress address) {
        return switch (address) {
            case UnixDomainSocketAddress unix -> "unix:" + unix.getPath();
            case InetSocketAddress inet ->
                "tcp:"
                        + (inet.getAddress() == null
                                ? inet.getHostString()
                                : inet.getAddress().getHostAddress()) + ":" + inet.getPort();
            default -> throw new IllegalArgumentException("no manager can have the address " + address);
        };
    }

    /** The address that {@link #text} gave. */
    static SocketAddress ofText(String text) {
        if (text.startsWith("unix:")) {
            return UnixDomainSocketAddress.of(text.substring(5));
        }
        int colon = text.lastIndexOf(':');
        if (!text.startsWith("tcp:") || colon < 5) {
            throw new IllegalArgumentException("the address " + text + " of a proxy is damaged");
        }
        return new InetSocketAddress(text.substring(4, colon), Integer.parseInt(text.substring(colon + 1)));
    }

    /** A free address of a family. */
    static SocketAddress ofFamily(String family) {
        return switch (family) {
            case "AF_UNIX" -> fresh();
            case "AF_INET" -> new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
            default ->
                throw new IllegalArgumentException(
                        "family=" + family + " is not known on this system: AF_UNIX and AF_INET are");
        };
    }

    /** A file that does not yet exist, in the folder of this tree of processes, which no other user may enter. */
    static UnixDomainSocketAddress fresh() {
        String name = FRESH + ProcessHandle.current().pid() + "-" + COUNT.incrementAndGet();
        Path path = Session.current().directory().resolve(name);
        if (path.toString().getBytes(StandardCharsets.UTF_8).length > MAX_PATH_BYTES) {
            throw new IllegalStateException(
                    "the path " + path + " is too long for a socket: give an address, or a shorter -Dprocession.dir");
        }
        return UnixDomainSocketAddress.of(path);
    }

    /** Whether a socket's file has a name as those of {@link #fresh}. */
    static boolean isFresh(Path file) {
        return file.getFileName().toString().startsWith(FRESH);
    }

    /** The exception for what a constructor cannot do. */
    static java.io.UncheckedIOException unchecked(IOException e) {
        return new java.io.UncheckedIOException(e.getMessage(), e);
    }
}
