package io.github.procession.concurrent;

import java.time.Duration;

/**
 * A moment until which one waits.
 *
 * @param nanoTime as {@link System#nanoTime()} counts; not used if it never comes
 * @param never whether it never comes
 */
record Deadline(long nanoTime, boolean never) {
    static final Deadline NEVER = new Deadline(0, true);

    /** The moment after a time; zero or less is now. */
    static Deadline after(Duration timeout) {
        if (timeout.isNegative()) {
            return new Deadline(System.nanoTime(), false);
        }
        try {
            return new Deadline(System.nanoTime() + Math.min(timeout.toNanos(), Long.MAX_VALUE / 2), false);
        } catch (ArithmeticException e) {
            return NEVER; // more than 292 years
        }
    }

    /** Zero or less when it is over. */
    long nanosLeft() {
        return never ? Long.MAX_VALUE : nanoTime - System.nanoTime();
    }
}
