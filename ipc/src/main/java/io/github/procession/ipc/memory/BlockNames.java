package io.github.procession.ipc.memory;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.FileLockInterruptionException;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * The names of shared memory blocks, for all processes of one user: a folder with a file for each name, which says where
 * the block is.
 *
 * <p>The block itself lies in the session folder of the tree that created it, so it goes when that tree is gone. A name
 * whose block does not exist means nothing: it is free for a new block, and swept by the next root. So the file of the
 * block is what decides: a block has a name from the moment its complete file is moved to the named place until that file is deleted.
 * Names are changed under a file lock, which the operating system frees when its holder dies; each change can be redone.
 */
final class BlockNames {
    private static final String FOLDER = "procession-names-";
    private static final String LOCK_FILE = ".lock";
    private static final String UNFINISHED = ".new";
    private static final int LONGEST_BYTES = 255;
    private static final long RETRY_NANOS = 1_000_000;

    private BlockNames() {}

    private interface Change<T> {
        T make() throws IOException;
    }

    /** Always the same for one user, wherever the sessions have found space. */
    private static Path folder() {
        String configured = System.getProperty("procession.dir");
        Path memory = Path.of("/dev/shm");
        Path base = configured != null
                ? Path.of(configured)
                : Files.isDirectory(memory) && Files.isWritable(memory)
                        ? memory
                        : Path.of(System.getProperty("java.io.tmpdir"));
        return base.resolve(FOLDER + encode(System.getProperty("user.name")));
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
                    + " bytes, at most " + LONGEST_BYTES + ": \"" + name + '"');
        }
        return file.toString();
    }

    /** Gives a complete block its name: points the name to its future place, then moves it there. */
    static void publish(String name, Path complete, Path block) throws IOException {
        Path folder = folder();
        Path entry = folder.resolve(encode(name));
        locked(folder, complete, () -> {
            if (target(entry) != null) {
                throw new FileAlreadyExistsException(name, null, "shared memory with this name exists");
            }
            Path unfinished = folder.resolve(UNFINISHED);
            Files.writeString(unfinished, block.toString());
            CrashPoints.pass();
            Files.move(unfinished, entry, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            CrashPoints.pass();
            Files.move(complete, block, StandardCopyOption.ATOMIC_MOVE);
            CrashPoints.pass();
            return null;
        });
    }

    /** Where the block of that name is. */
    static Path find(String name) throws IOException {
        Path block = target(folder().resolve(encode(name)));
        if (block == null) {
            throw missing(name);
        }
        return block;
    }

    static NoSuchFileException missing(String name) {
        return new NoSuchFileException(name, null, "there is no shared memory with this name");
    }

    /** Deletes a block and its name. */
    static void remove(String name, Path block) throws IOException {
        Path folder = folder();
        Path entry = folder.resolve(encode(name));
        if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS) || !Files.exists(block)) {
            throw missing(name);
        }
        locked(folder, block, () -> {
            if (!block.equals(target(entry))) {
                throw missing(name);
            }
            Segment.delete(block);
            Segment.delete(entry);
            return null;
        });
    }

    /**
     * Deletes the names of blocks that no longer exist.
     *
     * @param owned a file of this user
     */
    static void sweep(Path owned) throws IOException {
        removeAll(owned, null);
    }

    /**
     * Deletes the names of blocks in a session folder that is about to be removed.
     *
     * @return the names
     */
    static List<String> removeNamesOf(Path session) throws IOException {
        return removeAll(session, session);
    }

    private static List<String> removeAll(Path owned, Path session) throws IOException {
        Path folder = folder();
        List<String> removed = new ArrayList<>();
        if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            return removed;
        }
        return locked(folder, owned, () -> {
            Segment.delete(folder.resolve(UNFINISHED)); // who has the lock knows that its maker is dead
            try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder, "[!.]*")) {
                for (Path entry : entries) {
                    Path block = target(entry);
                    boolean leftOver = block != null && session != null && block.startsWith(session);
                    if (block == null || leftOver) {
                        Segment.delete(entry);
                    }
                    if (leftOver) {
                        removed.add(entry.getFileName().toString());
                    }
                }
            }
            return removed;
        });
    }

    /** Null if there is no such name, or its block is gone. */
    private static Path target(Path entry) throws IOException {
        try {
            Path block = Path.of(Files.readString(entry));
            return Files.exists(block) ? block : null;
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    private static void makeFolder(Path folder) throws IOException {
        try {
            Files.createDirectory(folder, SessionFolder.ownerOnly());
        } catch (FileAlreadyExistsException e) {
            return; // looked at before it is used
        }
    }

    /** In a folder that all users may write to, somebody else may have made this one. */
    private static FileChannel openLock(Path folder, Path owned, Path lockFile) throws IOException {
        if (!Files.getOwner(folder, LinkOption.NOFOLLOW_LINKS).equals(Files.getOwner(owned))
                || !Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS) && Files.exists(folder)) {
            throw new IOException(folder + " was made by another user; remove it, or set -Dprocession.dir=DIR");
        }
        return FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    }

    /** One thread of this process at a time: closing a second channel would free the lock of the first. */
    private static synchronized <T> T locked(Path folder, Path owned, Change<T> change) throws IOException {
        boolean interrupted = Thread.interrupted(); // it would close the channel
        Path lockFile = folder.resolve(LOCK_FILE);
        try {
            while (true) {
                makeFolder(folder);
                try (FileChannel channel = openLock(folder, owned, lockFile);
                        FileLock _ = channel.lock()) {
                    if (channel.size() != 0) {
                        finishRetiring(lockFile);
                        continue;
                    }
                    T result = change.make();
                    retireIfEmpty(folder, lockFile, channel);
                    return result;
                } catch (NoSuchFileException e) {
                    if (Files.isDirectory(folder)) {
                        throw e;
                    } // else it was empty, and its last user removed it before this one had the lock
                } catch (ClosedByInterruptException | FileLockInterruptionException e) {
                    interrupted |= Thread.interrupted();
                } catch (OverlappingFileLockException e) {
                    LockSupport.parkNanos(RETRY_NANOS); // another class loader of this JVM has this class too
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /*
     * The folder goes with its last name. Who removes it first makes the lock file longer than nothing: that retires it
     * for those who have opened it already and wait for the lock. They open a new one. If the remover dies before it
     * has deleted the retired file, whoever gets its lock next does so; a file of some length at that path can only be
     * the one whose lock is held, since new ones are empty.
     */
    private static void retireIfEmpty(Path folder, Path lockFile, FileChannel channel) throws IOException {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            for (Path entry : entries) {
                if (!entry.equals(lockFile)) {
                    return;
                }
            }
        }
        channel.write(ByteBuffer.allocate(1));
        CrashPoints.pass();
        Segment.delete(lockFile);
        try {
            Segment.delete(folder);
        } catch (DirectoryNotEmptyException e) {
            return; // somebody has begun to use it again
        }
    }

    private static void finishRetiring(Path lockFile) throws IOException {
        try {
            if (Files.size(lockFile) != 0) {
                Segment.delete(lockFile);
            }
        } catch (NoSuchFileException e) {
            return; // its remover did so
        }
    }
}
