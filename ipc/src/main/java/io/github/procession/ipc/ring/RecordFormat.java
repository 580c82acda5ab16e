package io.github.procession.ipc.ring;

/**
 * How a record lies in a ring: one fragment, or several when it is larger than the ring.
 *
 * <pre>
 *        first fragment                            later fragment
 *    0  +-----------------------+-----------+    +-----------------------+-----------+
 *       | body length (int)     | flags     |    | body length (int)     | flags     |
 *    8  +-----------------------+-----------+    +-----------------------+-----------+
 *       | head length (int)     | addresses |    | body ...                          |
 *   16  +-----------------------+-----------+    +-----------------------------------+
 *       | payload length (long)             |
 *   24  +-----------------------------------+
 *       | body ...                          |
 *       +-----------------------------------+
 * </pre>
 *
 * <p>The bodies of all fragments, one after another, are the addresses of shared objects (8 bytes each), the head and
 * the payload. Each fragment is padded to a multiple of 8.
 */
final class RecordFormat {
    static final int FIRST = 1;
    static final int LAST = 2;

    /** A fragment without body that ends a record which its writer could not complete. */
    static final int ABORT = 4;

    /** A later fragment that begins with addresses, since the first one could not take all. */
    static final int NAMES = 8;

    static final long FRAGMENT_BYTES = 8;
    static final long FIRST_BYTES = 24;

    private RecordFormat() {}

    static long padded(long bytes) {
        return bytes + 7 & -8;
    }

    static long fragment(int bodyLength, int flags) {
        return (long) flags << 32 | bodyLength;
    }

    static int bodyLength(long fragment) {
        return (int) fragment;
    }

    static int flags(long fragment) {
        return (int) (fragment >>> 32);
    }

    /** Bytes that a fragment takes in the ring. */
    static long size(long fragment) {
        return ((flags(fragment) & FIRST) != 0 ? FIRST_BYTES : FRAGMENT_BYTES) + padded(bodyLength(fragment));
    }
}
