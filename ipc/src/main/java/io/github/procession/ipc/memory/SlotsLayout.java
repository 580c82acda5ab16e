package io.github.procession.ipc.memory;

/**
 * Offsets in a block of slots, a list of values of bounded size.
 *
 * <pre>
 *    0  +-----------------------------------------------------------+
 *       | magic (int) | version (int) | count (int)                 |
 *   64  +-----------------------------------------------------------+
 *       | entry 0                                                   |
 *       |   +0  state (long)    length | sequence | half | type     |
 *       |   +8  offset (long)   of the slot's bytes                 |
 *       |   +16 capacity (long) of one half, a multiple of 8        |
 *       | entry 1 ...                                               |
 *       +-----------------------------------------------------------+
 *       | slot 0: half 0, half 1                                    |
 *       | slot 1 ...                                                |
 *       +-----------------------------------------------------------+
 * </pre>
 */
final class SlotsLayout {
    static final int MAGIC = 0x50534c31;
    static final int VERSION = 1;
    static final long MAGIC_OFFSET = 0;
    static final long VERSION_OFFSET = 4;
    static final long COUNT_OFFSET = 8;
    static final long ENTRIES_OFFSET = 64;
    static final long STATE_OFFSET = 0;
    static final long BYTES_OFFSET = 8;
    static final long CAPACITY_OFFSET = 16;
    static final long ENTRY_BYTES = 24;

    private SlotsLayout() {}

    static long entry(int index) {
        return ENTRIES_OFFSET + index * ENTRY_BYTES;
    }
}
