package io.github.procession.ipc.codec;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.OptionalDataException;
import java.io.StreamCorruptedException;
import java.io.UTFDataFormatException;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/** Reader of what {@link DataWriter} wrote. A run of bytes ends where the writer wrote something else, or nothing more. */
final class DataReader {
    /** The mark of what follows was not read yet. */
    private static final int UNKNOWN = -1;

    private static final int RUN = DataWriter.LONG_RUN;
    private static final VarHandle SHORTS = DataWriter.view(short[].class);
    private static final VarHandle INTS = DataWriter.view(int[].class);
    private static final VarHandle LONGS = DataWriter.view(long[].class);

    private final GraphInput input;
    /** Mark of what follows, one of those of the writer; a short run counts as a long one. */
    private int next;
    /** Bytes left of the run. */
    private int left;

    /** The data of an object whose writer has marked it. */
    static DataReader marked(GraphInput input) {
        return new DataReader(input, UNKNOWN);
    }

    /** The data of an object that has no code for writing: its fields, without a mark. */
    static DataReader fieldsOnly(GraphInput input) {
        return new DataReader(input, DataWriter.FIELDS);
    }

    private final boolean marked;

    private DataReader(GraphInput input, int next) {
        this.input = input;
        this.next = next;
        marked = next == UNKNOWN;
    }

    /** Kind of what follows: {@link DataWriter#END}, an object, fields, or {@link DataWriter#LONG_RUN} for bytes. */
    int peek() {
        if (next == RUN && left == 0) {
            next = UNKNOWN;
        }
        if (next == UNKNOWN) {
            int mark = input.readByte() & 0xFF;
            if (mark < DataWriter.LONG_RUN) {
                next = mark;
            } else {
                left = mark == DataWriter.LONG_RUN ? input.readInt() : mark - DataWriter.SHORT_RUN;
                next = RUN;
                if (left <= 0 || left > input.remaining()) {
                    throw new DamagedMessageException(
                            "a run of " + left + " bytes, but only " + input.remaining() + " are left");
                }
            }
        }
        return next;
    }

    /** Goes on behind a mark, to the object that follows it. */
    void takeObject() throws IOException {
        if (peek() != DataWriter.OBJECT) {
            throw switch (next) {
                case RUN -> optionalData(left, false);
                case DataWriter.FIELDS -> new StreamCorruptedException("its fields come next, not an object");
                default -> optionalData(0, true);
            };
        }
        next = UNKNOWN;
    }

    /** Goes on behind a mark, to the fields that follow it. */
    void takeFields() throws IOException {
        if (peek() != DataWriter.FIELDS) {
            throw new StreamCorruptedException("its fields were not written here");
        }
        next = marked ? UNKNOWN : DataWriter.END;
    }

    /** Only the JDK can make the exception; its two fields are public. */
    private static OptionalDataException optionalData(int length, boolean atEnd) throws IOException {
        byte[] aByte = {(byte) 0xAC, (byte) 0xED, 0, 5, 0x77, 1, 0};
        try (ObjectInputStream stream = new ObjectInputStream(new ByteArrayInputStream(aByte))) {
            throw new StreamCorruptedException("read " + stream.readObject());
        } catch (OptionalDataException e) {
            e.length = length;
            e.eof = atEnd;
            return e;
        } catch (ClassNotFoundException e) {
            throw new IOException(e);
        }
    }

    int available() {
        return peek() == RUN ? left : 0;
    }

    int read() {
        if (peek() != RUN) {
            return -1;
        }
        left--;
        return input.readByte() & 0xFF;
    }

    int read(byte[] bytes, int offset, int length) {
        if (length == 0) {
            return 0;
        }
        if (peek() != RUN) {
            return -1;
        }
        int count = Math.min(length, left);
        left -= count;
        System.arraycopy(input.getBuffer(), input.pass(count), bytes, offset, count);
        return count;
    }

    int skip(int length) {
        if (length <= 0 || peek() != RUN) {
            return 0;
        }
        int count = Math.min(length, left);
        left -= count;
        input.pass(count);
        return count;
    }

    /** Skips the rest of a run. */
    void skipRun() {
        skip(left);
    }

    /** Position of the next bytes in the buffer of the input. */
    private int take(int bytes) throws EOFException {
        if (bytes > 0 && peek() != RUN || bytes > left) {
            throw new EOFException("its reading code needs " + bytes + " more bytes, but its writing code wrote "
                    + (next == RUN ? left : 0));
        }
        left -= bytes;
        return input.pass(bytes);
    }

    void readFully(byte[] bytes, int offset, int length) throws EOFException {
        if (length > 0) {
            int at = take(length);
            System.arraycopy(input.getBuffer(), at, bytes, offset, length);
        }
    }

    byte readByte() throws EOFException {
        int at = take(1);
        return input.getBuffer()[at];
    }

    short readShort() throws EOFException {
        int at = take(Short.BYTES);
        return (short) SHORTS.get(input.getBuffer(), at);
    }

    int readInt() throws EOFException {
        int at = take(Integer.BYTES);
        return (int) INTS.get(input.getBuffer(), at);
    }

    long readLong() throws EOFException {
        int at = take(Long.BYTES);
        return (long) LONGS.get(input.getBuffer(), at);
    }

    String readUtf() throws IOException {
        int bytes = readShort() & 0xFFFF;
        int at = bytes == 0 ? 0 : take(bytes);
        int end = at + bytes;
        byte[] buffer = input.getBuffer();
        char[] chars = new char[bytes];
        int count = 0;
        while (at < end) {
            int first = buffer[at] & 0xFF;
            int size = first < 0x80 ? 1 : first >> 5 == 0b110 ? 2 : first >> 4 == 0b1110 ? 3 : 0;
            if (size == 0 || at + size > end) {
                throw new UTFDataFormatException("no modified UTF-8: byte " + first);
            }
            chars[count++] = switch (size) {
                case 1 -> (char) first;
                case 2 -> (char) ((first & 0x1F) << 6 | following(buffer[at + 1]));
                default -> (char) ((first & 0x0F) << 12 | following(buffer[at + 1]) << 6 | following(buffer[at + 2]));
            };
            at += size;
        }
        return new String(chars, 0, count);
    }

    private static int following(byte value) throws UTFDataFormatException {
        if ((value & 0xC0) != 0x80) {
            throw new UTFDataFormatException("no modified UTF-8: byte " + (value & 0xFF));
        }
        return value & 0x3F;
    }

    /** Bytes up to the end of the line, as characters; null at the end of the data. */
    @Nullable
    String readLine() {
        int value = read();
        if (value < 0) {
            return null;
        }
        StringBuilder line = new StringBuilder();
        while (value >= 0 && value != '\n') {
            if (value == '\r') {
                if (peek() == RUN && input.getBuffer()[input.position()] == '\n') {
                    skip(1);
                }
                break;
            }
            line.append((char) value);
            value = read();
        }
        return line.toString();
    }
}
