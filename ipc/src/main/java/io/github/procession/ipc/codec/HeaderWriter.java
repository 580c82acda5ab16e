package io.github.procession.ipc.codec;

import io.github.procession.serialization.NotSendableException;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/** Growable bytes of a header, little endian, together with the addresses of the shared objects written into it. */
final class HeaderWriter {
    static final int MAX_BYTES = Integer.MAX_VALUE - 64;
    private static final int GENTLE_GROWTH_BYTES = 64 << 20;
    private static final long[] NO_ADDRESSES = {};

    /** Whether the bytes are of the message that starts a process. */
    private final boolean isForStart;

    private byte[] buffer;
    private int position;
    private long[] addresses = NO_ADDRESSES;
    private int addressCount;

    HeaderWriter(byte[] buffer) {
        this(buffer, false);
    }

    HeaderWriter(byte[] buffer, boolean isForStart) {
        this.buffer = buffer;
        this.isForStart = isForStart;
    }

    boolean isForStart() {
        return isForStart;
    }

    byte[] buffer() {
        return buffer;
    }

    int position() {
        return position;
    }

    int addressCount() {
        return addressCount;
    }

    /** Goes back to an earlier state, when a value begun as a fast one turns out not to be one. */
    void rewind(int earlierPosition, int earlierAddressCount) {
        position = earlierPosition;
        addressCount = earlierAddressCount;
    }

    /** Takes over a buffer that other code filled after {@link #buffer()} was handed to it. */
    void adopt(byte[] filled, int newPosition) {
        buffer = filled;
        position = newPosition;
    }

    void addAddress(long address) {
        if (addressCount == addresses.length) {
            addresses = Arrays.copyOf(addresses, Math.max(4, addressCount * 2));
        }
        addresses[addressCount++] = address;
    }

    long[] addresses() {
        return addressCount == addresses.length ? addresses : Arrays.copyOf(addresses, addressCount);
    }

    void writeByte(int value) {
        require(1);
        buffer[position++] = (byte) value;
    }

    void writeShort(int value) {
        require(2);
        LittleEndian.putShort(buffer, position, value);
        position += 2;
    }

    void writeInt(int value) {
        require(4);
        LittleEndian.putInt(buffer, position, value);
        position += 4;
    }

    void writeLong(long value) {
        require(8);
        LittleEndian.putLong(buffer, position, value);
        position += 8;
    }

    /** Seven bits a byte, the lowest first. */
    void writeCount(int value) {
        require(5);
        int rest = value;
        while (rest >>> 7 != 0) {
            buffer[position++] = (byte) (rest & 0x7F | 0x80);
            rest >>>= 7;
        }
        buffer[position++] = (byte) rest;
    }

    void writeString(String value) {
        require(Strings.maxBytes(value));
        position = Strings.put(value, buffer, position);
    }

    /** A string that may be null. */
    void writeText(String value) {
        writeByte(value == null ? 0 : 1);
        if (value != null) {
            writeString(value);
        }
    }

    void writeBytes(byte[] bytes, int offset, int length) {
        require(length);
        System.arraycopy(bytes, offset, buffer, position, length);
        position += length;
    }

    void writeSegment(MemorySegment source) {
        long size = source.byteSize();
        require(size);
        MemorySegment.copy(source, 0, MemorySegment.ofArray(buffer), position, size);
        position += (int) size;
    }

    /** Fills in a number whose place was left free earlier. */
    void patchInt(int at, int value) {
        LittleEndian.putInt(buffer, at, value);
    }

    private void require(long more) {
        if (buffer.length - position < more) {
            grow(position + more);
        }
    }

    private void grow(long needed) {
        if (needed > MAX_BYTES) {
            throw new NotSendableException(tooLarge(needed));
        }
        buffer = Arrays.copyOf(buffer, grownCapacity(buffer.length, needed));
    }

    /** Size of a larger buffer: twice as large, but for really large ones a quarter more, to spare the heap. */
    static int grownCapacity(int capacity, long needed) {
        long grown = capacity < GENTLE_GROWTH_BYTES ? 2L * capacity : capacity + capacity / 4L;
        return (int) Math.min(MAX_BYTES, Math.max(needed, grown));
    }

    static String tooLarge(long needed) {
        return "the value needs at least " + needed + " bytes, more than the " + MAX_BYTES
                + " that one message can hold beside a top-level primitive array; send it in parts";
    }
}
