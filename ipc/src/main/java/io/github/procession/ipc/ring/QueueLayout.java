package io.github.procession.ipc.ring;

/**
 * Offsets in the files of a {@link RingQueue}: file 1 is the control file, files 2 and up are the rings of its chain.
 *
 * <pre>
 *   control                                             ring
 *    0  magic, version, bound (int)                       0  magic, version (int), capacity (long)
 *  128  producers' mutex, tail ring (int)                 16  start (int): position of its first byte / 8
 *  256  tail (long)   items put | position / 8           128  end (int): start of the next ring
 *  384  consumers' mutex, head ring, oldest ring (int)   132  next (int): number of the next ring, 0 while the last
 *  512  head (long)   items taken | position / 8        4096  the ring
 *  640  event count "items", consumers' turn (int)
 *  768  event count "room", producers' turn (int)
 *  896  finished (int), event count "finished" at 904
 * </pre>
 *
 * <p>Positions go on from ring to ring. The first byte of a ring is that of its start. Head and tail hold two counters of 32 bits, each modulo 2<sup>32</sup>, so that
 * one store publishes an item and counts it: the size of the queue is never out of step with its contents.
 */
final class QueueLayout {
    static final int CONTROL_MAGIC = 0x51_55_45_55;
    static final int RING_MAGIC = 0x52_49_4E_47;
    static final int VERSION = 3;

    static final long MAGIC_OFFSET = 0;
    static final long VERSION_OFFSET = 4;
    static final long BOUND_OFFSET = 8;
    static final long PRODUCERS_MUTEX_OFFSET = 128;
    static final long TAIL_RING_OFFSET = 132;
    static final long TAIL_OFFSET = 256;
    static final long CONSUMERS_MUTEX_OFFSET = 384;
    static final long HEAD_RING_OFFSET = 388;
    static final long OLDEST_RING_OFFSET = 392;
    static final long HEAD_OFFSET = 512;
    static final long ITEMS_OFFSET = 640;
    static final long CONSUMERS_TURN_OFFSET = 648;
    static final long ROOM_OFFSET = 768;
    static final long PRODUCERS_TURN_OFFSET = 776;
    static final long FINISHED_OFFSET = 896;
    static final long ALL_FINISHED_OFFSET = 904;
    static final long CONTROL_BYTES = 4096;

    static final long CAPACITY_OFFSET = 8;
    static final long START_OFFSET = 16;
    static final long END_OFFSET = 128;
    static final long NEXT_OFFSET = 132;
    static final long RING_OFFSET = 4096;

    static final int CONTROL_FILE = 1;
    static final int FIRST_RING = 2;

    private QueueLayout() {}

    /** Head or tail: items and position together. */
    static long counters(int items, int units) {
        return (long) items << 32 | units & 0xffff_ffffL;
    }

    static int itemsOf(long counters) {
        return (int) (counters >>> 32);
    }

    static int unitsOf(long counters) {
        return (int) counters;
    }

    /** A position in bytes; only its value modulo a ring's capacity means anything. */
    static long position(int units) {
        return (units & 0xffff_ffffL) * 8;
    }

    /** Bytes from one position to a later one of the same ring. */
    static long distance(int from, int to) {
        return (to - from & 0xffff_ffffL) * 8;
    }
}
