package io.github.procession.ipc.transport;

/** A message that has been received and is not decoded yet. Exactly one of its methods is called, once. */
public interface Undecoded {
    /**
     * Decodes the message, which may run code of the classes that it names.
     *
     * @return the value, possibly null
     * @throws RuntimeException from the codec if it cannot be rebuilt
     */
    Object value();

    /** Drops the message without looking at it. */
    void discard();
}
