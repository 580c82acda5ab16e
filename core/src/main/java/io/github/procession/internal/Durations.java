package io.github.procession.internal;

import java.time.Duration;

/** Time-outs in the unit that waiting takes. */
public final class Durations {
    private Durations() {}

    /** Nanoseconds, the largest number when there are more; 0 when negative. */
    public static long toNanos(Duration duration) {
        if (duration.isNegative()) {
            return 0;
        }
        try {
            return duration.toNanos();
        } catch (ArithmeticException e) {
            return Long.MAX_VALUE;
        }
    }
}
