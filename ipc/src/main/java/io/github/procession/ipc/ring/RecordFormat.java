package io.github.procession.ipc.ring;

/**
 * Layout of a record in a ring: one fragment, or several when it is larger than a quarter of the ring.
 *
 * <pre>
 *        first fragment                            later fragment
 *    0  +-----------------------+-----------+    +-----------------------+-----------+
 *       | body length (int)     | flags     |    | body length (int)     | flags     |
 *    8  +-----------------------+-----------+    +-----------------------+-----------+
 *       | header length (int)   | addresses |    | body ...                          |
 *   16  +-----------------------+-----------+    +-----------------------------------+
 *       | payload length (long)             |
 *   24  +-----------------------------------+
 *       | body ...                          |
 *       +-----------------------------------+
 *
 *        plain record
 *    0  +-----------------------+-----------+
 *       | header length (int)   | flags     |
 *    8  +-----------------------+-----------+
 *       | header ...                        |
 *       +-----------------------------------+
 * </pre>
 *
 * <p>The bodies of all fragments, one after another, are the addresses of shared objects (8 bytes each), the header and
 * the payload. Each fragment is padded to a multiple of 8. Most records are one fragment and only a header: plain ones.
 */
final class RecordFormat {
    static final int FIRST = 1;
    static final int LAST = 2;

    /** A fragment without body that ends a record which its writer could not complete. */
    static final int ABORT = 4;

    /** A later fragment that begins with addresses, since the first one could not take all. */
    static final int NAMES = 8;

    /** A whole record that has a header and nothing else, so that the length of its body says all. */
    static final int PLAIN = 16;

    static final long FRAGMENT_BYTES = 8;
    static final long FIRST_BYTES = 24;

    private RecordFormat() {}

    static long padded(long bytes) {
        return bytes + 7 & -8;
    }

    static long fragment(int bodyLength, int flags) {
        return (long) flags << 32 | bodyLength;
    }

    static boolean isWhole(long fragment) {
        return (flags(fragment) & (FIRST | LAST)) == (FIRST | LAST);
    }

    static boolean isPlain(long fragment) {
        return (flags(fragment) & PLAIN) != 0;
    }

    static int bodyLength(long fragment) {
        return (int) fragment;
    }

    static int flags(long fragment) {
        return (int) (fragment >>> 32);
    }

    /** Bytes that a fragment takes in the ring. */
    static long size(long fragment) {
        boolean saysLengths = (flags(fragment) & (FIRST | PLAIN)) == FIRST;
        return (saysLengths ? FIRST_BYTES : FRAGMENT_BYTES) + padded(bodyLength(fragment));
    }
}
