package io.github.procession.queue;

import java.time.Duration;

/** Time-outs of Python's {@code queue} in nanoseconds. */
final class Timeouts {
    private Timeouts() {}

    /** Nanoseconds, the largest number when there are more; null means for ever. */
    static long toNanos(Duration timeout) {
        if (timeout == null) {
            return Monitor.FOREVER;
        }
        if (timeout.isNegative()) {
            throw new IllegalArgumentException("timeout is negative: " + timeout);
        }
        try {
            return timeout.toNanos();
        } catch (ArithmeticException e) {
            return Monitor.FOREVER; // centuries
        }
    }
}
