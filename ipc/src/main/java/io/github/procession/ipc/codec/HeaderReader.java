package io.github.procession.ipc.codec;

import io.github.procession.serialization.DecodeException;
import java.lang.foreign.MemorySegment;

/** Reader of what {@link HeaderWriter} wrote, and never beyond its end: damaged bytes give a {@link DecodeException}. */
final class HeaderReader {
    private final byte[] buffer;
    private final int limit;
    private int position;

    HeaderReader(byte[] buffer, int offset, int length) {
        this.buffer = buffer;
        this.position = offset;
        this.limit = offset + length;
    }

    byte[] buffer() {
        return buffer;
    }

    int position() {
        return position;
    }

    int remaining() {
        return limit - position;
    }

    byte readByte() {
        return buffer[advance(1)];
    }

    short readShort() {
        return (short) LittleEndian.getShort(buffer, advance(2));
    }

    int readInt() {
        return LittleEndian.getInt(buffer, advance(4));
    }

    long readLong() {
        return LittleEndian.getLong(buffer, advance(8));
    }

    /** A count of things of which each takes at least {@code bytesEach} of the bytes left. */
    int readCount(int bytesEach) {
        long count = readVariable();
        if (count * bytesEach > remaining()) {
            throw DamagedMessageException.decoding("announces " + count + " elements of " + bytesEach
                    + " bytes, but has only " + remaining() + " bytes left");
        }
        return (int) count;
    }

    String readString() {
        long header = readVariable();
        long length = header >>> 1;
        boolean wide = (header & 1) != 0;
        long bytes = wide ? 2 * length : length;
        if (bytes > remaining()) {
            throw DamagedMessageException.decoding(
                    "announces a string of " + length + " chars, but has only " + remaining() + " bytes left");
        }
        int start = advance((int) bytes);
        return wide ? Strings.wide(buffer, start, (int) length) : Strings.narrow(buffer, start, (int) length);
    }

    String readText() {
        return readByte() == 0 ? null : readString();
    }

    void readSegment(MemorySegment target) {
        int size = (int) target.byteSize();
        MemorySegment.copy(MemorySegment.ofArray(buffer), advance(size), target, 0, size);
    }

    void skip(int bytes) {
        advance(bytes);
    }

    private long readVariable() {
        long result = 0;
        for (int shift = 0; shift < 35; shift += 7) {
            int next = buffer[advance(1)];
            result |= (next & 0x7FL) << shift;
            if (next >= 0) {
                return result;
            }
        }
        throw DamagedMessageException.decoding("a count has more than 35 bits");
    }

    private int advance(int bytes) {
        int start = position;
        if (bytes < 0 || limit - start < bytes) {
            throw DamagedMessageException.decoding(
                    "needs " + bytes + " more bytes, but only " + (limit - start) + " are left");
        }
        position = start + bytes;
        return start;
    }
}
