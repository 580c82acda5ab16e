package io.github.procession.threading;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Rules for the timeouts of locks in Python's {@code threading}. */
final class Timeouts {
    private static final Duration MINUS_ONE = Duration.ofSeconds(-1);

    private Timeouts() {}

    /**
     * {@code acquire(blocking, timeout)} of {@code Lock} and {@code RLock}.
     *
     * @throws IllegalArgumentException for a timeout without blocking, and for a negative one other than -1 s
     * @throws ArithmeticException for one above {@link Threading#TIMEOUT_MAX}
     */
    static boolean acquire(Guard guard, boolean blocking, Duration timeout) throws InterruptedException {
        boolean forever = timeout == null || timeout.equals(MINUS_ONE);
        if (!blocking) {
            requireNone(forever ? null : timeout);
            return guard.tryAcquire();
        } else if (forever) {
            guard.acquireInterruptibly();
            return true;
        } else if (timeout.isNegative()) {
            throw new IllegalArgumentException("timeout is negative: " + timeout + " (only -1 s may be, for none)");
        }
        return guard.tryAcquire(timeout.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** A timeout says how long to block, so it is an error where the caller does not want to. */
    static void requireNone(Duration timeout) {
        if (timeout != null) {
            throw new IllegalArgumentException("timeout without blocking: " + timeout);
        }
    }
}
