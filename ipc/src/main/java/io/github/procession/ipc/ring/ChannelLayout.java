package io.github.procession.ipc.ring;

/**
 * Offsets in the file of a {@link RingChannel}. What the writers store, what the readers store, and the words that are
 * seldom stored, lie two cache lines apart.
 *
 * <pre>
 *    0  magic (int), version (int), capacity (long)
 *  128  writers' mutex (int)
 *  256  tail (long): end of what readers may read; bit 0 is set while the rest of a record is to come
 *  384  readers' mutex (int)
 *  512  head (long): start of what is not read yet
 *  640  event count "data"
 *  768  event count "space"
 * 4096  the ring
 * </pre>
 */
final class ChannelLayout {
    static final int MAGIC = 0x43_48_41_4E;
    static final int VERSION = 3;

    static final long MAGIC_OFFSET = 0;
    static final long VERSION_OFFSET = 4;
    static final long CAPACITY_OFFSET = 8;
    static final long WRITERS_MUTEX_OFFSET = 128;
    static final long TAIL_OFFSET = 256;
    static final long READERS_MUTEX_OFFSET = 384;
    static final long HEAD_OFFSET = 512;
    static final long DATA_OFFSET = 640;
    static final long SPACE_OFFSET = 768;
    static final long RING_OFFSET = 4096;

    /** The bit of the tail that says that its last record is not complete. */
    static final long OPEN = 1;

    private ChannelLayout() {}

    /** The position in a tail. */
    static long position(long tail) {
        return tail & ~OPEN;
    }

    static boolean isOpen(long tail) {
        return (tail & OPEN) != 0;
    }
}
