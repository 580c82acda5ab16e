package io.github.procession.ipc.transport;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/** Sink of a frame: header and payload, one behind the other in one array. */
final class ReceivedFrame extends ArraySink {
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
        byte[] whole = allocate(bytes.length + payloadLength);
        if (whole == null) {
            return null;
        }
        System.arraycopy(bytes, 0, whole, 0, bytes.length);
        return MemorySegment.ofArray(whole).asSlice(bytes.length);
    }

    byte[] frame() {
        throwIfRefused();
        return array();
    }
}
