package io.github.procession.ipc.codec;

import java.lang.foreign.MemorySegment;

/** A primitive array whose elements are the payload: they are copied straight into it. */
final class IncomingArray extends IncomingMessage {
    private final int kind;
    private final Object array;
    private final MemorySegment payload;

    private IncomingArray(int kind, Object array) {
        this.kind = kind;
        this.array = array;
        this.payload = PrimitiveArrays.target(array, kind);
    }

    static IncomingArray begin(HeaderReader reader, long payloadLength) {
        int kind = reader.readByte();
        int length = reader.readInt();
        if (length < 0 || (long) length * PrimitiveArrays.elementBytes(kind) != payloadLength) {
            throw DamagedMessageException.decoding("an array of " + length + " elements of kind " + kind
                    + " does not have a payload of " + payloadLength + " bytes");
        }
        return new IncomingArray(kind, PrimitiveArrays.allocate(kind, length));
    }

    @Override
    public MemorySegment payload() {
        return payload;
    }

    @Override
    public Object finish() {
        return PrimitiveArrays.finish(array, kind);
    }
}
