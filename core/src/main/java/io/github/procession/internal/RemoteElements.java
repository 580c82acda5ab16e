package io.github.procession.internal;

/**
 * The elements of an array that is kept outside of this machine, as bytes: numbers are big-endian, and all are zero at first. Each
 * call is done in one step.
 */
public interface RemoteElements {
    /**
     * Reads bytes.
     *
     * @param offset of the first one
     * @param count how many
     * @return as many bytes
     */
    byte[] read(long offset, int count);

    /**
     * Stores bytes.
     *
     * @param offset of the first one
     * @param bytes what to store
     */
    void write(long offset, byte[] bytes);

    /**
     * Stores bytes if the present ones are as expected.
     *
     * @param offset of the first one
     * @param expected the bytes that must be there now
     * @param bytes as many new ones
     * @return whether they were stored
     */
    boolean compareAndSet(long offset, byte[] expected, byte[] bytes);

    /**
     * Adds to a whole number; a sum out of range wraps around.
     *
     * @param offset of its first byte
     * @param width how many bytes it has: 4 or 8
     * @param delta what to add
     * @return its bytes before
     */
    byte[] getAndAdd(long offset, int width, long delta);

    /**
     * Adds to a floating-point number, with the sum that Java has.
     *
     * @param offset of its first byte
     * @param delta what to add, 4 bytes of a {@code float} or 8 of a {@code double}
     * @return its bytes before
     */
    byte[] getAndAdd(long offset, byte[] delta);
}
