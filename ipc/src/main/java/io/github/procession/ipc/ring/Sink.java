package io.github.procession.ipc.ring;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * Receiver of one record while it is read. It is called with the readers' lock held, so it must be quick, run no user code
 * and throw nothing: an error is kept and reported after the read.
 */
public interface Sink {
    /** A record of so many bytes is announced by {@link #accepts}. */
    int LARGE_BYTES = 1 << 20;

    /** So many bytes of a header are told of a record whose bytes are dropped. */
    int HEAD_BYTES = 16;

    /**
     * Whether there is room for a large record, before any memory is taken for it. A record that is refused leaves the ring
     * like others, but its bytes are dropped.
     *
     * @param headerLength bytes of its header
     * @param payloadLength bytes of its payload
     * @return false to have the bytes dropped
     */
    default boolean accepts(long headerLength, long payloadLength) {
        return true;
    }

    /**
     * Reports that there was no memory for the header: the record's bytes are dropped.
     *
     * @param error what the JVM has thrown
     */
    default void outOfMemory(OutOfMemoryError error) {}

    /**
     * The beginning of the header of a record whose bytes are dropped: by it the receiver knows what the record was about. Not called when
     * there is no memory even for that.
     *
     * @param head the first {@value #HEAD_BYTES} bytes of the header, or all of a shorter one
     */
    default void dropped(byte[] head) {}

    /**
     * Shared objects that the record names, before they leave the ring; called again when there are too many for one
     * fragment.
     *
     * @param addresses at least one
     */
    void addresses(long[] addresses);

    /**
     * The header, before the payload is copied.
     *
     * @param header an array that the sink may keep
     * @param payloadLength how many bytes follow
     * @return where they go, of exactly that size; null lets them be dropped
     */
    @Nullable
    MemorySegment header(byte[] header, long payloadLength);

    /** Discards the bytes received so far: the record's writer died in the middle. Another record may follow. */
    void discard();

    /**
     * Memory for the payload received so far of a record that this call leaves: a later one, with a sink of its own, reads on.
     *
     * @param payload what {@link #header} gave
     * @param received how many bytes of it have come
     * @return memory with these bytes that the caller of this sink does not use
     */
    default MemorySegment leave(MemorySegment payload, long received) {
        return payload;
    }

    /**
     * Refuses a record as the sink of an earlier call has, which dropped bytes of it.
     *
     * @param other that sink
     * @return false if its reason means nothing to this one: the record is skipped then
     */
    default boolean refuseLike(Sink other) {
        return false;
    }
}
