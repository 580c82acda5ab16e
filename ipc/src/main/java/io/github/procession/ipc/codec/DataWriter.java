package io.github.procession.ipc.codec;

import java.io.UTFDataFormatException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Writer of the data that an object's own code writes: runs of bytes as {@link java.io.DataOutput} defines them,
 * between them parts of the graph and default fields, and a mark at the end.
 *
 * <pre>
 *   0                    end of the data
 *   1, object            a part of the graph, by writeObject
 *   2, fields            by defaultWriteObject or writeFields
 *   3, int n, n bytes    a long run
 *   4 + n, n bytes       a run of at most {@value #MAX_SHORT} bytes
 * </pre>
 *
 * A run begins as a short one; its length is filled in when it ends. One that becomes too long moves by four bytes, once.
 */
final class DataWriter {
    static final int END = 0;
    static final int OBJECT = 1;
    static final int FIELDS = 2;
    static final int LONG_RUN = 3;
    static final int SHORT_RUN = 4;
    static final int MAX_SHORT = 255 - SHORT_RUN;
    static final int MAX_UTF_BYTES = 65_535;

    private static final int LENGTH_BYTES = 4;
    private static final int NO_RUN = -1;
    private static final VarHandle SHORTS = view(short[].class);
    private static final VarHandle INTS = view(int[].class);
    private static final VarHandle LONGS = view(long[].class);

    private final GraphOutput output;
    /** Position at which the bytes of the open run begin. */
    private int start = NO_RUN;

    private boolean isLong;

    DataWriter(GraphOutput output) {
        this.output = output;
    }

    static VarHandle view(Class<?> arrayType) {
        return MethodHandles.byteArrayViewVarHandle(arrayType, ByteOrder.BIG_ENDIAN);
    }

    /** Ends the open run and announces what is not one. */
    void mark(int kind) {
        endRun();
        output.writeByte(kind);
    }

    private void endRun() {
        if (start == NO_RUN) {
            return;
        }
        int length = output.position() - start;
        if (isLong) {
            LittleEndian.putInt(output.getBuffer(), start - LENGTH_BYTES, length);
        } else {
            output.getBuffer()[start - 1] = (byte) (SHORT_RUN + length);
        }
        start = NO_RUN;
    }

    /** Makes room in the open run, or in a new one. */
    private int claim(int bytes) {
        if (start == NO_RUN) {
            output.claim(1);
            start = output.position();
            isLong = false;
        }
        if (!isLong && bytes > MAX_SHORT - (output.position() - start)) {
            lengthen();
        }
        return output.claim(bytes);
    }

    private void lengthen() {
        int length = output.position() - start;
        output.claim(LENGTH_BYTES);
        byte[] buffer = output.getBuffer();
        System.arraycopy(buffer, start, buffer, start + LENGTH_BYTES, length);
        buffer[start - 1] = LONG_RUN;
        start += LENGTH_BYTES;
        isLong = true;
    }

    void writeByte(int value) {
        int at = claim(1);
        output.getBuffer()[at] = (byte) value;
    }

    void writeShort(int value) {
        int at = claim(Short.BYTES);
        SHORTS.set(output.getBuffer(), at, (short) value);
    }

    void writeInt(int value) {
        int at = claim(Integer.BYTES);
        INTS.set(output.getBuffer(), at, value);
    }

    void writeLong(long value) {
        int at = claim(Long.BYTES);
        LONGS.set(output.getBuffer(), at, value);
    }

    void writeBytes(byte[] bytes, int offset, int length) {
        if (length > 0) {
            int at = claim(length);
            System.arraycopy(bytes, offset, output.getBuffer(), at, length);
        }
    }

    /** The low byte of each char. */
    @SuppressWarnings("deprecation") // the method of String that does just that
    void writeLowBytes(String value) {
        int length = value.length();
        if (length > 0) {
            int at = claim(length);
            value.getBytes(0, length, output.getBuffer(), at);
        }
    }

    void writeChars(String value) {
        for (int i = 0; i < value.length(); i++) {
            writeShort(value.charAt(i));
        }
    }

    void writeUtf(String value) throws UTFDataFormatException {
        int chars = value.length();
        long bytes = chars;
        for (int i = 0; i < chars; i++) {
            bytes += extraBytes(value.charAt(i));
        }
        if (bytes > MAX_UTF_BYTES) {
            throw new UTFDataFormatException("writeUTF takes strings of at most " + MAX_UTF_BYTES
                    + " bytes, but this one has " + bytes + "; use writeObject for it");
        }
        int at = claim(Short.BYTES + (int) bytes);
        byte[] buffer = output.getBuffer();
        SHORTS.set(buffer, at, (short) bytes);
        at += Short.BYTES;
        for (int i = 0; i < chars; i++) {
            at = putModified(buffer, at, value.charAt(i));
        }
    }

    private static int extraBytes(char c) {
        return c != 0 && c < 0x80 ? 0 : c < 0x800 ? 1 : 2;
    }

    private static int putModified(byte[] buffer, int at, char c) {
        switch (extraBytes(c)) {
            case 0 -> buffer[at] = (byte) c;
            case 1 -> {
                buffer[at] = (byte) (0xC0 | c >> 6);
                buffer[at + 1] = (byte) (0x80 | c & 0x3F);
            }
            default -> {
                buffer[at] = (byte) (0xE0 | c >> 12);
                buffer[at + 1] = (byte) (0x80 | c >> 6 & 0x3F);
                buffer[at + 2] = (byte) (0x80 | c & 0x3F);
            }
        }
        return at + 1 + extraBytes(c);
    }
}
