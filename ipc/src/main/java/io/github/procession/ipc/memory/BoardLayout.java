package io.github.procession.ipc.memory;

/**
 * Offsets in the file {@code board}, one in each session: what tools show of the processes. Nothing depends on it but what
 * people see, and no thread waits for it.
 *
 * <pre>
 *    0  +----------------------------------------------------------+
 *       | magic (int) | version (int)                              |
 *  256  +----------------------------------------------------------+
 *       | process in slot 0 of the process table                   |
 *       |   +0  token (int)     whose entry it is, 0 when free |
 *       |   +4  length (int)    of the name                        |
 *       |   +8  started (long)  milliseconds since 1970            |
 *       |  +16  name            80 bytes, UTF-8                    |
 *       |  +96  wait 0                                             |
 *       |         +0  thread (long)   its id, 0 when there is none |
 *       |         +8  address (long)  the cell it waits for, or id |
 *       |        +16  since (long)    milliseconds since 1970      |
 *       |        +24  seen (long)     last noted, or for good: max |
 *       |        +32  offset (int)    of the word, or kind: below 0|
 *       |        +36  words (int)     how many, negative: main     |
 *       | +136  wait 1 ... wait 3; wait 0 is the main thread's     |
 *  512  +----------------------------------------------------------+
 *       | process in slot 1 ...                                    |
 * </pre>
 */
public final class BoardLayout {
    static final int MAGIC = 0x42_4F_52_44;
    static final int VERSION = 2;

    static final long MAGIC_OFFSET = 0;
    static final long VERSION_OFFSET = 4;

    static final long SLOTS_OFFSET = 256;
    static final long SLOT_BYTES = 256;
    static final long TOKEN_OFFSET = 0;
    static final long LENGTH_OFFSET = 4;
    static final long STARTED_OFFSET = 8;
    static final long NAME_OFFSET = 16;
    static final int NAME_BYTES = 80;

    static final long WAITS_OFFSET = 96;
    static final long WAIT_BYTES = 40;
    static final long THREAD_OFFSET = 0;
    static final long ADDRESS_OFFSET = 8;
    static final long SINCE_OFFSET = 16;
    static final long SEEN_OFFSET = 24;
    static final long WORD_OFFSET = 32;
    static final long WORDS_OFFSET = 36;

    /** Waits of one process that have a place. */
    public static final int WAITS = 4;

    static final long BYTES = SLOTS_OFFSET + ProcessTableLayout.SLOTS * SLOT_BYTES;

    private BoardLayout() {}

    static long slot(int token) {
        return SLOTS_OFFSET + ProcessTable.slotOf(token) * SLOT_BYTES;
    }

    static long wait(int token, int place) {
        return slot(token) + WAITS_OFFSET + place * WAIT_BYTES;
    }
}
