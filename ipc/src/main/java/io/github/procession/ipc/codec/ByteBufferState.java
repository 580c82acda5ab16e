package io.github.procession.ipc.codec;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Everything about a byte buffer except its bytes. */
record ByteBufferState(int capacity, int position, int limit, boolean direct, boolean readOnly, boolean littleEndian) {
    static final int BYTES = 13;

    ByteBufferState {
        if (position < 0 || limit < position || capacity < limit) {
            throw DamagedMessageException.decoding(
                    "a buffer of capacity " + capacity + " cannot have position " + position + " and limit " + limit);
        }
    }

    static ByteBufferState of(ByteBuffer buffer) {
        return new ByteBufferState(
                buffer.capacity(),
                buffer.position(),
                buffer.limit(),
                buffer.isDirect(),
                buffer.isReadOnly(),
                buffer.order() == ByteOrder.LITTLE_ENDIAN);
    }

    void write(HeaderWriter writer) {
        writer.writeInt(capacity);
        writer.writeInt(position);
        writer.writeInt(limit);
        writer.writeByte(flags());
    }

    static ByteBufferState read(HeaderReader reader) {
        return of(reader.readInt(), reader.readInt(), reader.readInt(), reader.readByte());
    }

    static ByteBufferState of(int capacity, int position, int limit, int flags) {
        return new ByteBufferState(capacity, position, limit, (flags & 1) != 0, (flags & 2) != 0, (flags & 4) != 0);
    }

    int flags() {
        return (direct ? 1 : 0) | (readOnly ? 2 : 0) | (littleEndian ? 4 : 0);
    }

    ByteBuffer allocate() {
        return direct ? ByteBuffer.allocateDirect(capacity) : ByteBuffer.allocate(capacity);
    }

    /** The buffer as the sender had it, once its bytes are there. */
    ByteBuffer applyTo(ByteBuffer filled) {
        ByteBuffer result = readOnly ? filled.asReadOnlyBuffer() : filled;
        return result.limit(limit)
                .position(position)
                .order(littleEndian ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
    }
}
