package io.github.procession.ipc.memory;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * The board of a session as its processes write it: names, and what threads have been waiting for. A parent writes the entry
 * of a child before it launches it; later a process writes to its own entry alone. A process maps the board when it first has
 * something to write, which most children never have.
 *
 * <p>Plain stores, in an order that does not matter: a reader that sees half an entry shows half an entry, once.
 */
public final class Board {
    static final String FILE = "board";

    private final Path file;
    private Region region; // guarded by this
    private boolean failed;

    Board(Path directory) {
        file = directory.resolve(FILE);
    }

    static void create(Path directory) throws IOException {
        try (Segment segment = Segment.create(directory.resolve(FILE), BoardLayout.BYTES)) {
            segment.region().putInt(BoardLayout.VERSION_OFFSET, BoardLayout.VERSION);
            segment.region().putIntRelease(BoardLayout.MAGIC_OFFSET, BoardLayout.MAGIC);
        }
    }

    /** The board, or null if it cannot be mapped: then tools see less, and nothing else is wrong. */
    private synchronized Region region() {
        if (region == null && !failed) {
            try {
                region = Segment.open(file).region();
            } catch (IOException _) {
                failed = true;
            }
        }
        return region;
    }

    /**
     * Begins the entry of a process.
     *
     * @param token the process
     * @param name what it is called
     */
    public void begin(int token, String name) {
        Region board = region();
        if (board != null) {
            long slot = BoardLayout.slot(token);
            board.zero(slot, BoardLayout.SLOT_BYTES);
            putName(board, slot, name);
            board.putLong(slot + BoardLayout.STARTED_OFFSET, System.currentTimeMillis());
            board.putIntRelease(slot + BoardLayout.TOKEN_OFFSET, token);
        }
    }

    /**
     * Gives a process another name.
     *
     * @param token the process
     * @param name what it is called from now on
     */
    public void rename(int token, String name) {
        Region board = region();
        if (board != null) {
            putName(board, BoardLayout.slot(token), name);
        }
    }

    private static void putName(Region board, long slot, String name) {
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        int length = bytes.length;
        if (length > BoardLayout.NAME_BYTES) {
            length = BoardLayout.NAME_BYTES;
            while ((bytes[length] & 0xC0) == 0x80) { // not in the middle of a character
                length--;
            }
        }
        board.copyIn(
                slot + BoardLayout.NAME_OFFSET, MemorySegment.ofArray(Arrays.copyOf(bytes, length + 1)), 0, length);
        board.putInt(slot + BoardLayout.LENGTH_OFFSET, length);
    }

    /**
     * Notes what a thread waits for.
     *
     * @param token this process
     * @param place from 0 to {@link BoardLayout#WAITS} - 1
     * @param thread the id of the thread
     * @param address of the cell
     * @param offset of the word in the file that it is in
     * @param words how many words it waits for, negative for the main thread
     * @param since when the wait began, in milliseconds since 1970
     */
    public void noteWait(int token, int place, long thread, long address, int offset, int words, long since) {
        put(token, place, thread, address, offset, words, since, System.currentTimeMillis());
    }

    /**
     * Notes what a thread waits for until {@link #endWait}.
     *
     * @param token this process
     * @param place from 0 to {@link BoardLayout#WAITS} - 1
     * @param thread the id of the thread
     * @param id which of its kind it waits for
     * @param kind the number of the kind, negative
     * @param words 1, or -1 for the main thread
     * @param since when the wait began, in milliseconds since 1970
     */
    public void keepWait(int token, int place, long thread, long id, int kind, int words, long since) {
        put(token, place, thread, id, kind, words, since, Long.MAX_VALUE);
    }

    private void put(int token, int place, long thread, long address, int offset, int words, long since, long seen) {
        Region board = region();
        if (board != null) {
            long wait = BoardLayout.wait(token, place);
            board.putLong(wait + BoardLayout.THREAD_OFFSET, 0);
            board.putLong(wait + BoardLayout.ADDRESS_OFFSET, address);
            board.putLong(wait + BoardLayout.SINCE_OFFSET, since);
            board.putLong(wait + BoardLayout.SEEN_OFFSET, seen);
            board.putInt(wait + BoardLayout.WORD_OFFSET, offset);
            board.putInt(wait + BoardLayout.WORDS_OFFSET, words);
            board.putLongRelease(wait + BoardLayout.THREAD_OFFSET, thread);
        }
    }

    /**
     * Notes that a wait goes on.
     *
     * @param token this process
     * @param place of the wait
     */
    public void stillWaiting(int token, int place) {
        Region board = region();
        if (board != null) {
            board.putLong(BoardLayout.wait(token, place) + BoardLayout.SEEN_OFFSET, System.currentTimeMillis());
        }
    }

    /**
     * Notes that a wait is over.
     *
     * @param token this process
     * @param place of the wait
     */
    public void endWait(int token, int place) {
        Region board = region();
        if (board != null) {
            board.putLong(BoardLayout.wait(token, place) + BoardLayout.THREAD_OFFSET, 0);
        }
    }
}
