package io.github.procession.ipc.memory;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One mapped file of the session folder.
 *
 * <p>The whole length is written before the file is mapped, so a full memory file system shows as an
 * {@link IOException} at creation and never as a fault when the memory is touched. Before that, the garbage collector looks for
 * shared objects that this process has dropped: they are small in the heap, which may be far from full.
 */
public final class Segment implements AutoCloseable {
    private static final int ZEROS_BYTES = 1 << 16;
    private static final long EXISTING = -1;

    /** From here on the free space is looked at first: to fill a file system, and then to say no, would harm others. */
    private static final long LARGE_BYTES = 64L << 20;

    /** Limits of this process on Linux. */
    private static final Path LIMITS = Path.of("/proc/self/limits");

    private static final String FILE_SIZE = "Max file size ";
    private static final String RAISE_LIMIT = "raise the limit for the size of a file (ulimit -f)";

    private static final int RECLAIM_TRIES = 25;
    private static final long RECLAIM_PAUSE_NANOS = 10_000_000;
    private static final long RECLAIM_AGAIN_NANOS = 1_000_000_000;

    /** Moment before which no collection is asked for, since the last one freed too little; guarded by the class. */
    private static long nextReclaim = System.nanoTime();

    /** All that are mapped, to be unmapped at a shutdown. */
    private static final Set<Segment> MAPPED = ConcurrentHashMap.newKeySet();

    private final Path file;
    private final Arena arena;
    private final Region region;

    private Segment(Path file, Arena arena, Region region) {
        this.file = file;
        this.arena = arena;
        this.region = region;
    }

    /**
     * Creates a file of zeros, in place of one of the same name that a dead process may have left, and maps it.
     *
     * @param file the file
     * @param size its length in bytes
     * @return the mapped segment
     * @throws IOException if the file system is full or the file cannot be created; nothing is left behind
     */
    public static Segment create(Path file, long size) throws IOException {
        return uninterrupted(file, size, true);
    }

    /**
     * As {@link #create}, without mapping it.
     *
     * @param file the file
     * @param size its length in bytes
     * @throws IOException as for {@link #create}
     */
    static void createUnmapped(Path file, long size) throws IOException {
        uninterrupted(file, size, false);
    }

    /**
     * Deletes a file if it exists. Processes that have it mapped keep their view of it.
     *
     * @param file the file
     * @throws IOException if it cannot be deleted
     */
    public static void delete(Path file) throws IOException {
        Files.deleteIfExists(file);
        CrashPoints.pass();
    }

    /**
     * Gives a file another name, in place of a file that has it already; those that have it mapped keep their view.
     *
     * @param file the file
     * @param name its new path, in the same folder
     * @throws IOException if it cannot be renamed
     */
    public static void rename(Path file, Path name) throws IOException {
        Files.move(file, name, StandardCopyOption.ATOMIC_MOVE);
        CrashPoints.pass();
    }

    /**
     * Maps a file that another process created.
     *
     * @param file the file
     * @return the mapped segment
     * @throws IOException if the file does not exist (any more) or cannot be mapped
     */
    public static Segment open(Path file) throws IOException {
        return uninterrupted(file, EXISTING, true);
    }

    /** Does it again when an interrupt closed the channel; the interrupt stays, for the next wait of the thread. */
    private static Segment uninterrupted(Path file, long size, boolean mapped) throws IOException {
        boolean interrupted = Thread.interrupted();
        try {
            while (true) {
                try {
                    return size == EXISTING ? mapExisting(file) : makeNew(file, size, mapped);
                } catch (ClosedByInterruptException e) {
                    interrupted |= Thread.interrupted();
                } catch (NoSuchFileException e) {
                    throw SessionFolder.gone(file, e);
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static Segment mapExisting(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            return map(file, channel, channel.size());
        }
    }

    private static Segment makeNew(Path file, long size, boolean mapped) throws IOException {
        Files.deleteIfExists(file);
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            CrashPoints.pass();
            reserve(file, channel, size, mapped);
            CrashPoints.pass();
            return mapped ? map(file, channel, size) : null;
        } catch (IOException e) {
            Files.deleteIfExists(file);
            throw e;
        }
    }

    private static Segment map(Path file, FileChannel channel, long size) throws IOException {
        Arena arena = Arena.ofShared();
        try {
            Segment mapped = new Segment(file, arena, new Region(channel.map(MapMode.READ_WRITE, 0, size, arena)));
            MAPPED.add(mapped);
            return mapped;
        } catch (IOException | RuntimeException e) {
            arena.close();
            throw e;
        }
    }

    private static void reserve(Path file, FileChannel channel, long size, boolean reclaims) throws IOException {
        File folder = file.getParent().toFile();
        try {
            fill(channel, size, folder);
        } catch (ClosedByInterruptException e) {
            throw e;
        } catch (IOException e) {
            channel.truncate(0);
            if (reclaims && reclaim(folder, size)) {
                reserve(file, channel, size, false);
                return;
            }
            throw new IOException(
                    "no space for " + size + " bytes of shared memory in " + file.getParent() + " (" + e.getMessage()
                            + "); "
                            + (isOfLimit(size)
                                    ? RAISE_LIMIT
                                    : "free some or set -Dprocession.dir=DIR to a larger file system"),
                    e);
        }
    }

    /**
     * Whether a file may not be so long, however much space there is. The system's own text would say so in the language of the user; the
     * list of the limits has one form.
     */
    private static boolean isOfLimit(long size) {
        try (Stream<String> limits = Files.lines(LIMITS, StandardCharsets.ISO_8859_1)) {
            return limits.filter(line -> line.startsWith(FILE_SIZE))
                    .map(line -> line.substring(FILE_SIZE.length()).trim().split(" ")[0]) // the soft one
                    .anyMatch(soft ->
                            !soft.equals("unlimited") && Long.compareUnsigned(Long.parseUnsignedLong(soft), size) < 0);
        } catch (IOException | UncheckedIOException _) {
            return false; // the system has no such file
        }
    }

    private static void fill(FileChannel channel, long size, File folder) throws IOException {
        if (size > LARGE_BYTES) {
            long free = folder.getUsableSpace();
            if (free > 0 && free < size) {
                throw new IOException("only " + free + " bytes are free");
            }
        }
        ByteBuffer zeros = ByteBuffer.allocate((int) Math.min(size, ZEROS_BYTES));
        for (long position = 0; position < size; ) {
            zeros.clear().limit((int) Math.min(zeros.capacity(), size - position));
            position += channel.write(zeros, position);
        }
    }

    /** Has the garbage collector find dropped objects, and waits for a moment for the thread that frees them. */
    private static synchronized boolean reclaim(File folder, long size) {
        if (System.nanoTime() - nextReclaim < 0 || folder.getTotalSpace() < size) {
            return false; // just now it was in vain, or it must be
        }
        System.gc();
        for (int i = 0; i < RECLAIM_TRIES; i++) {
            LockSupport.parkNanos(RECLAIM_PAUSE_NANOS);
            if (folder.getUsableSpace() >= size) {
                return true;
            }
        }
        nextReclaim = System.nanoTime() + RECLAIM_AGAIN_NANOS;
        return false;
    }

    /**
     * The memory.
     *
     * @return the region over the whole file
     */
    public Region region() {
        return region;
    }

    /**
     * The file.
     *
     * @return its path
     */
    public Path file() {
        return file;
    }

    /**
     * Unmaps the memory; the file stays. Later access through the region throws {@link IllegalStateException}. Further calls
     * do nothing.
     */
    @Override
    public void close() {
        if (MAPPED.remove(this)) {
            arena.close();
        }
    }

    /** The address of the cell whose file a place of memory is in and the offset there; null if it is in none. */
    static long @Nullable [] cellOf(long place) {
        for (Segment segment : MAPPED) {
            long offset = place - segment.region.addressOf(0);
            if (offset >= 0 && offset < segment.region.size()) {
                long address = Cell.addressIn(segment.file);
                return address == 0 ? null : new long[] {address, offset};
            }
        }
        return null;
    }

    /** Unmaps all, at a shutdown: a mapped file keeps its memory although it is deleted. */
    static void closeAll() {
        for (Segment segment : MAPPED) {
            try {
                segment.close();
            } catch (IllegalStateException _) {
                // closed at this moment, or in use by a copy that is just being made
            }
        }
    }
}
