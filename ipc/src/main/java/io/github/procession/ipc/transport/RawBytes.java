package io.github.procession.ipc.transport;

import io.github.procession.serialization.DecodeException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * Sink of one message received as the bytes that it is: those given to {@code sendBytes}, or the encoded form of an object,
 * which then can be sent on as bytes and received as an object.
 */
final class RawBytes extends ArraySink {
    private final MemorySegment target;
    private final long maxLength;
    private final boolean copyWhenTooLong;
    private byte[] header;
    private long length;

    private RawBytes(MemorySegment target, long maxLength, boolean copyWhenTooLong) {
        this.target = target;
        this.maxLength = maxLength;
        this.copyWhenTooLong = copyWhenTooLong;
    }

    /** Into a new array, unless the message is longer than the limit. */
    static RawBytes upTo(long maxLength) {
        return new RawBytes(null, maxLength, false);
    }

    /** Straight into the target; into a new array when it is too small. */
    static RawBytes into(MemorySegment target) {
        return new RawBytes(target, target.byteSize(), true);
    }

    @Override
    public boolean accepts(long headerLength, long payloadLength) {
        length = (headerLength == 0 ? 0 : 4L + headerLength) + payloadLength;
        if (!isRefused() && (length <= maxLength || copyWhenTooLong)) {
            try {
                HeapRoom.require(0, headerLength + (target != null && length <= maxLength ? 0 : length));
            } catch (DecodeException e) {
                refuse(e);
            }
        }
        return !isRefused();
    }

    @Override
    public void addresses(long[] addresses) {
        refuse(new IllegalStateException(
                "the message holds shared objects (queues, locks, connections): receive it as an object"));
    }

    @Override
    public @Nullable MemorySegment header(byte[] bytes, long payloadLength) {
        header = bytes;
        // the encoded form of an object begins with the length of its header, as Message.toByteArray has it
        long prefix = bytes.length == 0 ? 0 : 4L + bytes.length;
        length = prefix + payloadLength;
        if (length > maxLength && !copyWhenTooLong || isRefused()) {
            return null;
        }
        if (target != null && length <= maxLength) {
            return fill(target, payloadLength);
        }
        byte[] whole = allocate(length);
        return whole == null ? null : fill(MemorySegment.ofArray(whole), payloadLength);
    }

    private MemorySegment fill(MemorySegment to, long payloadLength) {
        if (header.length == 0) {
            return to.asSlice(0, payloadLength);
        }
        byte[] prefix = ByteBuffer.allocate(4)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(header.length)
                .array();
        MemorySegment.copy(MemorySegment.ofArray(prefix), 0, to, 0, 4);
        MemorySegment.copy(MemorySegment.ofArray(header), 0, to, 4, header.length);
        return to.asSlice(4L + header.length, payloadLength);
    }

    @Override
    public void discard() {
        super.discard();
        header = null;
    }

    @Override
    public MemorySegment leave(MemorySegment payload, long received) {
        if (array() != null) {
            return payload;
        }
        MemorySegment kept =
                MemorySegment.ofArray(new byte[checkedLength(payload.byteSize())]); // the target is the caller's
        MemorySegment.copy(payload, 0, kept, 0, received);
        return kept;
    }

    /** Length of the message in bytes, whether it was kept or not; {@link #array} is null when it went into the target. */
    long length() {
        throwIfRefused();
        return length;
    }
}
