package io.github.procession.ipc.codec;

import com.esotericsoftware.kryo.kryo5.io.Output;
import java.lang.foreign.MemorySegment;

/**
 * Kryo's output over the buffer of a header. It differs from Kryo's own in that it grows to 2 GiB, copies primitive
 * arrays
 * in bulk, and writes strings as the rest of the codec does.
 */
final class GraphOutput extends Output {
    /** Header of no string at all: no empty string is written as one with two bytes a char. */
    static final byte NULL_STRING = 1;

    private final GraphKryo kryo;

    GraphOutput(GraphKryo kryo) {
        this.kryo = kryo;
    }

    void begin(byte[] target, int start) {
        setBuffer(target, -1);
        maxCapacity = HeaderWriter.MAX_BYTES;
        position = start;
    }

    /** Forgets the buffer, which belongs to the caller. */
    void finish() {
        setBuffer(new byte[0], -1);
    }

    @Override
    protected boolean require(int required) {
        if (capacity - position >= required) {
            return false;
        }
        grow((long) position + required);
        return true;
    }

    private void grow(long needed) {
        if (needed > maxCapacity) {
            throw new Refusal(kryo, HeaderWriter.tooLarge(needed), null);
        }
        capacity = HeaderWriter.grownCapacity(capacity, needed);
        byte[] larger = new byte[capacity];
        System.arraycopy(buffer, 0, larger, 0, position);
        buffer = larger;
    }

    /** Makes room for some bytes and passes over them; the caller fills them in. */
    int claim(int bytes) {
        if (capacity - position < bytes) {
            grow((long) position + bytes);
        }
        int start = position;
        position = start + bytes;
        return start;
    }

    void writeSegment(MemorySegment source) {
        long size = source.byteSize();
        if (capacity - position < size) {
            grow(position + size);
        }
        MemorySegment.copy(source, 0, MemorySegment.ofArray(buffer), position, size);
        position += (int) size;
    }

    @Override
    public void writeBytes(byte[] bytes, int offset, int count) {
        require(count);
        System.arraycopy(bytes, offset, buffer, position, count);
        position += count;
    }

    @Override
    public void writeString(String value) {
        if (value == null) {
            writeByte(NULL_STRING);
            return;
        }
        long needed = Strings.maxBytes(value);
        if (capacity - position < needed) {
            grow(position + needed);
        }
        position = Strings.put(value, buffer, position);
    }

    /** All bits: Kryo's own makes one NaN of all. */
    @Override
    public void writeDouble(double value) {
        writeLong(Double.doubleToRawLongBits(value));
    }

    @Override
    public void writeFloat(float value) {
        writeInt(Float.floatToRawIntBits(value));
    }

    @Override
    public void writeAscii(String value) {
        writeString(value);
    }
}
