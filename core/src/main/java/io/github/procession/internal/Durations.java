package io.github.procession.internal;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** Conversion of timeouts into the unit that waits take; null and spans of centuries mean for ever. */
public final class Durations {
    private Durations() {}

    /**
     * Nanoseconds of a timeout.
     *
     * @param duration the timeout; null for none
     * @return the largest number for null and when there are more; 0 when negative
     */
    public static long toNanos(Duration duration) {
        if (duration == null) {
            return Long.MAX_VALUE;
        }
        if (duration.isNegative()) {
            return 0;
        }
        try {
            return duration.toNanos();
        } catch (ArithmeticException e) {
            return Long.MAX_VALUE;
        }
    }

    /**
     * A time as {@code java.util.concurrent} gives it.
     *
     * @param time how much
     * @param unit of what
     * @return the time, at most 292 years
     */
    public static Duration of(long time, TimeUnit unit) {
        return Duration.ofNanos(Objects.requireNonNull(unit, "unit").toNanos(time));
    }
}
