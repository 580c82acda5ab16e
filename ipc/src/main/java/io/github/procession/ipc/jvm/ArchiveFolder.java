package io.github.procession.ipc.jvm;

import io.github.procession.ipc.memory.Ownership;
import io.github.procession.ipc.report.LibraryLogger;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The user's folder of class archives. Names in it say what a file is: {@code KEY-BYTES.jsa} is a whole archive of so
 * many bytes, {@code KEY.failed} says that one could not be made, {@code KEY.lock} is locked by the process that makes
 * one, and a file that ends in {@code .part} is being made.
 *
 * <p>Each child's start looks here, so it makes do with {@link File}, which a young JVM has loaded.
 */
final class ArchiveFolder {
    private static final String ARCHIVE = ".jsa";
    private static final String FAILED = ".failed";
    private static final String PART = ".part";

    private static final String LOCK = ".lock";
    private static final Set<String> ENDINGS = Set.of(ARCHIVE, FAILED, PART, LOCK);

    /** Hexadecimal digits of an {@link ArchiveKey}. */
    private static final int KEY_LENGTH = 32;

    /** Part that a program leaves for the maker which it starts. */
    static final String ARGUMENTS = "arguments";

    private static final long DAY_MILLIS = 24L * 60 * 60 * 1000;

    /** Both limits hold for whole archives, the oldest go first. An archive has about 16 MB. */
    private static final int MOST_ARCHIVES = 16;

    private static final long MOST_BYTES = 256L << 20;

    private static final AtomicBoolean WARNED = new AtomicBoolean();

    private final File folder;

    ArchiveFolder(File folder) {
        this.folder = folder;
    }

    /** The folder of this user, whether it exists or not: below {@code XDG_CACHE_HOME}, else {@code ~/.cache}. */
    static ArchiveFolder ofUser() {
        String cache = System.getenv("XDG_CACHE_HOME");
        File parent = cache != null && new File(cache).isAbsolute()
                ? new File(cache)
                : new File(System.getProperty("user.home", ""), ".cache");
        return new ArchiveFolder(new File(parent, "procession"));
    }

    File path() {
        return folder;
    }

    private static Path path(File file) throws IOException {
        try {
            return file.toPath();
        } catch (InvalidPathException e) {
            throw new IOException(e); // as in a home with letters that the locale's character set does not have
        }
    }

    /**
     * Whether what is in the folder can only come from this user: to run classes from an archive, or a jar, of another user is
     * to run that user's code. Says so once when it can not.
     *
     * @return false also if the folder does not exist
     */
    boolean isTrusted() throws IOException {
        boolean trusted = Ownership.isOwnFolder(path(folder));
        if (!trusted && folder.exists() && !WARNED.getAndSet(true)) {
            LibraryLogger.of(ArchiveFolder.class)
                    .warn(
                            "the cache folder {} is not used, since it belongs to another user or others may write to"
                                    + " it or replace it; set XDG_CACHE_HOME to a folder of this user alone",
                            folder);
        }
        return trusted;
    }

    /**
     * Makes the folder if it does not exist. A relative one is none: the JVM's word for a missing home is a question mark.
     *
     * @return whether it can be used
     */
    boolean make() throws IOException {
        if (!folder.isAbsolute()) {
            return false;
        }
        try {
            Files.createDirectories(path(folder), Ownership.ownerOnly());
        } catch (IOException e) {
            return false; // a home that cannot be written to
        }
        return isTrusted() && folder.canWrite();
    }

    /** The archive of a key if it is there in its full length and no other can have made it, else null. */
    @Nullable
    File find(String key) throws IOException {
        String[] names = folder.isAbsolute() ? folder.list() : null;
        if (names == null) {
            return null;
        }
        for (String name : names) {
            if (name.startsWith(key + "-") && name.endsWith(ARCHIVE)) {
                File file = new File(folder, name);
                if (isWhole(file) && Ownership.isOwnFile(path(file)) && isTrusted()) {
                    return file;
                }
            }
        }
        return null;
    }

    private static boolean isWhole(File archive) {
        String name = archive.getName();
        String length = name.substring(name.lastIndexOf('-') + 1, name.length() - ARCHIVE.length());
        return length.equals(Long.toString(archive.length()));
    }

    /** Whether making this archive has failed lately: it would again. */
    boolean hasFailed(String key) {
        long failed = new File(folder, key + FAILED).lastModified();
        return failed > System.currentTimeMillis() - DAY_MILLIS;
    }

    void noteFailure(String key) throws IOException {
        File note = new File(folder, key + FAILED);
        if (!note.createNewFile() && !note.setLastModified(System.currentTimeMillis())) {
            throw new IOException("cannot touch " + note);
        }
    }

    /** So that what is in use is not removed as the oldest. */
    static void noteUse(File archive) {
        long now = System.currentTimeMillis();
        if (archive.lastModified() < now - DAY_MILLIS) {
            boolean _ = archive.setLastModified(
                    now); // it costs the archive its place, and nothing else, where it is refused
        }
    }

    File lockFile(String key) {
        return new File(folder, key + LOCK);
    }

    File part(String key, String what) {
        return new File(folder, key + "-" + ProcessHandle.current().pid() + "." + what + PART);
    }

    /** Gives a part its final name, at once: a reader sees the whole archive or none. */
    void publish(String key, File part) throws IOException {
        File archive = new File(folder, key + "-" + part.length() + ARCHIVE);
        if (!part.renameTo(archive)) {
            throw new IOException("cannot rename " + part + " to " + archive);
        }
    }

    /** Removes what is left of makers of a key that were killed; the caller has the key's lock, so that none is at work. */
    void removeParts(String key) {
        File[] parts = folder.listFiles((_, name) ->
                name.startsWith(key + "-") && name.endsWith(PART) && !name.endsWith("." + ARGUMENTS + PART));
        if (parts != null) {
            for (File part : parts) {
                boolean _ = part.delete(); // what cannot be removed only takes space
            }
        }
    }

    /** Whether a file can be one of ours: others may keep theirs in this folder, or have it linked to another. */
    private static boolean isOurs(String name) {
        int dot = name.lastIndexOf('.');
        return dot >= KEY_LENGTH
                && ENDINGS.contains(name.substring(dot))
                && name.substring(0, KEY_LENGTH).chars().allMatch(c -> c >= '0' && c <= '9' || c >= 'a' && c <= 'f');
    }

    /** Removes archives beyond the limits, damaged ones, and what is left of makers that were killed. */
    void prune() {
        File[] files = folder.listFiles(file -> isOurs(file.getName()) && file.isFile());
        if (files == null) {
            return;
        }
        Arrays.sort(files, Comparator.comparingLong(File::lastModified).reversed());
        long now = System.currentTimeMillis();
        int archives = 0;
        long bytes = 0;
        for (File file : files) {
            boolean remove;
            if (file.getName().endsWith(ARCHIVE)) {
                archives++;
                bytes += file.length();
                remove = archives > MOST_ARCHIVES || bytes > MOST_BYTES || !isWhole(file);
            } else {
                remove = file.lastModified() < now - DAY_MILLIS;
            }
            if (remove) {
                boolean _ = file.delete(); // another maker may have been faster
            }
        }
    }
}
