package io.github.procession.queue;

import io.github.procession.internal.Durations;
import java.time.Duration;

/** Conversion of the timeouts of Python's {@code queue} into nanoseconds. */
final class Timeouts {
    private Timeouts() {}

    /** Nanoseconds, the largest number when there are more; null means for ever. */
    static long toNanos(Duration timeout) {
        if (timeout != null && timeout.isNegative()) {
            throw new IllegalArgumentException("timeout is negative: " + timeout);
        }
        return Durations.toNanos(timeout);
    }
}
