package io.github.procession.ipc.sync;

import java.util.function.BooleanSupplier;

/**
 * Keeps a thread that releases and acquires in a tight loop from passing those who wait again and again: a thread that is
 * woken needs some 50 microseconds to be there, and finds the lock taken each time. So every {@value #EVERY}th time that
 * somebody was woken, the one who released waits a moment until the lock is taken, whoever takes it.
 */
final class HandOver {
    private static final int EVERY = 8;
    private static final long LONGEST_NANOS = 200_000;

    /** A hint that threads write without care. */
    private int wakes;

    /** After a release that woke somebody. */
    void woke(BooleanSupplier isTaken) {
        if (++wakes % EVERY != 0) {
            return;
        }
        long end = System.nanoTime() + LONGEST_NANOS;
        while (!isTaken.getAsBoolean() && System.nanoTime() - end < 0) {
            Thread.yield();
        }
    }
}
