package io.github.procession.internal;

/** A number of 64 or 32 bits that is kept outside of this machine; here it is always a long. */
public interface RemoteCell {
    /**
     * Reads the number.
     *
     * @return the number
     */
    long get();

    /**
     * Stores a number.
     *
     * @param value the new number
     */
    void set(long value);

    /**
     * Stores a number, in one step.
     *
     * @param value the new number
     * @return the number before
     */
    long getAndSet(long value);

    /**
     * Stores a number if the present one is as expected, in one step.
     *
     * @param expected the number it must be now
     * @param value the new number
     * @return whether it was stored
     */
    boolean compareAndSet(long expected, long value);

    /**
     * Adds, in one step; a sum out of range wraps around.
     *
     * @param delta the number to add
     * @return the number before
     */
    long getAndAdd(long delta);
}
