package io.github.procession.ipc.memory;

/**
 * Offsets in a cell, the unit of shared state: a lock is one cell, a queue is one cell and some files.
 *
 * <pre>
 *    0  +-----------------------------------------------------------+
 *       | status (long)    owner | generation | state               |
 *    8  | type (int)       which class it belongs to                |
 *   12  | moves (int)      times its address was sent or received   |
 *   16  | carries (int)    1 when addresses were sent through it    |
 *   20  | first file (int) | last file (int)                        |
 *   64  +-----------------------------------------------------------+
 *       | 64 bytes of words, meaning given by the type              |
 *  128  +-----------------------------------------------------------+
 *       | holders: one bit for each slot of the process table       |
 *  256  +-----------------------------------------------------------+
 * </pre>
 *
 * <p>Slab {@code n} is the file {@code slab-n} with cells {@code 4096 n} to {@code 4096 n + 4095}; the first cell of
 * all is never used, so an address is never zero.
 */
public final class CellLayout {
    static final long STATUS_OFFSET = 0;
    static final long TYPE_OFFSET = 8;
    static final long MOVES_OFFSET = 12;
    static final long CARRIES_OFFSET = 16;

    /** Number of the oldest file of the cell that may exist (int). */
    public static final long FIRST_FILE_OFFSET = 20;

    /** Number of the newest file of the cell (int); one more may exist when its creator died. */
    public static final long LAST_FILE_OFFSET = 24;

    /** Offset of the words of the type. */
    public static final long WORDS_OFFSET = 64;

    static final long WORDS_BYTES = 64;
    static final long HOLDERS_OFFSET = 128;
    static final int HOLDERS_WORDS = ProcessTableLayout.SLOTS / 64;
    static final long CELL_BYTES = HOLDERS_OFFSET + HOLDERS_WORDS * 8L;
    static final int CELLS_PER_SLAB = 4096;
    static final long SLAB_BYTES = CELLS_PER_SLAB * CELL_BYTES;

    private CellLayout() {}
}
