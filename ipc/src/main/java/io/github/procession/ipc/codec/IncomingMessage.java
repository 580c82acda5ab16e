package io.github.procession.ipc.codec;

import io.github.procession.serialization.DecodeException;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * A message half read: its header is known, its payload is still to come.
 *
 * <p>Copy the payload's bytes into {@link #payload}, if there is one, then call {@link #finish} once. The header's bytes
 * must stay as they are until then.
 */
public abstract sealed class IncomingMessage permits IncomingArray, IncomingBuffer, IncomingValue {
    /** For this package alone. */
    IncomingMessage() {}

    /**
     * Destination of the payload's bytes, exactly as many as were announced.
     *
     * @return the memory of the value being built, or null when the message has no payload
     */
    public abstract @Nullable MemorySegment payload();

    /**
     * Whether the value is an int.
     *
     * @return true only for an {@link Integer}
     */
    public boolean isInt() {
        return false;
    }

    /**
     * Whether no class of a user has part in the decoding.
     *
     * @return true for numbers, strings, and arrays and buffers of primitives
     */
    public boolean isPlain() {
        return true;
    }

    /**
     * Completes the value.
     *
     * @return the value, possibly null
     * @throws DecodeException if it cannot be rebuilt
     */
    public abstract @Nullable Object finish();
}
