package io.github.procession.ipc.transport;

import io.github.procession.ipc.codec.Message;
import io.github.procession.ipc.sync.Deadline;
import io.github.procession.serialization.NotSendableException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One end of a connection that carries frames of a protocol: bytes, and possibly an encoded value behind them. Frames and the
 * values of {@link MessageEnd} do not mix on one connection.
 */
public interface FrameEnd {
    /**
     * Sends a frame, waiting while there is no room for it; an interrupt is kept for later, so that it does not end a connection
     * that other threads use too.
     *
     * @param before what comes first
     * @param message the encoded value, null for none; the caller closes it
     * @throws NotSendableException if there are shared objects in it; nothing was sent then
     * @throws IOException if the other end is gone, or this end is closed
     */
    void sendFrame(byte[] before, @Nullable Message message) throws IOException;

    /**
     * Sends a frame that only tells that this side lives, as {@link #sendFrame} does. It does not count as transferred before the
     * other side takes it, as far as that can be seen.
     *
     * @param frame a short frame
     * @throws IOException if the other end is gone, or this end is closed
     */
    void sendSign(byte[] frame) throws IOException;

    /**
     * Receives a frame, waiting until there is one. Any error, such as one for lack of memory, leaves it where it is, for the next call.
     *
     * @param deadline when to give up
     * @return the frame, which may have been refused; null when the time was over
     * @throws IOException if the other end is gone and nothing is left, or this end is closed
     * @throws InterruptedException if interrupted while waiting; nothing was received then
     */
    @Nullable
    Frame receiveFrame(Deadline deadline) throws IOException, InterruptedException;

    /**
     * Decodes the value of a frame.
     *
     * @param frame the whole frame
     * @param offset where the value begins
     * @return the value, possibly null
     */
    @Nullable
    Object decode(byte[] frame, int offset);

    /**
     * How much has gone through this end, in both directions and in parts of frames too: a sign that the other side is at
     * work. May be called by any thread at any time.
     *
     * @return a number that changes with each part that comes, or that the other side takes
     */
    long transferred();

    /** Lets go of this end; calls that wait inside come back. Further calls do nothing. */
    void close();

    /**
     * Bytes before the payload of a message.
     *
     * @param before what comes first; null for nothing
     * @param message the encoded value
     * @return these bytes, the length of the message's header and the header
     */
    static byte[] header(byte @Nullable [] before, Message message) {
        if (message.addresses().length > 0) {
            throw new NotSendableException(
                    "an object in shared memory, such as a Queue, a Lock or a Connection, cannot be sent through a"
                            + " socket or to a manager: use one of a manager, or send it through a Pipe or a Queue");
        }
        int first = before == null ? 0 : before.length;
        ByteBuffer header =
                ByteBuffer.allocate(first + 4 + message.headerLength()).order(ByteOrder.LITTLE_ENDIAN);
        if (before != null) {
            header.put(before);
        }
        return header.putInt(message.headerLength())
                .put(message.header(), 0, message.headerLength())
                .array();
    }

    /**
     * A frame as one array, with a copy of the payload, which may change later.
     *
     * @param before what comes first
     * @param message the encoded value; null for none
     * @return all bytes of the frame
     */
    static byte[] whole(byte[] before, @Nullable Message message) {
        if (message == null) {
            return before;
        }
        byte[] header = header(before, message);
        MemorySegment payload = message.payload();
        if (payload == null) {
            return header;
        }
        byte[] whole = Arrays.copyOf(header, Math.toIntExact(header.length + payload.byteSize()));
        MemorySegment.copy(payload, 0, MemorySegment.ofArray(whole), header.length, payload.byteSize());
        return whole;
    }
}
