package io.github.procession.ipc.memory;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A folder that is open by a descriptor: what is done here happens in that folder, whatever its path has come to mean, and
 * no link is followed.
 *
 * <p>Only Unix has such calls.
 */
final class OpenFolder implements AutoCloseable {
    private static final Path ITSELF = Path.of(".");

    private final Path path;
    private final SecureDirectoryStream<Path> stream;

    private OpenFolder(Path path, SecureDirectoryStream<Path> stream) {
        this.path = path;
        this.stream = stream;
    }

    /**
     * Opens a folder, or what a link to a folder leads to; null where the system has no calls relative to a descriptor, and
     * if this user may not list the folder.
     */
    static @Nullable OpenFolder open(Path path) throws IOException {
        DirectoryStream<Path> stream;
        try {
            stream = Files.newDirectoryStream(path);
        } catch (AccessDeniedException e) {
            return null;
        }
        if (stream instanceof SecureDirectoryStream<Path> secure) {
            return new OpenFolder(path, secure);
        }
        stream.close();
        return null;
    }

    /**
     * Opens a folder in this one if it belongs to this user alone; null if it does not.
     *
     * <p>It is looked at before it is opened, because opening a FIFO waits for its other end, and again afterwards, because
     * only what is open stays what it is. In between, the entry can be replaced by those who may rename a folder of this user:
     * this user, the administrator, and users that may write to a folder without a sticky bit.
     */
    @Nullable
    OpenFolder openPrivate(String name) throws IOException {
        Path folder = path.resolve(name);
        if (Ownership.privateFolderKey(folder) == null) {
            return null;
        }
        SecureDirectoryStream<Path> opened;
        try {
            opened = stream.newDirectoryStream(Path.of(name), LinkOption.NOFOLLOW_LINKS);
        } catch (NoSuchFileException | NotDirectoryException e) {
            return null;
        }
        Object key = opened.getFileAttributeView(BasicFileAttributeView.class)
                .readAttributes()
                .fileKey();
        if (!key.equals(Ownership.privateFolderKey(folder))) {
            opened.close();
            return null;
        }
        return new OpenFolder(folder, opened);
    }

    /** The names in the folder as they are now. */
    List<String> names() throws IOException {
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> entries = stream.newDirectoryStream(ITSELF)) {
            for (Path entry : entries) {
                names.add(entry.getFileName().toString());
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return names;
    }

    private BasicFileAttributes attributes(String name) throws IOException {
        return stream.getFileAttributeView(Path.of(name), BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                .readAttributes();
    }

    /** Time at which something was last made or removed in the folder. */
    FileTime changed() throws IOException {
        return stream.getFileAttributeView(BasicFileAttributeView.class)
                .readAttributes()
                .lastModifiedTime();
    }

    /** Whether there is a regular file of that name, of so many bytes at most. */
    boolean isFile(String name, long most) throws IOException {
        try {
            BasicFileAttributes attributes = attributes(name);
            return attributes.isRegularFile() && attributes.size() <= most;
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    /** Opens a file for reading and writing, which does not wait even if it is a FIFO. */
    FileChannel channel(String name) throws IOException {
        return (FileChannel) stream.newByteChannel(
                Path.of(name), Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS));
    }

    /** Text of a regular file of so many bytes at most; empty if there is none, or it is longer. */
    String text(String name, int most) throws IOException {
        if (!isFile(name, most)) {
            return "";
        }
        ByteBuffer bytes = ByteBuffer.allocate(most);
        try (FileChannel channel = channel(name)) {
            while (channel.read(bytes) > 0) {}
        } catch (NoSuchFileException e) {
            return ""; // another process was faster
        }
        return new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8);
    }

    /** Deletes a file if it exists. */
    void deleteFile(String name) throws IOException {
        try {
            stream.deleteFile(Path.of(name));
        } catch (NoSuchFileException e) {
            return; // another process was faster
        }
        CrashPoints.pass();
    }

    /** Deletes a folder if it is empty; what is done if it is not is the caller's choice. */
    void deleteEmpty(String name) throws IOException {
        try {
            stream.deleteDirectory(Path.of(name));
        } catch (NoSuchFileException e) {
            return; // another process was faster
        }
        CrashPoints.pass();
    }

    /** Deletes all that is in the folder, some files last. */
    void clear(List<String> last) throws IOException {
        Set<String> names = new HashSet<>(names());
        for (String name : names) {
            if (last.contains(name)) {
                continue;
            }
            try {
                if (attributes(name).isDirectory()) {
                    clearAndDelete(name);
                } else {
                    deleteFile(name);
                }
            } catch (NoSuchFileException e) {
                continue; // another process was faster
            }
        }
        for (String name : last) {
            if (names.contains(name)) {
                deleteFile(name);
            }
        }
    }

    private void clearAndDelete(String name) throws IOException {
        try (OpenFolder inner = new OpenFolder(
                path.resolve(name), stream.newDirectoryStream(Path.of(name), LinkOption.NOFOLLOW_LINKS))) {
            inner.clear(List.of());
        }
        try {
            deleteEmpty(name);
        } catch (DirectoryNotEmptyException e) {
            throw new DirectoryNotEmptyException(path.resolve(name).toString());
        }
    }

    @Override
    public void close() throws IOException {
        stream.close();
    }
}
