package io.github.procession.ipc.jvm;

import io.github.procession.ipc.memory.Ownership;
import io.github.procession.ipc.memory.Session;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Jars and folders of classes inside a jar, unpacked once for all processes of the user.
 *
 * <p>Each outer jar has a folder {@code jars/KEY} in the cache of the user, or in the session folder when there can be no
 * cache. The key is made of the path and the {@link FileStamp} of the outer jar, so a rebuilt one gets another folder. A file in it is
 * written under a name of its own and then renamed, so that a process that sees it sees all of it, and two processes that unpack the
 * same write the same. Each process that uses the folder holds a shared lock on {@code KEY.lock} for its life, and no process removes
 * a folder without the exclusive lock.
 */
final class NestedJars {
    private static final String FOLDER = "jars";
    private static final String LOCK = ".lock";
    private static final String SOURCE = "source";

    private static final long LOCK_NANOS = 2_000_000_000L;
    private static final long RETRY_NANOS = 1_000_000;

    private static final Map<File, NestedJars> ALL = new HashMap<>();

    private final File outer;
    private final long time;
    private final String stamp;
    private final File folder;
    private final Map<String, File> unpacked = new HashMap<>();

    private NestedJars(File outer) throws IOException {
        this.outer = outer;
        time = outer.lastModified();
        stamp = FileStamp.of(outer);
        folder = open();
    }

    /**
     * Unpacks a part of a jar if that has not been done.
     *
     * @param outer the jar
     * @param inner name of a jar in it, or of a folder in it; a folder becomes a jar
     * @return path of the unpacked jar; null when the jar has no such part, or there is no such jar
     * @throws IOException when it cannot be read or written
     */
    static @Nullable String unpack(File outer, String inner) throws IOException {
        if (!outer.isFile()) {
            return null;
        }
        NestedJars jars;
        synchronized (ALL) {
            jars = ALL.get(outer);
            if (jars == null || jars.isOutdated()) {
                jars = new NestedJars(outer);
                ALL.put(outer, jars);
            }
        }
        return jars.unpack(inner);
    }

    private boolean isOutdated() {
        return !stamp.equals(FileStamp.of(outer));
    }

    private File open() throws IOException {
        String path = outer.getCanonicalPath();
        String key = ArchiveKey.hash(new StringBuilder(path).append('\n').append(stamp));
        File cache = new File(ArchiveFolder.ofUser().path(), FOLDER);
        if (!new ArchiveFolder(cache).make() || !holdLock(new File(cache, key + LOCK))) {
            // goes with this process and its children
            return made(
                    Session.current().directory().resolve(FOLDER).resolve(key).toFile());
        }
        File opened = made(new File(cache, key));
        File source = new File(opened, SOURCE);
        if (!source.isFile()) {
            Files.writeString(source.toPath(), path + "\n" + stamp);
            removeOutdated(cache);
        }
        return opened;
    }

    private static File made(File folder) throws IOException {
        Files.createDirectories(folder.toPath());
        return folder;
    }

    /**
     * Takes the lock of a folder in use, until this process ends.
     *
     * @return false if another program, which removes the folder and may be stopped, has it for long
     */
    private static boolean holdLock(File file) throws IOException {
        RandomAccessFile open = new RandomAccessFile(file, "rw");
        boolean interrupted = false;
        try {
            for (long begin = System.nanoTime(); System.nanoTime() - begin < LOCK_NANOS; ) {
                if (open.getChannel().tryLock(0, Long.MAX_VALUE, true) != null) {
                    return true;
                }
                LockSupport.parkNanos(RETRY_NANOS);
                interrupted |= Thread.interrupted(); // it would keep this thread from parking
            }
        } catch (OverlappingFileLockException _) {
            open.close(); // another copy of this class in this JVM holds it, or did so when the jar was another one
            return true;
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
        open.close();
        return false;
    }

    /** Removes folders of outer jars that are no more, or have been built anew, and are not in use. */
    private static void removeOutdated(File cache) throws IOException {
        File[] folders = cache.listFiles(File::isDirectory);
        if (folders == null) {
            return;
        }
        for (File folder : folders) {
            if (isOutdated(folder)) {
                try (RandomAccessFile open = new RandomAccessFile(folder.getPath() + LOCK, "rw");
                        FileLock lock = open.getChannel().tryLock()) {
                    if (lock != null) {
                        remove(folder);
                    }
                } catch (OverlappingFileLockException _) {
                    // in use by this process
                }
            }
        }
    }

    private static boolean isOutdated(File folder) throws IOException {
        File source = new File(folder, SOURCE);
        if (!source.isFile()) {
            return false; // it is being made
        }
        String[] lines = Files.readString(source.toPath()).split("\n");
        return lines.length != 2 || !lines[1].equals(FileStamp.of(new File(lines[0])));
    }

    private static void remove(File folder) {
        File[] files = folder.listFiles();
        if (files != null) {
            for (File file : files) {
                boolean _ = file.delete(); // another process may have been faster
            }
        }
        boolean _ = folder.delete();
    }

    private synchronized @Nullable String unpack(String inner) throws IOException {
        File file = unpacked.get(inner);
        if (file == null || !file.isFile()) {
            file = find(inner);
            if (file == null) {
                return null;
            }
            unpacked.put(inner, file);
        }
        return file.getPath();
    }

    private File find(String inner) throws IOException {
        try (ZipFile zip = new ZipFile(outer)) {
            String prefix = inner.endsWith("/") ? inner : inner + "/";
            ZipEntry entry = inner.endsWith("/") ? null : zip.getEntry(inner);
            if (entry != null && !entry.isDirectory()) {
                File file = target(inner);
                if (file.length() != entry.getSize() || !Ownership.isOwnFile(file.toPath())) {
                    write(file, out -> copy(zip, entry, out));
                }
                return file;
            }
            if (zip.stream().noneMatch(part -> part.getName().startsWith(prefix))) {
                return null;
            }
            File file = target(prefix.substring(0, prefix.length() - 1) + ".jar");
            if (!Ownership.isOwnFile(file.toPath())) {
                write(file, out -> pack(zip, prefix, out));
            }
            return file;
        }
    }

    /** The last part of the name for the reader, and the whole of it for two that end alike. */
    private File target(String inner) {
        String hash = ArchiveKey.hash(new StringBuilder(inner)).substring(0, 8);
        return new File(folder, hash + "-" + inner.substring(inner.lastIndexOf('/') + 1));
    }

    private interface Content {
        void writeTo(OutputStream out) throws IOException;
    }

    private void write(File file, Content content) throws IOException {
        Path part = Files.createTempFile(folder.toPath(), "", ".part");
        try {
            try (OutputStream out = Files.newOutputStream(part)) {
                content.writeTo(out);
            }
            boolean _ = part.toFile().setLastModified(time); // so that who unpacks it again changes nothing
            Files.move(part, file.toPath(), StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    private static void copy(ZipFile zip, ZipEntry entry, OutputStream out) throws IOException {
        try (InputStream in = zip.getInputStream(entry)) {
            in.transferTo(out);
        }
    }

    private static void pack(ZipFile zip, String prefix, OutputStream out) throws IOException {
        try (ZipOutputStream packed = new ZipOutputStream(out)) {
            packed.setMethod(ZipOutputStream.STORED);
            for (ZipEntry entry : Collections.list(zip.entries())) {
                String name = entry.getName();
                if (name.startsWith(prefix) && name.length() > prefix.length()) {
                    ZipEntry copy = new ZipEntry(name.substring(prefix.length()));
                    copy.setTime(entry.getTime());
                    copy.setSize(Math.max(0, entry.getSize()));
                    copy.setCrc(entry.getCrc() < 0 ? new CRC32().getValue() : entry.getCrc());
                    packed.putNextEntry(copy);
                    if (!entry.isDirectory()) {
                        copy(zip, entry, packed);
                    }
                    packed.closeEntry();
                }
            }
        }
    }
}
