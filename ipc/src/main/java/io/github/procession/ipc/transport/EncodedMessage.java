package io.github.procession.ipc.transport;

import org.jspecify.annotations.Nullable;

/** A message that has been received and is not decoded yet. Either {@link #value} or {@link #discard} is called, once. */
public interface EncodedMessage {
    /**
     * Whether the value is an int.
     *
     * @return true only for an {@link Integer}
     */
    boolean isInt();

    /**
     * Whether the value is a number, a string, or an array of such: then no class of a user has part in the decoding.
     *
     * @return true if the decoding is short and runs no other code
     */
    boolean isPlain();

    /**
     * Decodes the message, which may run code of the classes that it names.
     *
     * @return the value, possibly null
     * @throws RuntimeException from the codec if it cannot be rebuilt
     */
    @Nullable
    Object value();

    /** Drops the message without looking at it. */
    void discard();
}
