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
 *
 * <p>Where several others have to do something before the wait ends, they may need this processor: there, after a few
 * microseconds, each look is followed by a yield. A yield that takes long went to a program that has nothing to do with
 * the wait: the machine is busy, and many waits go to sleep then.
 */
public final class SpinWait {
    private static final long SPIN_NANOS =
            Runtime.getRuntime().availableProcessors() > 1 ? 1000 * Long.getLong("procession.spinMicros", 50) : 0;
    private static final int SHORT_LOOK = SPIN_NANOS == 0 ? 1 : 16;
    private static final int MAX_SKIPPED = 64;
    private static final long NANOS_BEFORE_YIELDS = 5_000;
    private static final long LONG_YIELD_NANOS = 500_000;
    private static final int SKIPPED_AFTER_LONG_YIELD = 1_000;

    private final boolean yields;
    private int skip;
    private int nextSkip = 1;

    /** A place of waiting that has not learned anything yet. */
    public SpinWait() {
        this(false);
    }

    private SpinWait(boolean yields) {
        this.yields = yields;
    }

    /** A place of waiting for several others. */
    static SpinWait forSeveral() {
        return new SpinWait(true);
    }

    /**
     * Checks the condition until it holds or it is better to sleep.
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
        long start = System.nanoTime();
        for (long spun = 0; spun < SPIN_NANOS; ) {
            if (look(condition)) {
                nextSkip = 1;
                return true;
            }
            if (yields && spun > NANOS_BEFORE_YIELDS) {
                Thread.yield();
            }
            long now = System.nanoTime() - start;
            if (now - spun > LONG_YIELD_NANOS) {
                skip = SKIPPED_AFTER_LONG_YIELD;
                return condition.getAsBoolean();
            }
            spun = now;
        }
        skip = nextSkip;
        nextSkip = Math.min(2 * nextSkip, MAX_SKIPPED);
        return condition.getAsBoolean();
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
