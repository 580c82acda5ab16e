package io.github.procession.concurrent;

import io.github.procession.internal.Durations;
import java.time.Duration;

/**
 * The end of a wait.
 *
 * @param nanoTime as {@link System#nanoTime()} counts; not used if it never comes
 * @param never whether it never comes
 */
record Deadline(long nanoTime, boolean never) {
    static final Deadline NEVER = new Deadline(0, true);

    /** The moment after a time; zero or less is now, null and centuries never come. */
    static Deadline after(Duration timeout) {
        long nanos = Durations.toNanos(timeout);
        return nanos > Long.MAX_VALUE / 2 ? NEVER : new Deadline(System.nanoTime() + nanos, false);
    }

    /** Zero or less when it is over. */
    long nanosLeft() {
        return never ? Long.MAX_VALUE : nanoTime - System.nanoTime();
    }
}
