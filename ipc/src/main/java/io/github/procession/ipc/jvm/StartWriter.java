package io.github.procession.ipc.jvm;

import java.io.ByteArrayOutputStream;

/**
 * Writer of the header of a start message: whole numbers, highest byte first, and strings in UTF-8 behind their length.
 */
public final class StartWriter {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);

    /** Creates an empty head. */
    public StartWriter() {}

    /**
     * Writes one byte.
     *
     * @param value its lowest eight bits count
     */
    public void writeByte(int value) {
        bytes.write(value);
    }

    /**
     * Writes an int.
     *
     * @param value the number
     */
    public void writeInt(int value) {
        for (int shift = 24; shift >= 0; shift -= 8) {
            bytes.write(value >>> shift);
        }
    }

    /**
     * Writes a long.
     *
     * @param value the number
     */
    public void writeLong(long value) {
        writeInt((int) (value >>> 32));
        writeInt((int) value);
    }

    /**
     * Writes bytes behind their number.
     *
     * @param value the bytes
     */
    public void writeBytes(byte[] value) {
        writeInt(value.length);
        bytes.writeBytes(value);
    }

    /**
     * Writes a string, char by char: a name may have half a character, which UTF-8 cannot say.
     *
     * @param value the string
     */
    public void writeString(String value) {
        writeInt(value.length());
        for (int i = 0; i < value.length(); i++) {
            bytes.write(value.charAt(i) >>> 8);
            bytes.write(value.charAt(i));
        }
    }

    /**
     * All that was written.
     *
     * @return a copy
     */
    public byte[] toByteArray() {
        return bytes.toByteArray();
    }
}
