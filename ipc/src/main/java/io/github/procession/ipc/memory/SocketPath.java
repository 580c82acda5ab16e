package io.github.procession.ipc.memory;

import io.github.procession.ipc.system.SystemFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The path of a socket in the session folder. Operating systems allow a hundred bytes for it; where the folder's own path is
 * longer, the socket is in a folder of its own below {@code java.io.tmpdir}, which only this user can enter, and a symbolic
 * link in the session folder leads to it.
 */
public final class SocketPath {
    private static final int MOST_BYTES = 100;

    private SocketPath() {}

    private static boolean isShort(Path path) {
        return path.toString().getBytes(StandardCharsets.UTF_8).length <= MOST_BYTES;
    }

    /**
     * Path to bind a socket to.
     *
     * @param address its path in the session folder
     * @return the path to bind it to
     * @throws IOException if no link can be made
     */
    public static Path toBind(Path address) throws IOException {
        if (isShort(address)) {
            return address;
        }
        Path socket = Files.createTempDirectory(SystemFiles.temporary(), "procession-socket-")
                .resolve("s");
        Files.createSymbolicLink(address, socket);
        return socket;
    }

    /**
     * Path to connect to a socket.
     *
     * @param address its path in the session folder
     * @return the path to connect to
     * @throws IOException if there is none
     */
    public static Path toConnect(Path address) throws IOException {
        return isShort(address) ? address : Files.readSymbolicLink(address);
    }

    /**
     * Deletes what a closed socket has left, in the session folder and outside of it.
     *
     * @param bound from {@link #toBind}
     * @param address its path in the session folder
     * @throws IOException if it cannot be deleted
     */
    public static void delete(Path bound, Path address) throws IOException {
        Files.deleteIfExists(address);
        if (!bound.equals(address)) {
            Files.deleteIfExists(bound);
            Files.deleteIfExists(bound.getParent());
        }
    }
}
