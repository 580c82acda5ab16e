package io.github.procession.ipc.jvm;

/**
 * Reader of what a {@link StartWriter} wrote. A {@link java.io.DataInputStream} would do, but the first number that it reads in
 * a JVM costs 2 ms: it brings up variable handles, and these make the first reflective call take another 5 ms.
 */
public final class StartReader {
    private final byte[] bytes;
    private int position;

    StartReader(byte[] bytes) {
        this.bytes = bytes;
    }

    /**
     * Reads one byte.
     *
     * @return its value, 0 to 255
     */
    public int readByte() {
        return bytes[position++] & 0xFF;
    }

    /**
     * Reads an int.
     *
     * @return the number
     */
    public int readInt() {
        return readByte() << 24 | readByte() << 16 | readByte() << 8 | readByte();
    }

    /**
     * Reads a long.
     *
     * @return the number
     */
    public long readLong() {
        return (long) readInt() << 32 | readInt() & 0xFFFF_FFFFL;
    }

    /**
     * Reads bytes behind their number.
     *
     * @return the bytes
     */
    public byte[] readBytes() {
        byte[] value = new byte[readInt()];
        System.arraycopy(bytes, position, value, 0, value.length);
        position += value.length;
        return value;
    }

    /**
     * Reads a string.
     *
     * @return the string
     */
    public String readString() {
        char[] chars = new char[readInt()];
        for (int i = 0; i < chars.length; i++) {
            chars[i] = (char) (bytes[position++] << 8 | bytes[position++] & 0xff);
        }
        return new String(chars);
    }
}
