package io.github.procession.ipc.transport;

import io.github.procession.ipc.ring.Sink;
import io.github.procession.serialization.DecodeException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * One message received as the bytes that it is: those given to {@code sendBytes}, or the encoded form of an object,
 * which then can be sent on as bytes and received as an object.
 */
final class RawBytes implements Sink {
    private final MemorySegment target;
    private final long maxLength;
    private final boolean copyWhenTooLong;
    private byte[] head;
    private byte[] whole;
    private long length;
    private RuntimeException failure;
    private OutOfMemoryError outOfMemory;

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

    static int checkedLength(long length) {
        if (length > Integer.MAX_VALUE - 8) {
            throw new IllegalStateException("a message of " + length + " bytes does not fit into one array");
        }
        return (int) length;
    }

    @Override
    public boolean accepts(long headLength, long payloadLength) {
        length = (headLength == 0 ? 0 : 4L + headLength) + payloadLength;
        if (failure == null && (length <= maxLength || copyWhenTooLong)) {
            try {
                HeapRoom.require(0, headLength + (target != null && length <= maxLength ? 0 : length));
            } catch (DecodeException e) {
                failure = e;
            }
        }
        return failure == null;
    }

    @Override
    public void outOfMemory(OutOfMemoryError error) {
        outOfMemory = error;
    }

    @Override
    public void addresses(long[] addresses) {
        failure = new IllegalStateException(
                "the message holds shared objects (queues, locks, connections): receive it as an object");
    }

    @Override
    public MemorySegment head(byte[] bytes, long payloadLength) {
        head = bytes;
        // the encoded form of an object begins with the length of its head, as Message.toByteArray has it
        long prefix = bytes.length == 0 ? 0 : 4L + bytes.length;
        length = prefix + payloadLength;
        if (length > maxLength && !copyWhenTooLong || failure != null) {
            return null;
        }
        try {
            if (target != null && length <= maxLength) {
                return fill(target, payloadLength);
            }
            whole = new byte[checkedLength(length)];
            return fill(MemorySegment.ofArray(whole), payloadLength);
        } catch (IllegalStateException e) {
            failure = e;
        } catch (OutOfMemoryError e) {
            outOfMemory = e;
        }
        return null;
    }

    private MemorySegment fill(MemorySegment to, long payloadLength) {
        if (head.length == 0) {
            return to.asSlice(0, payloadLength);
        }
        byte[] prefix = ByteBuffer.allocate(4)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(head.length)
                .array();
        MemorySegment.copy(MemorySegment.ofArray(prefix), 0, to, 0, 4);
        MemorySegment.copy(MemorySegment.ofArray(head), 0, to, 4, head.length);
        return to.asSlice(4L + head.length, payloadLength);
    }

    @Override
    public void discard() {
        head = null;
        whole = null;
        failure = null;
        outOfMemory = null;
    }

    @Override
    public MemorySegment leave(MemorySegment payload, long received) {
        if (whole != null) {
            return payload;
        }
        MemorySegment kept =
                MemorySegment.ofArray(new byte[checkedLength(payload.byteSize())]); // the target is the caller's
        MemorySegment.copy(payload, 0, kept, 0, received);
        return kept;
    }

    @Override
    public boolean refuseLike(Sink other) {
        if (other instanceof RawBytes bytes) {
            failure = bytes.failure;
            outOfMemory = bytes.outOfMemory;
        }
        return failure != null || outOfMemory != null;
    }

    /** Length of the message in bytes, whether it was kept or not. */
    long length() {
        if (outOfMemory != null) {
            throw outOfMemory;
        }
        if (failure != null) {
            throw failure;
        }
        return length;
    }

    /** The message in an array of its own, or null when it went into the target or was too long. */
    byte[] array() {
        return whole;
    }
}
