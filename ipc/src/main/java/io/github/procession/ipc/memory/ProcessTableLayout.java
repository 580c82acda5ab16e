package io.github.procession.ipc.memory;

/**
 * Offsets in the segment {@code table}, one in each session.
 *
 * <pre>
 *    0  +----------------------------------------------------------+
 *       | magic (int) | version (int) | slabs (int) | growing (int)|
 *   64  +----------------------------------------------------------+
 *       | sleepers (int): 1 when threads may sleep in the kernel   |
 *  128  +----------------------------------------------------------+
 *       | files (long): number of the next ring or control file    |
 *  256  +----------------------------------------------------------+
 *       | slot 0                                                   |
 *       |   +0  status (long)   creator | generation | state       |
 *       |   +8  identity (long) start time | pid                   |
 *       |  +16  ending (int)    all | token of who ends children   |
 *  320  +----------------------------------------------------------+
 *       | slot 1 ...                                               |
 * </pre>
 */
final class ProcessTableLayout {
    static final int MAGIC = 0x50_52_4F_43;
    static final int VERSION = 4;

    static final long MAGIC_OFFSET = 0;
    static final long VERSION_OFFSET = 4;
    static final long SLABS_OFFSET = 8;
    static final long GROWING_OFFSET = 12;
    static final long SLEEPERS_OFFSET = 64;
    static final long FILES_OFFSET = 128;

    /** Live processes that a tree can have at one time. */
    static final int SLOTS = 1024;

    static final long SLOTS_OFFSET = 256;
    static final long SLOT_BYTES = 64;
    static final long STATUS_OFFSET = 0;
    static final long IDENTITY_OFFSET = 8;
    static final long ENDING_OFFSET = 16;

    static final long BYTES = SLOTS_OFFSET + SLOTS * SLOT_BYTES;

    private ProcessTableLayout() {}

    static long slot(int slot) {
        return SLOTS_OFFSET + slot * SLOT_BYTES;
    }
}
