package io.github.procession.ipc.memory;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The folder that holds all shared files of one tree of processes, and the sweep of folders whose trees are dead.
 *
 * <p>The root process holds a file lock in its folder for as long as it lives. The operating system frees the lock with
 * the process, so a folder whose lock is free belongs to nobody; the next root removes it. A folder gets its final name
 * only after its lock is held, hence a sweep never meets a living folder without a lock.
 */
final class SessionFolder {
    private static final String PREFIX = "procession-";
    private static final String UNFINISHED = ".procession-";
    private static final int DELETE_TRIES = 10;
    private static final String LOCK_FILE = "root.lock";

    /** Nothing else may ever be swept: the folders stand among other people's. */
    private static final Pattern NAME = Pattern.compile("\\.?procession-(\\d{1,18})-[0-9a-f]+");

    /** Below this much free space the memory file system is not used: containers often have 64 MiB. */
    private static final long ENOUGH_BYTES = 128L << 20;

    private final Path directory;
    private final FileChannel lockChannel;

    private SessionFolder(Path directory, FileChannel lockChannel) {
        this.directory = directory;
        this.lockChannel = lockChannel;
    }

    Path directory() {
        return directory;
    }

    /** Sweeps the dead and makes a new folder, mode 0700, whose lock this process holds until it ends. */
    static SessionFolder create() throws IOException {
        Path base = chooseBase();
        for (Path place : places(base)) {
            sweep(place);
        }
        // no secret: the folder is made for its owner alone, and making it fails if the name is taken
        String id = ProcessHandle.current().pid() + "-" + HexFormat.of().toHexDigits(System.nanoTime());
        Path unfinished = Files.createDirectory(base.resolve(UNFINISHED + id), ownerOnly());
        CrashPoints.pass();
        FileChannel channel = null;
        try {
            channel = FileChannel.open(
                    unfinished.resolve(LOCK_FILE), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            CrashPoints.pass();
            channel.lock();
            Path directory = base.resolve(PREFIX + id);
            Files.move(unfinished, directory, StandardCopyOption.ATOMIC_MOVE);
            CrashPoints.pass();
            sweepNames(directory);
            return new SessionFolder(directory, channel);
        } catch (IOException | RuntimeException e) {
            deleteTree(unfinished);
            if (channel != null) {
                channel.close();
            }
            throw e;
        }
    }

    /** Removes the folder and frees its lock. */
    void delete() throws IOException {
        removeNames();
        deleteTree(directory);
        lockChannel.close();
    }

    private static void sweepNames(Path owned) {
        try {
            BlockNames.sweep(owned);
        } catch (IOException e) {
            log().debug("cannot sweep the names of shared memory", e); // as for folders
        }
    }

    private void removeNames() {
        try {
            List<String> left = BlockNames.removeNamesOf(directory);
            if (!left.isEmpty()) {
                log().warn("{} blocks of shared memory were never unlinked and are removed now: {}", left.size(), left);
            }
        } catch (IOException e) {
            log().warn("cannot remove the names of shared memory", e); // they lead nowhere: the next root sweeps them
        }
    }

    static FileAttribute<?>[] ownerOnly() {
        if (!FileSystems.getDefault().supportedFileAttributeViews().contains("posix")) {
            return new FileAttribute<?>[0];
        }
        return new FileAttribute<?>[] {
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))
        };
    }

    private static Path chooseBase() throws IOException {
        String configured = System.getProperty("procession.dir");
        if (configured != null) {
            return Files.createDirectories(Path.of(configured));
        }
        return chooseBase(Path.of("/dev/shm"), Path.of(System.getProperty("java.io.tmpdir")), ENOUGH_BYTES);
    }

    /** The memory file system if it is there and has enough free space. */
    static Path chooseBase(Path memory, Path temporary, long enough) throws IOException {
        if (!Files.isDirectory(memory) || !Files.isWritable(memory)) {
            return temporary;
        }
        long free = Files.getFileStore(memory).getUsableSpace();
        if (free >= enough) {
            return memory;
        }
        log().warn(
                        "{} has only {} MiB free: shared memory goes to {} instead"
                                + " (in a container: --shm-size=1g; or set -Dprocession.dir=DIR)",
                        memory,
                        free >> 20,
                        temporary);
        return temporary;
    }

    /** All places where an earlier root may have put its folder. */
    private static Set<Path> places(Path base) {
        Set<Path> places = new LinkedHashSet<>();
        places.add(base);
        places.add(Path.of("/dev/shm"));
        places.add(Path.of(System.getProperty("java.io.tmpdir")));
        places.removeIf(place -> !Files.isDirectory(place) || !Files.isWritable(place));
        return places;
    }

    static void sweep(Path base) throws IOException {
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(base, "{.,}procession-*")) {
            entries.forEach(found::add);
        }
        for (Path folder : found) {
            try {
                sweepOne(folder);
            } catch (IOException e) {
                log().debug("cannot sweep {}", folder, e); // another user's, or another root is sweeping it
            }
        }
    }

    private static void sweepOne(Path folder) throws IOException {
        String name = folder.getFileName().toString();
        Matcher matcher = NAME.matcher(name);
        if (!matcher.matches() || !Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        long pid = Long.parseLong(matcher.group(1));
        if (pid == ProcessHandle.current().pid()) {
            return; // closing a second channel to the lock file would free the lock of this process
        }
        if (name.startsWith(UNFINISHED) && ProcessHandle.of(pid).isPresent()) {
            return; // its root is about to take the lock
        }
        try (FileChannel channel = FileChannel.open(folder.resolve(LOCK_FILE), StandardOpenOption.WRITE);
                FileLock lock = channel.tryLock()) {
            if (lock == null) {
                return;
            }
            deleteTree(folder);
        } catch (OverlappingFileLockException e) {
            return; // held by this very JVM
        } catch (NoSuchFileException e) {
            deleteTree(folder); // the lock file goes last but one: somebody died while deleting
        }
    }

    private static void deleteTree(Path folder) throws IOException {
        for (int tries = 1; ; tries++) {
            try {
                deleteOnce(folder);
                return;
            } catch (DirectoryNotEmptyException e) {
                if (tries == DELETE_TRIES) {
                    throw e; // a thread of this process keeps making files while it ends
                }
            }
        }
    }

    private static void deleteOnce(Path folder) throws IOException {
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            entries.forEach(files::add);
        } catch (NoSuchFileException e) {
            return;
        }
        Path lock = folder.resolve(LOCK_FILE);
        for (Path file : files) {
            if (Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)) {
                deleteTree(file);
            } else if (!file.equals(lock)) {
                Segment.delete(file);
            }
        }
        Segment.delete(lock);
        Segment.delete(folder);
    }

    private static Logger log() {
        return LoggerFactory.getLogger(SessionFolder.class);
    }
}
