package io.github.procession.ipc.memory;

import io.github.procession.ipc.report.LibraryLogger;
import io.github.procession.ipc.system.SystemFiles;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * The folder that holds all shared files of one tree of processes, and the sweep of folders whose trees are dead.
 *
 * <p>The root process holds a file lock in its folder for as long as it lives. The operating system frees the lock with
 * the process, so a folder whose lock is free belongs to no tree any more; the next root removes it. A folder gets its final
 * name only after its lock is held, hence a sweep never meets a living folder without a lock.
 */
// Longer than most: the whole protocol of folders: what makes, checks and sweeps one must agree on each file in it.
final class SessionFolder {
    /*
     * The folders stand where all users have theirs. So the sweep touches a folder only if all of this holds: its name is of
     * the right form; it belongs to this user, and no other may enter it, as seen on the open descriptor; a file in it,
     * the marker, has the name of the folder in it. What has no marker yet, or none any more, is removed if it is empty.
     *
     * Order of making:   folder .procession-..., marker, lock file, lock, final name.
     * Order of removing: other files, lock file, marker, folder. A folder with a marker and without a lock file is one
     *                    whose remover died; so is one that a cleaner of old files was at, but then its root may live.
     */
    static final String LOCK_FILE = "root.lock";

    private static final String MARKER = "session";
    private static final String PREFIX = "procession-";
    private static final String UNFINISHED = ".procession-";
    private static final int DELETE_TRIES = 10;
    private static final int RANDOM_DIGITS = 10;
    private static final int MOST_MARKER_BYTES = 1 << 10;
    private static final long DAY_MILLIS = 24L * 60 * 60 * 1000;

    /** The pid of the root, a mark of the place where that pid means something, a random number. */
    private static final Pattern NAME = Pattern.compile(
            "\\.?procession-(\\d{1,18})-([0-9a-f]{" + ProcessIdentity.TAG_DIGITS + "})[0-9a-f]{" + RANDOM_DIGITS + "}");

    /** Below this much free space the memory file system is not used: containers often have 64 MiB. */
    private static final long ENOUGH_BYTES = 128L << 20;

    /** What has happened to a file that the program itself does not delete while its folder is there. */
    static final String REMOVED =
            "something outside this program has removed the file while the program runs, such as a cleaner of"
                    + " temporary files, unless the root process is ending";

    private static final Path MEMORY = Path.of(SystemFiles.MEMORY);

    private final Path directory;
    private final FileChannel lockChannel;
    private final FolderKeeper keeper;

    private SessionFolder(Path directory, FileChannel lockChannel) {
        this.directory = directory;
        this.lockChannel = lockChannel;
        keeper = directory.startsWith(MEMORY) ? null : new FolderKeeper(directory);
    }

    Path directory() {
        return directory;
    }

    /** Whether a session folder is as its root made it. */
    static boolean isThere(Path directory) {
        return Files.exists(directory.resolve(LOCK_FILE));
    }

    /** An exception that says what may have happened to a file of a session. */
    static NoSuchFileException gone(Path file, NoSuchFileException e) {
        Path folder = file.getParent();
        String reason = !isThere(folder) || ExitSequence.isEnding()
                ? whyGone(folder)
                : Session.isOfFreedCell(file)
                        ? "this shared memory is gone: all that had it closed it, or the root process is ending"
                        : REMOVED;
        var gone = new NoSuchFileException(file.toString(), null, reason);
        gone.initCause(EndOfProgram.or(e));
        return gone;
    }

    /** Explanation of what may have happened to a session folder that is not there. */
    static String whyGone(Path directory) {
        if (ExitSequence.isEnding()) {
            return ExitSequence.ENDING;
        }
        return "the session folder " + directory
                + " is gone: its root process has ended, or something has removed the folder, such as logind at the"
                + " logout of the user (RemoveIPC=yes in logind.conf) or a cleaner of temporary files";
    }

    /** Sweeps the dead and makes a new folder, mode 0700, whose lock this process holds until it ends. */
    static SessionFolder create() throws IOException {
        ProcessIdentity.requireProc();
        Path configured = configured();
        for (Path place : places(configured)) {
            sweepOrLog(place);
        }
        Path base = configured != null ? configured : chooseBase(MEMORY, SystemFiles.temporary(), ENOUGH_BYTES);
        try {
            return create(base);
        } catch (ClosedByInterruptException e) {
            throw e;
        } catch (IOException e) {
            throw new IOException(
                    "cannot make a folder for shared memory in " + base + " (" + e
                            + "); set -Dprocession.dir=DIR to a folder with free space that this user may write to",
                    e);
        }
    }

    private static SessionFolder create(Path base) throws IOException {
        warnOfOthers(base);
        String name = PREFIX + ProcessHandle.current().pid() + "-" + ProcessIdentity.pidSpaceTag() + random();
        Path unfinished = Files.createDirectory(base.resolve("." + name), Ownership.ownerOnly());
        CrashPoints.pass();
        requireUsable(unfinished);
        FileChannel channel = null;
        try {
            Files.writeString(unfinished.resolve(MARKER), markerOf(name), StandardOpenOption.CREATE_NEW);
            CrashPoints.pass();
            channel = FileChannel.open(
                    unfinished.resolve(LOCK_FILE), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            CrashPoints.pass();
            if (channel.tryLock() == null) {
                throw new IOException("another process has locked " + unfinished);
            }
            Path directory = base.resolve(name);
            Files.move(unfinished, directory, StandardCopyOption.ATOMIC_MOVE);
            CrashPoints.pass();
            sweepNames();
            return new SessionFolder(directory, channel);
        } catch (IOException | RuntimeException e) {
            deleteTree(unfinished);
            if (channel != null) {
                channel.close();
            }
            throw e;
        }
    }

    /** The umask of this process applies to its own folders, and to all files in them. */
    private static void requireUsable(Path folder) throws IOException {
        if (!Files.isReadable(folder) || !Files.isWritable(folder) || !Files.isExecutable(folder)) {
            Files.delete(folder);
            throw new IOException("the umask of this process lets it not open what it has made: run it with umask 077");
        }
    }

    /** No secret: the folder is made for its owner alone, and making it fails if the name is taken. */
    private static String random() {
        return HexFormat.of().toHexDigits(System.nanoTime(), RANDOM_DIGITS);
    }

    private static void warnOfOthers(Path base) throws IOException {
        if (Ownership.isOpenToAll(base)) {
            log().warn(
                            "other users can replace the files of shared memory in {}, since they may write to it and"
                                    + " it has no sticky bit; chmod +t it, or set -Dprocession.dir=DIR",
                            base);
        }
    }

    /** Keeper that renews the folder's age; null in the file system that is memory, which no cleaner scans. */
    FolderKeeper keeper() {
        return keeper;
    }

    /** Removes the folder and frees its lock. */
    void delete() throws IOException {
        if (keeper != null) {
            keeper.end();
        }
        removeNames();
        deleteTree(directory);
        lockChannel.close();
    }

    private static void sweepNames() {
        try {
            BlockNames.sweep();
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
            // they lead nowhere, and the next root sweeps them
            log().warn("the names of shared memory that was never unlinked stay: {}", e.getMessage());
        }
    }

    private static @Nullable Path configured() throws IOException {
        String configured = System.getProperty("procession.dir");
        if (configured == null) {
            return null;
        }
        Path folder = Path.of(configured).toAbsolutePath();
        if (!Files.isDirectory(folder)) { // a slip of the pen must not put shared memory on a disk
            throw new IOException(
                    "-Dprocession.dir=" + configured + " names a folder that does not exist: create it first");
        }
        return folder;
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

    /** All places where a root of this user may have put its folder. */
    static Set<Path> places() {
        String configured = System.getProperty("procession.dir");
        return places(configured == null ? null : Path.of(configured).toAbsolutePath());
    }

    /** Whether a path is named as session folders are. */
    static boolean isNamedSo(Path folder) {
        return NAME.matcher(folder.getFileName().toString()).matches()
                && !folder.getFileName().toString().startsWith(UNFINISHED);
    }

    static long pidIn(Path folder) {
        return Long.parseLong(partOfName(folder, 1));
    }

    /** See {@link ProcessIdentity#pidSpaceTag()}. */
    static String tagIn(Path folder) {
        return partOfName(folder, 2);
    }

    private static String partOfName(Path folder, int part) {
        Matcher matcher = NAME.matcher(folder.getFileName().toString());
        if (!matcher.matches()) {
            throw new IllegalArgumentException(folder + " is not named as a session folder");
        }
        return matcher.group(part);
    }

    /** Content of the marker of a folder of this user; empty if there is none. */
    static String markerIn(Path directory) throws IOException {
        Path marker = directory.resolve(MARKER);
        boolean isOne = Ownership.isOwnFile(marker) && Files.size(marker) <= MOST_MARKER_BYTES;
        return isOne ? new String(Files.readAllBytes(marker), StandardCharsets.UTF_8) : "";
    }

    /** All places where an earlier root may have put its folder. */
    private static Set<Path> places(@Nullable Path configured) {
        Set<Path> places = new LinkedHashSet<>();
        if (configured != null) {
            places.add(configured);
        }
        places.add(MEMORY);
        places.add(SystemFiles.temporary());
        places.removeIf(place -> !Files.isDirectory(place) || !Files.isWritable(place));
        return places;
    }

    private static void sweepOrLog(Path place) {
        try {
            sweep(place);
        } catch (IOException e) {
            log().debug("cannot sweep {}", place, e);
        }
    }

    /** Removes the folders of dead roots of this user. Without calls relative to a descriptor nothing is swept. */
    static void sweep(Path place) throws IOException {
        try (OpenFolder base = OpenFolder.open(place)) {
            if (base == null) {
                return;
            }
            for (String name : base.names()) {
                Matcher matcher = NAME.matcher(name);
                if (matcher.matches()) {
                    try {
                        sweepOne(base, matcher);
                    } catch (IOException e) {
                        log().debug("cannot sweep {} in {}", name, place, e); // another root may be sweeping it too
                    }
                }
            }
        }
    }

    private static void sweepOne(OpenFolder base, Matcher name) throws IOException {
        try (OpenFolder folder = base.openPrivate(name.group())) {
            if (folder == null) {
                return; // of another user, or no folder
            }
            boolean unfinished = name.group().startsWith(UNFINISHED);
            String session = unfinished ? name.group().substring(1) : name.group();
            String marker = folder.text(MARKER, MOST_MARKER_BYTES); // empty if there is none, or nothing in it yet
            if (marker.isEmpty()) {
                if (isAbandoned(folder, name, marker)) {
                    removeRest(base, folder, name.group());
                }
                return;
            }
            if (!marker.startsWith(headOf(session)) || marker.equals(markerOf(session))) {
                // not what its name says; or of this JVM: closing a second channel to its lock file would free its lock
                return;
            }
            if (!folder.isFile(LOCK_FILE, 0) || unfinished) {
                if (isAbandoned(folder, name, marker)) {
                    endOrphans(folder);
                    deleteTree(base, name.group());
                }
                return;
            }
            try (FileChannel channel = folder.channel(LOCK_FILE);
                    FileLock lock = channel.tryLock()) {
                if (lock != null) {
                    endOrphans(folder);
                    deleteTree(base, name.group());
                }
            } catch (OverlappingFileLockException | NoSuchFileException e) {
                return; // held by this very JVM; or another root is removing the folder
            }
        }
    }

    /** What cannot be read is no note of this library. */
    private static void endOrphans(OpenFolder folder) {
        try {
            Orphans.end(folder);
        } catch (IOException | RuntimeException e) {
            log().debug("a note of an orphan is left out", e);
        }
    }

    static String headOf(String session) {
        return "procession session\n" + session + "\n";
    }

    private static String markerOf(String session) {
        return headOf(session) + ProcessIdentity.ofThisProcess() + "\n";
    }

    /** Whether the root of a folder without a lock is dead, as far as this process can know. */
    private static boolean isAbandoned(OpenFolder folder, Matcher name, String marker) throws IOException {
        boolean isOld = folder.changed().toMillis() < System.currentTimeMillis() - DAY_MILLIS;
        if (!name.group(2).equals(ProcessIdentity.pidSpaceTag())) {
            return isOld; // of another container, or from before the system was booted
        }
        long startTime = Liveness.startTime(Long.parseLong(name.group(1)));
        if (startTime == 0 || startTime == Liveness.UNKNOWN) {
            return startTime == 0;
        }
        return marker.isEmpty() ? isOld : !marker.contains(" started " + startTime + " ");
    }

    /** Removes what holds nothing: no file, or those two before there is anything in them. */
    private static void removeRest(OpenFolder base, OpenFolder folder, String name) throws IOException {
        for (String file : List.of(LOCK_FILE, MARKER)) {
            if (folder.isFile(file, 0)) {
                folder.deleteFile(file);
            }
        }
        base.deleteEmpty(name);
    }

    private static void deleteTree(Path folder) throws IOException {
        try (OpenFolder base = OpenFolder.open(folder.getParent())) {
            if (base != null) {
                deleteTree(base, folder.getFileName().toString());
                return;
            }
        }
        try (Stream<Path> files = Files.walk(folder)) { // follows no links
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Segment.delete(file);
            }
        } catch (NoSuchFileException e) {
            return; // gone already
        }
    }

    private static void deleteTree(OpenFolder base, String name) throws IOException {
        for (int tries = 1; ; tries++) {
            try (OpenFolder folder = base.openPrivate(name)) {
                if (folder == null) {
                    return;
                }
                folder.clear(List.of(LOCK_FILE, MARKER));
                base.deleteEmpty(name);
                return;
            } catch (DirectoryNotEmptyException e) {
                if (tries == DELETE_TRIES) {
                    throw e; // a thread of this process keeps making files while it ends
                }
            }
        }
    }

    private static Logger log() {
        return LibraryLogger.of(SessionFolder.class);
    }
}
