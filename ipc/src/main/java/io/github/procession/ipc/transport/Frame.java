package io.github.procession.ipc.transport;

import io.github.procession.ipc.ring.Sink;
import org.jspecify.annotations.Nullable;

/**
 * A frame that was received. One for which this process has no memory has left the connection like others, with its first bytes kept:
 * they tell what it was about, so that whoever waits for it can be told, and the connection goes on.
 */
public interface Frame {
    /** So many bytes of a refused frame are kept, if there was memory for them. */
    int KEPT_BYTES = Sink.HEAD_BYTES;

    /**
     * The bytes.
     *
     * @return all of the frame; the first {@value #KEPT_BYTES} of one that was refused, or none
     */
    byte[] bytes();

    /**
     * Why the frame was refused.
     *
     * @return what was thrown: an {@link OutOfMemoryError}, or an exception that says how much does not fit; null if all bytes are here
     */
    @Nullable
    Throwable refusal();
}
