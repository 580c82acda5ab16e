package io.github.procession.ipc.transport;

import io.github.procession.ipc.ring.Sink;
import java.lang.foreign.MemorySegment;

/** Sink of a frame: head and payload, one behind the other in one array. */
final class ReceivedFrame implements Sink {
    private byte[] whole;
    private RuntimeException failure;
    private OutOfMemoryError outOfMemory;

    @Override
    public boolean accepts(long headLength, long payloadLength) {
        try {
            HeapRoom.require(0, headLength + payloadLength);
        } catch (RuntimeException e) {
            failure = e;
        }
        return failure == null;
    }

    @Override
    public void outOfMemory(OutOfMemoryError error) {
        outOfMemory = error;
    }

    @Override
    public void addresses(long[] addresses) {
        failure = new IllegalStateException("a frame names shared objects");
    }

    @Override
    public MemorySegment head(byte[] bytes, long payloadLength) {
        if (payloadLength == 0) {
            whole = bytes;
            return null;
        }
        try {
            whole = new byte[RawBytes.checkedLength(bytes.length + payloadLength)];
        } catch (IllegalStateException e) {
            failure = e;
            return null;
        } catch (OutOfMemoryError e) {
            outOfMemory = e;
            return null;
        }
        System.arraycopy(bytes, 0, whole, 0, bytes.length);
        return MemorySegment.ofArray(whole).asSlice(bytes.length);
    }

    @Override
    public void discard() {
        whole = null;
        failure = null;
        outOfMemory = null;
    }

    byte[] frame() {
        if (outOfMemory != null) {
            throw outOfMemory;
        }
        if (failure != null) {
            throw failure;
        }
        return whole;
    }
}
