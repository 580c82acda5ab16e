package io.github.procession.ipc.ring;

import java.lang.foreign.MemorySegment;

/**
 * Receives one record while it is read. It is called with the readers' lock held, so it must be quick, run no user code
 * and throw nothing: an error is kept and reported after the read.
 */
public interface Sink {
    /**
     * Shared objects that the record names, before they leave the ring; called again when there are too many for one
     * fragment.
     *
     * @param addresses at least one
     */
    void addresses(long[] addresses);

    /**
     * The head, before the payload is copied.
     *
     * @param head an array that the sink may keep
     * @param payloadLength how many bytes follow
     * @return where they go, of exactly that size; null lets them be dropped
     */
    MemorySegment head(byte[] head, long payloadLength);

    /** What was received so far is void: the record's writer died in the middle. Another record may follow. */
    void discard();
}
