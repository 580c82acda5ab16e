package io.github.procession.ipc.codec;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

/** A byte buffer whose bytes are the payload: they are copied straight into its memory. */
final class IncomingBuffer extends IncomingMessage {
    private final ByteBuffer buffer;
    private final ByteBufferState state;
    private final MemorySegment payload;

    private IncomingBuffer(ByteBufferState state) {
        this.state = state;
        this.buffer = state.allocate();
        this.payload = MemorySegment.ofBuffer(buffer);
    }

    static IncomingBuffer begin(HeaderReader reader, long payloadLength) {
        ByteBufferState state = ByteBufferState.read(reader);
        if (state.capacity() != payloadLength) {
            throw DamagedMessageException.decoding("a buffer of " + state.capacity()
                    + " bytes does not have a payload of " + payloadLength + " bytes");
        }
        return new IncomingBuffer(state);
    }

    @Override
    public MemorySegment payload() {
        return payload;
    }

    @Override
    public Object finish() {
        return state.applyTo(buffer);
    }
}
