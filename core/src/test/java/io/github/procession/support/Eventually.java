package io.github.procession.support;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/** Waits in tests: for a condition, with a deadline that only guards against hangs. */
public final class Eventually {
    /** Far above what anything here takes on a busy machine with two cores. */
    public static final Duration LIMIT = Duration.ofSeconds(120);

    private static final long FIRST_PAUSE_NANOS = 100_000;
    private static final long LONGEST_PAUSE_NANOS = 20_000_000;

    private Eventually() {}

    /** A condition that may throw. */
    @FunctionalInterface
    public interface Condition {
        boolean holds() throws Exception;
    }

    /** Waits until the condition holds; fails with the description when it does not in time. */
    public static void await(String description, Condition condition) throws Exception {
        if (!holdsWithin(LIMIT, condition)) {
            throw new AssertionError("not within " + LIMIT.toSeconds() + " s: " + description);
        }
    }

    /** Waits until the condition holds, or until the time is over. */
    public static boolean holdsWithin(Duration limit, Condition condition) throws Exception {
        long deadline = System.nanoTime() + limit.toNanos();
        long pause = FIRST_PAUSE_NANOS;
        while (!condition.holds()) {
            if (System.nanoTime() - deadline > 0) {
                return condition.holds(); // this thread may have been kept from running since it looked
            }
            LockSupport.parkNanos(pause);
            pause = Math.min(pause * 2, LONGEST_PAUSE_NANOS);
        }
        return true;
    }

    /** Waits until a value is there, that is, not null. */
    public static <T> T value(String description, Supplier<T> supplier) throws Exception {
        Object[] found = new Object[1];
        await(description, () -> (found[0] = supplier.get()) != null);
        @SuppressWarnings("unchecked")
        T value = (T) found[0];
        return value;
    }
}
