package io.github.procession.ipc.memory;

import java.io.EOFException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The files that a tool reads, again and again if it likes: those of a session and those of the operating system.
 *
 * <p>Files are opened for reading alone and copied, never mapped: nothing of the session can be changed by this, and a file that
 * is damaged or cut off is an exception here and no fault. A file stays open until a look does without it, and its copy lies in the same
 * memory each time: so a copy is good until the next look. Not for several threads at a time.
 */
public final class OpenFiles implements AutoCloseable {
    private static final int MOST_TEXT_BYTES = 4_096;
    private static final long GONE = -1;

    private final int most;
    private final Map<Path, OpenFile> open = new HashMap<>();
    private long look;

    /**
     * Makes a reader without files.
     *
     * @param most how many files it may keep open; the others are closed as soon as they are copied
     */
    public OpenFiles(int most) {
        this.most = most;
    }

    private static final class OpenFile implements AutoCloseable {
        private final FileChannel channel;
        private ByteBuffer bytes = ByteBuffer.allocate(0);
        private @Nullable Region region;
        private long look;

        OpenFile(Path file) throws IOException {
            if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                throw new NoSuchFileException(file.toString());
            }
            channel = FileChannel.open(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
        }

        Region copy(Path file, long least, long most) throws IOException {
            int size = (int) Math.min(most, channel.size());
            Region copied = region;
            if (copied == null || copied.size() < size) {
                var memory = Arena.ofAuto().allocate(size, Long.BYTES);
                bytes = memory.asByteBuffer();
                copied = new Region(memory);
                region = copied;
            }
            int length = fill(0, size);
            if (length < least) {
                throw new EOFException(file + " has only " + length + " bytes");
            }
            return length == copied.size() ? copied : copied.slice(0, length);
        }

        /** Copies a part again. */
        void part(Path file, long from, long to) throws IOException {
            int end = fill(from, to);
            if (end < to) {
                throw new EOFException(file + " has only " + end + " bytes");
            }
        }

        /** Reads from one offset to another, and returns where it ends if the file ends before. */
        private int fill(long from, long to) throws IOException {
            bytes.limit((int) to).position((int) from);
            while (bytes.hasRemaining() && channel.read(bytes, bytes.position()) >= 0) {}
            return bytes.position();
        }

        /** The content of a file whose size the system does not tell. */
        String text() throws IOException {
            if (bytes.capacity() < MOST_TEXT_BYTES) {
                bytes = ByteBuffer.allocateDirect(MOST_TEXT_BYTES);
            }
            bytes.clear();
            channel.read(bytes, 0);
            byte[] text = new byte[bytes.position()];
            bytes.get(0, text);
            return new String(text, StandardCharsets.ISO_8859_1);
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }

    /**
     * Begins another look: closes what the last one has not read.
     *
     * @throws IOException if a file cannot be closed
     */
    void nextLook() throws IOException {
        for (var files = open.values().iterator(); files.hasNext(); ) {
            OpenFile file = files.next();
            if (file.look != look) {
                files.remove();
                file.close();
            }
        }
        look++;
    }

    /** Whether a file is open since an earlier look. */
    boolean isOpen(Path file) {
        return open.containsKey(file);
    }

    /** The file if it is open, or may be from now on. */
    private @Nullable OpenFile kept(Path file) throws IOException {
        OpenFile kept = open.get(file);
        if (kept == null && open.size() < most) {
            kept = new OpenFile(file);
            open.put(file, kept);
        }
        if (kept != null) {
            kept.look = look;
        }
        return kept;
    }

    /**
     * Copies the beginning of a file.
     *
     * @param file the file
     * @param least how many bytes it must have
     * @param most how many bytes to copy at most
     * @return the copy
     * @throws EOFException if the file is shorter
     * @throws IOException if it cannot be read
     */
    Region copy(Path file, long least, long most) throws IOException {
        OpenFile kept = kept(file);
        if (kept != null) {
            return kept.copy(file, least, most);
        }
        try (OpenFile once = new OpenFile(file)) {
            return once.copy(file, least, most);
        }
    }

    /**
     * Copies places of equal size, and what is before them, of a file that an earlier look has copied as a whole.
     *
     * @param file the file
     * @param least how many bytes it must have
     * @param first offset of the first place
     * @param placeBytes size of each
     * @param places their numbers; all of them if the file is to be copied as a whole, or is not open
     * @param count how many places the file has
     * @return the copy; what is at other places is old
     * @throws EOFException if the file is shorter
     * @throws IOException if it cannot be read
     */
    Region copyPlaces(Path file, long least, long first, long placeBytes, BitSet places, int count) throws IOException {
        OpenFile kept = open.get(file);
        Region region = kept == null ? null : kept.region;
        long size = first + count * placeBytes;
        if (kept == null || region == null || region.size() < size || places.cardinality() == count) {
            return copy(file, least, size);
        }
        kept.look = look;
        kept.part(file, 0, first);
        for (int from = places.nextSetBit(0); from >= 0; ) {
            int to = places.nextClearBit(from);
            kept.part(file, first + from * placeBytes, first + to * placeBytes);
            from = places.nextSetBit(to);
        }
        return region;
    }

    /**
     * Reads a file that the operating system makes anew each time that it is read, such as {@code /proc/7/stat}.
     *
     * @param file the file, of some hundred bytes
     * @return its text, or null if it cannot be read, as its process has ended
     */
    public @Nullable String text(Path file) {
        OpenFile kept = null;
        try {
            kept = kept(file);
            if (kept != null) {
                return kept.text();
            }
            try (OpenFile once = new OpenFile(file)) {
                return once.text();
            }
        } catch (IOException e) {
            if (kept != null) {
                kept.look = GONE; // another process may have its pid at the next look
            }
            return null;
        }
    }

    @Override
    public void close() throws IOException {
        for (OpenFile file : open.values()) {
            file.close();
        }
        open.clear();
    }
}
