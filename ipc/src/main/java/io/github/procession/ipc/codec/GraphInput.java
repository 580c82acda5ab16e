package io.github.procession.ipc.codec;

import com.esotericsoftware.kryo.kryo5.Kryo;
import com.esotericsoftware.kryo.kryo5.io.Input;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * Kryo's input over the bytes of a header. It never allocates more for a declared length than the bytes that are there
 * can
 * fill, and it never writes into the buffer, as Kryo's own does at its end.
 */
final class GraphInput extends Input {
    /** Elements that the whole graph may still announce. Each takes a byte at least, however they are nested. */
    private long allowance;

    void begin(HeaderReader reader) {
        setBuffer(reader.buffer(), reader.position(), reader.remaining());
        allowance = reader.remaining();
    }

    /** Forgets the buffer, which belongs to the caller. */
    void finish() {
        setBuffer(new byte[0]);
    }

    int remaining() {
        return limit - position;
    }

    /** Whether the next object was sent as null, and was not another one of which null has become here. */
    boolean isAtNull() {
        return isNullAt(position);
    }

    boolean isNullAt(int start) {
        return start < limit && buffer[start] == Kryo.NULL;
    }

    /** Passes over some bytes, and says where they are in the buffer. */
    int pass(int bytes) {
        require(bytes);
        int start = position;
        position = start + bytes;
        return start;
    }

    @Override
    protected int require(int required) {
        int remaining = limit - position;
        if (required < 0 || remaining < required) {
            throw new DamagedMessageException("needs " + required + " more bytes, but only " + remaining + " are left");
        }
        return remaining;
    }

    @Override
    protected int optional(int optional) {
        int remaining = limit - position;
        return remaining == 0 ? -1 : Math.min(remaining, optional);
    }

    /** A count of elements that take {@code bytesEach} bytes or more. */
    int readSize(int bytesEach) {
        int size = readVarInt(true);
        checkSize(size, bytesEach);
        allowance -= size;
        if (allowance < 0) {
            throw new DamagedMessageException("announces more elements than it has bytes");
        }
        return size;
    }

    private void checkSize(int size, int bytesEach) {
        if (size < 0 || (long) size * bytesEach > limit - position) {
            throw new DamagedMessageException("announces " + size + " elements of " + bytesEach
                    + " bytes, but has only " + (limit - position) + " bytes left");
        }
    }

    /** Whether an array that a class of the JDK is about to make while it reads itself fits to the message. */
    boolean allows(long arrayLength) {
        if (arrayLength > 4L * (limit - position) + 64) {
            return false;
        }
        allowance -= arrayLength / 4;
        return allowance >= -16;
    }

    Object readPrimitives(int kind) {
        int length = readSize(PrimitiveArrays.elementBytes(kind));
        return readPrimitives(kind, length);
    }

    Object readPrimitives(int kind, int length) {
        checkSize(length, PrimitiveArrays.elementBytes(kind));
        Object array = PrimitiveArrays.allocate(kind, length);
        MemorySegment target = PrimitiveArrays.target(array, kind);
        MemorySegment.copy(MemorySegment.ofArray(buffer), position, target, 0, target.byteSize());
        position += (int) target.byteSize();
        return PrimitiveArrays.finish(array, kind);
    }

    @Override
    public byte[] readBytes(int length) {
        return (byte[]) readPrimitives(PrimitiveArrays.BYTES, length);
    }

    @Override
    public void skip(int count) {
        require(count);
        position += count;
    }

    @Override
    public @Nullable String readString() {
        int header = readVarInt(true);
        if (header == GraphOutput.NULL_STRING) {
            return null;
        }
        int length = header >>> 1;
        if ((header & 1) == 0) {
            checkSize(length, 1);
            String value = Strings.narrow(buffer, position, length);
            position += length;
            return value;
        }
        checkSize(length, 2);
        String value = Strings.wide(buffer, position, length);
        position += 2 * length;
        return value;
    }

    @Override
    public StringBuilder readStringBuilder() {
        String value = readString();
        return value == null ? null : new StringBuilder(value);
    }
}
