package io.github.procession.ipc.codec;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/** A message without a payload. */
final class IncomingValue extends IncomingMessage {
    private final HeaderReader reader;

    IncomingValue(HeaderReader reader) {
        this.reader = reader;
    }

    @Override
    public @Nullable MemorySegment payload() {
        return null;
    }

    @Override
    public boolean isInt() {
        return tag() == Tag.INTEGER;
    }

    @Override
    public boolean isPlain() {
        return tag() != Tag.GRAPH && tag() != Tag.THROWABLE;
    }

    private byte tag() {
        return reader.remaining() == 0 ? Tag.NULL : reader.buffer()[reader.position()];
    }

    @Override
    public Object finish() {
        return ValueReader.readMessage(reader);
    }
}
