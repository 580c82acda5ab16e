package io.github.procession.ipc.codec;

import io.github.procession.serialization.NotSendableException;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * An encoded value: a header, and for large plain data a payload beside it that is copied only once, into the channel.
 *
 * <p>Not safe for use by several threads at once. Close it when the bytes are written: the header's buffer goes back to a
 * pool.
 */
public final class Message implements AutoCloseable {
    static final long[] NO_ADDRESSES = {};
    /** Length of the header in front of it, in the form that is one array. */
    static final int PREFIX_BYTES = 4;
    /** A header that fills more of its buffer than one in so many stays where it is. */
    private static final int DETACHED_PART = 4;

    private byte[] header;
    private final int headerLength;
    private final MemorySegment payload;
    private final long[] addresses;

    Message(byte[] header, int headerLength, MemorySegment payload, long[] addresses) {
        this.header = header;
        this.headerLength = headerLength;
        this.payload = payload;
        this.addresses = addresses;
    }

    static Message of(HeaderWriter writer) {
        long[] addresses = writer.addressCount() == 0 ? NO_ADDRESSES : writer.addresses();
        return new Message(writer.buffer(), writer.position(), null, addresses);
    }

    /**
     * The buffer with the header, from index 0 on. It is longer than the header in most cases, and must not be touched
     * after {@link #close}.
     *
     * @return the buffer
     */
    public byte[] header() {
        if (header == null) {
            throw new IllegalStateException("the message is closed");
        }
        return header;
    }

    /**
     * Length of the header.
     *
     * @return the number of bytes
     */
    public int headerLength() {
        return headerLength;
    }

    /**
     * Payload behind the header: for a primitive array a view of the sender's own array in native byte order, so that a
     * change of it made before it is written out is seen by the receiver.
     *
     * @return the payload, or null when there is none
     */
    public @Nullable MemorySegment payload() {
        return payload;
    }

    /**
     * Addresses of all shared objects inside the value, in the order in which they were met; an object met twice may
     * appear twice.
     *
     * @return the addresses, possibly none; not to be modified
     */
    public long[] addresses() {
        return addresses;
    }

    /**
     * The whole message in one array, for {@link Codec#decode}.
     *
     * @return length of the header, header and payload
     * @throws NotSendableException if that is more than one array can hold
     */
    public byte[] toByteArray() {
        long payloadBytes = payload == null ? 0 : payload.byteSize();
        long size = PREFIX_BYTES + headerLength + payloadBytes;
        if (size > HeaderWriter.MAX_BYTES) {
            throw new NotSendableException("the message has " + size + " bytes, more than one array can hold");
        }
        byte[] bytes = new byte[(int) size];
        LittleEndian.putInt(bytes, 0, headerLength);
        System.arraycopy(header(), 0, bytes, PREFIX_BYTES, headerLength);
        if (payload != null) {
            MemorySegment.copy(payload, 0, MemorySegment.ofArray(bytes), PREFIX_BYTES + headerLength, payloadBytes);
        }
        return bytes;
    }

    /**
     * How long the message is.
     *
     * @return the bytes of header and payload
     */
    public long size() {
        return headerLength + (payload == null ? 0 : payload.byteSize());
    }

    /**
     * Copies a small header out of its buffer, which goes back to the pool: for a message that waits while others are
     * encoded.
     */
    public void detach() {
        byte[] buffer = header();
        if (headerLength <= buffer.length / DETACHED_PART) {
            header = Arrays.copyOf(buffer, headerLength);
            HeaderPool.give(buffer);
        }
    }

    /** Gives the header's buffer back to the pool. Further calls do nothing. */
    @Override
    public void close() {
        byte[] buffer = header;
        if (buffer != null) {
            header = null;
            HeaderPool.give(buffer);
        }
    }
}
