package io.github.procession.ipc.memory;

import io.github.procession.ipc.system.SystemFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The names of shared memory blocks, for all processes of one user: a folder with a file for each name, which says where
 * the block is.
 *
 * <p>The block itself lies in the session folder of the tree that created it, so it goes when that tree is gone. A name
 * whose block does not exist means nothing: it is free for a new block, and swept by the next root. So the file of the
 * block is what decides: a block has a name from the moment its complete file is moved to the named place until that file is deleted.
 * Names are changed under a file lock, which the operating system frees when its holder dies; each change can be redone.
 */
// Longer than most: the whole protocol of names of blocks: each step must be read beside the one that may meet it.
final class BlockNames {
    private static final String FOLDER = "procession-names-";
    private static final String LOCK_FILE = ".lock";
    private static final String UNFINISHED = ".new";
    private static final int LONGEST_BYTES = 255;
    private static final int MOST_SHOWN = 40;
    private static final int LONGEST_PATH_BYTES = 1 << 16;
    private static final long RETRY_NANOS = 1_000_000;

    /** Longest waits for the lock, whose holder may be stopped: of a call for a name, and of a program that ends. */
    private static final long CALL_NANOS = 10_000_000_000L;

    private static final long EXIT_NANOS = 2_000_000_000L;

    private BlockNames() {}

    private interface Change<T> {
        T make() throws IOException;
    }

    /** Always the same for one user, wherever the sessions have found space. */
    private static Path folder() {
        String configured = System.getProperty("procession.dir");
        Path memory = Path.of(SystemFiles.MEMORY);
        Path base = configured != null
                ? Path.of(configured)
                : Files.isDirectory(memory) && Files.isWritable(memory) ? memory : SystemFiles.temporary();
        return base.resolve(FOLDER + encode(user()));
    }

    /** The same name in a child, where the JVM sets the property anew, if this program has cleared it. */
    private static String user() {
        String property = System.getProperty("user.name", "");
        return property.isEmpty() ? ProcessHandle.current().info().user().orElse("user") : property;
    }

    /**
     * The file for a name.
     *
     * @throws IllegalArgumentException if it cannot be a name
     */
    static String encode(String name) {
        if (name.isEmpty() || name.indexOf('\0') >= 0) {
            throw new IllegalArgumentException(
                    "not a name of shared memory: it is empty or has a NUL: \"" + name + '"');
        }
        ByteBuffer bytes;
        try {
            bytes = StandardCharsets.UTF_8.newEncoder().encode(java.nio.CharBuffer.wrap(name));
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("not a name of shared memory: half a character in \"" + name + '"', e);
        }
        StringBuilder file = new StringBuilder();
        while (bytes.hasRemaining()) {
            byte b = bytes.get();
            boolean plain =
                    b >= '0' && b <= '9' || b >= 'A' && b <= 'Z' || b >= 'a' && b <= 'z' || b == '_' || b == '-';
            if (plain || b == '.' && !file.isEmpty()) {
                file.append((char) b);
            } else {
                file.append('%').append(HexFormat.of().withUpperCase().toHexDigits(b));
            }
        }
        if (file.length() > LONGEST_BYTES) {
            throw new IllegalArgumentException("the name of shared memory is too long: " + file.length()
                    + " bytes, at most " + LONGEST_BYTES + ", for the one that begins with \""
                    + name.substring(0, Math.min(name.length(), MOST_SHOWN)) + '"');
        }
        return file.toString();
    }

    /** Gives a complete block its name: points the name to its future place, then moves it there. */
    static void publish(String name, Path complete, Path block) throws IOException {
        Path folder = folder();
        Path entry = folder.resolve(encode(name));
        locked(folder, CALL_NANOS, () -> {
            if (ExitSequence.isEnding()) { // the end removes the names of this session with the lock, once
                throw new IOException(ExitSequence.ENDING, new EndOfProgram(null));
            }
            if (target(entry) != null) {
                throw new FileAlreadyExistsException(name, null, "shared memory with this name exists");
            }
            Path unfinished = folder.resolve(UNFINISHED);
            write(unfinished, block.toString());
            CrashPoints.pass();
            Files.move(unfinished, entry, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            CrashPoints.pass();
            Files.move(complete, block, StandardCopyOption.ATOMIC_MOVE);
            CrashPoints.pass();
            return null;
        });
    }

    private static void write(Path file, String text) throws IOException {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            Files.deleteIfExists(file);
            throw new IOException(
                    "no space for the name of shared memory in " + file.getParent() + " (" + e.getMessage()
                            + "); free some",
                    e);
        }
    }

    /** File of the block of that name. */
    static Path find(String name) throws IOException {
        Path folder = folder();
        Path entry = folder.resolve(encode(name));
        requireOwn(folder);
        Path block = target(entry);
        if (block == null) {
            throw missing(name);
        }
        return block;
    }

    static NoSuchFileException missing(String name) {
        NoSuchFileException missing = new NoSuchFileException(name, null, "there is no shared memory with this name");
        missing.initCause(EndOfProgram.or(null));
        return missing;
    }

    /** Deletes a block and its name. */
    static void remove(String name, Path block) throws IOException {
        Path folder = folder();
        Path entry = folder.resolve(encode(name));
        if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS) || !Files.exists(block)) {
            throw missing(name);
        }
        locked(folder, CALL_NANOS, () -> {
            if (!block.equals(target(entry))) {
                throw missing(name);
            }
            Segment.delete(block);
            Segment.delete(entry);
            return null;
        });
    }

    /** Deletes the names of blocks that no longer exist, unless another program is busy with the names. */
    static void sweep() throws IOException {
        Path folder = folder();
        if (Ownership.isPrivateFolder(folder)) {
            locked(folder, 0, () -> removeAll(folder, null));
        }
    }

    /**
     * Deletes the names of blocks in a session folder that is about to be removed.
     *
     * @return the names
     * @throws IOException if they stay, because another program has the lock for long
     */
    static List<String> removeNamesOf(Path session) throws IOException {
        Path folder = folder();
        if (!hasBlocks(session) || !Ownership.isPrivateFolder(folder)) {
            return List.of();
        }
        return locked(folder, EXIT_NANOS, () -> removeAll(folder, session));
    }

    private static boolean hasBlocks(Path session) throws IOException {
        try (DirectoryStream<Path> blocks = Files.newDirectoryStream(session, NamedBlock.FILE_PREFIX + "*")) {
            return blocks.iterator().hasNext();
        } catch (NoSuchFileException e) {
            return false; // something else has removed the folder
        }
    }

    private static List<String> removeAll(Path folder, Path session) throws IOException {
        List<String> removed = new ArrayList<>();
        Segment.delete(folder.resolve(UNFINISHED)); // who has the lock knows that its maker is dead
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder, "[!.]*")) {
            for (Path entry : entries) {
                Path block = target(entry);
                boolean leftOver = block != null && session != null && block.startsWith(session);
                if (block == null || leftOver) {
                    remove(entry);
                }
                if (leftOver) {
                    removed.add(entry.getFileName().toString());
                }
            }
        }
        return removed;
    }

    private static void remove(Path entry) throws IOException {
        try {
            Segment.delete(entry);
        } catch (DirectoryNotEmptyException e) {
            return; // a folder that is not ours to empty
        }
    }

    /** Null if there is no such name, or its block is gone, or the file says nothing: other programs may have made it. */
    private static @Nullable Path target(Path entry) throws IOException {
        try {
            BasicFileAttributes found =
                    Files.readAttributes(entry, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            if (!found.isRegularFile() || found.size() > LONGEST_PATH_BYTES) {
                return null; // not to be opened, nor read
            }
            Path block = Path.of(Files.readString(entry));
            return Files.exists(block) ? block : null;
        } catch (NoSuchFileException | CharacterCodingException | InvalidPathException e) {
            return null;
        }
    }

    private static void makeFolder(Path folder) throws IOException {
        try {
            Files.createDirectory(folder, Ownership.ownerOnly());
        } catch (FileAlreadyExistsException e) {
            requireOwn(folder);
        }
    }

    /** In a folder that all users may write to, another one may have made this one, or a link or a FIFO of its name. */
    private static void requireOwn(Path folder) throws IOException {
        if (Ownership.isForeign(folder)) {
            throw new IOException("the names of shared memory cannot be kept in " + folder
                    + ": it was made by another user, or other users may enter it;"
                    + " have it removed, or set -Dprocession.dir=DIR");
        }
    }

    /**
     * Makes a change under the lock.
     *
     * @param limitNanos how long to wait for another program; null comes back, without the change, when it is 0 and one has
     *     the lock
     * @throws IOException if another program has the lock for all that time
     */
    private static <T> T locked(Path folder, long limitNanos, Change<T> change) throws IOException {
        // One thread of this JVM at a time, since closing a second channel would free the lock of the first. Equal
        // constants
        // are one object, also for copies of this class in other class loaders.
        synchronized (FOLDER) {
            return lockedAlone(folder, limitNanos, change);
        }
    }

    private static <T> T lockedAlone(Path folder, long limitNanos, Change<T> change) throws IOException {
        boolean interrupted = Thread.interrupted(); // it would close the channel
        Path lockFile = folder.resolve(LOCK_FILE);
        long begin = System.nanoTime();
        try {
            while (true) {
                makeFolder(folder);
                try (FileChannel channel = openOrNull(lockFile, StandardOpenOption.CREATE);
                        FileLock lock = channel == null ? null : lock(channel, begin, limitNanos);
                        FileChannel again = lock == null ? null : openOrNull(lockFile)) {
                    if (channel == null || lock != null && (again == null || !isLocked(again))) {
                        continue; // the last user of the folder has removed the file
                    } else if (lock == null && limitNanos == 0) {
                        return null;
                    } else if (lock == null) {
                        throw new IOException("another program of this user has held the lock " + lockFile + " for "
                                + limitNanos / 1_000_000_000 + " s; it may be stopped: lslocks shows its pid,"
                                + " kill -CONT lets it go on");
                    }
                    T result = change.make();
                    removeIfEmpty(folder, lockFile);
                    return result;
                } catch (ClosedByInterruptException e) {
                    interrupted |= Thread.interrupted(); // before the change, which does nothing with a channel
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Null if there is no such file, or its folder is gone. */
    private static @Nullable FileChannel openOrNull(Path lockFile, OpenOption... options) throws IOException {
        Set<OpenOption> all = new HashSet<>(List.of(options));
        all.addAll(List.of(StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS));
        try {
            return FileChannel.open(lockFile, all);
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    /** Whether this JVM has the lock of the file that a channel leads to. */
    private static boolean isLocked(FileChannel channel) throws IOException {
        try {
            channel.tryLock();
            return false; // another file; its lock goes when the channel is closed
        } catch (OverlappingFileLockException e) {
            return true;
        }
    }

    /** Null if another program has the lock when the time is over. */
    private static FileLock lock(FileChannel channel, long begin, long limitNanos) throws IOException {
        boolean interrupted = false;
        try {
            while (true) {
                FileLock lock = channel.tryLock();
                if (lock != null || System.nanoTime() - begin >= limitNanos) {
                    return lock;
                }
                LockSupport.parkNanos(RETRY_NANOS);
                interrupted |= Thread.interrupted(); // it would keep this thread from parking
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /*
     * The folder goes with its last name. A process that waits for the lock meanwhile gets the lock of a file that is
     * deleted. So a lock counts only if the file at the path, opened once more, is the locked one; and as only the holder
     * of such a lock deletes the file, it stays there while the lock is held.
     */
    private static void removeIfEmpty(Path folder, Path lockFile) throws IOException {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            for (Path entry : entries) {
                if (!entry.equals(lockFile)) {
                    return;
                }
            }
        }
        Segment.delete(lockFile);
        try {
            Segment.delete(folder);
        } catch (DirectoryNotEmptyException e) {
            return; // another process has begun to use it again
        }
    }
}
