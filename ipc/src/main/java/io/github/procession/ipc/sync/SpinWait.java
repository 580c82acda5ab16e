package io.github.procession.ipc.sync;

import java.util.function.BooleanSupplier;

/**
 * Decides how long to look at shared memory before sleeping in the kernel.
 *
 * <p>Sleeping and being woken costs some tens of microseconds, so looking for that long before sleeping at most doubles
 * the cost of a wait and makes a quick answer a hundred times quicker. That holds while the other side has a processor
 * to answer on. When it has none, or answers slowly, looking is in vain: after each failure twice as many waits, up to
 * {@value #MAX_SKIPPED}, go to sleep after a short look. With one processor nobody looks. The state is a hint that
 * threads write without care.
 */
public final class SpinWait {
    private static final long SPIN_NANOS =
            Runtime.getRuntime().availableProcessors() > 1 ? 1000 * Long.getLong("procession.spinMicros", 50) : 0;
    private static final int SHORT_LOOK = SPIN_NANOS == 0 ? 1 : 16;
    private static final int MAX_SKIPPED = 64;

    private int skip;
    private int nextSkip = 1;

    /** A place of waiting that has not learned anything yet. */
    public SpinWait() {}

    /**
     * Looks until the condition holds or it is better to sleep.
     *
     * @param condition what to look at
     * @return whether it holds
     */
    public boolean spinUntil(BooleanSupplier condition) {
        if (look(condition)) {
            return true;
        }
        if (SPIN_NANOS == 0) {
            return false;
        }
        if (skip > 0) {
            skip--;
            return false;
        }
        long end = System.nanoTime() + SPIN_NANOS;
        do {
            if (look(condition)) {
                nextSkip = 1;
                return true;
            }
        } while (System.nanoTime() - end < 0);
        skip = nextSkip;
        nextSkip = Math.min(2 * nextSkip, MAX_SKIPPED);
        return false;
    }

    private static boolean look(BooleanSupplier condition) {
        for (int i = 0; i < SHORT_LOOK; i++) {
            if (condition.getAsBoolean()) {
                return true;
            }
            Thread.onSpinWait();
        }
        return false;
    }
}
