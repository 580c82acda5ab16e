package io.github.procession.ipc.codec;

/**
 * Access to numbers in byte arrays, lowest byte first. Plain shifts, which the JIT merges into one store; a
 * {@code VarHandle} would cost a cold JVM more.
 */
final class LittleEndian {
    private LittleEndian() {}

    static void putShort(byte[] to, int at, int value) {
        to[at] = (byte) value;
        to[at + 1] = (byte) (value >> 8);
    }

    static void putInt(byte[] to, int at, int value) {
        to[at] = (byte) value;
        to[at + 1] = (byte) (value >> 8);
        to[at + 2] = (byte) (value >> 16);
        to[at + 3] = (byte) (value >> 24);
    }

    static void putLong(byte[] to, int at, long value) {
        to[at] = (byte) value;
        to[at + 1] = (byte) (value >> 8);
        to[at + 2] = (byte) (value >> 16);
        to[at + 3] = (byte) (value >> 24);
        to[at + 4] = (byte) (value >> 32);
        to[at + 5] = (byte) (value >> 40);
        to[at + 6] = (byte) (value >> 48);
        to[at + 7] = (byte) (value >> 56);
    }

    static int getShort(byte[] from, int at) {
        return from[at] & 0xFF | from[at + 1] << 8;
    }

    static int getInt(byte[] from, int at) {
        return from[at] & 0xFF | (from[at + 1] & 0xFF) << 8 | (from[at + 2] & 0xFF) << 16 | from[at + 3] << 24;
    }

    static long getLong(byte[] from, int at) {
        return getInt(from, at) & 0xFFFF_FFFFL | (long) getInt(from, at + 4) << 32;
    }
}
