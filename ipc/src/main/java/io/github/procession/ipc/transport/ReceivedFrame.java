package io.github.procession.ipc.transport;

import io.github.procession.ipc.ring.Sink;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/** Sink of a frame: header and payload, one behind the other in one array. */
final class ReceivedFrame extends ArraySink implements Frame {
    private static final byte[] NOTHING = {};

    private byte[] head = NOTHING;

    @Override
    public boolean accepts(long headerLength, long payloadLength) {
        try {
            HeapRoom.require(0, headerLength + payloadLength);
        } catch (RuntimeException e) {
            refuse(e);
        }
        return !isRefused();
    }

    @Override
    public void addresses(long[] addresses) {
        refuse(new IllegalStateException("a frame names shared objects"));
    }

    @Override
    public @Nullable MemorySegment header(byte[] bytes, long payloadLength) {
        if (payloadLength == 0) {
            keep(bytes);
            return null;
        }
        head = bytes;
        byte[] whole = allocate(bytes.length + payloadLength);
        if (whole == null) {
            return null;
        }
        System.arraycopy(bytes, 0, whole, 0, bytes.length);
        return MemorySegment.ofArray(whole).asSlice(bytes.length);
    }

    @Override
    public void dropped(byte[] begin) {
        head = begin;
    }

    @Override
    public void discard() {
        super.discard();
        head = NOTHING;
    }

    @Override
    public boolean refuseLike(Sink other) {
        if (other instanceof ReceivedFrame frame) {
            head = frame.head;
        }
        return super.refuseLike(other);
    }

    @Override
    public byte[] bytes() {
        return isRefused() ? head : array();
    }
}
