package io.github.procession.ipc.sync;

import java.util.function.BooleanSupplier;

/**
 * Decision how long to look at shared memory before sleeping in the kernel.
 *
 * <p>Sleeping and being woken costs some tens of microseconds, so looking for that long before sleeping at most doubles
 * the cost of a wait and makes a quick answer a hundred times quicker. That holds while the other side has a processor
 * to answer on. When it has none, or answers slowly, looking is in vain: after each failure twice as many waits, up to
 * {@value #MAX_SKIPPED}, go to sleep after a short look, after each success half as many. The state is a hint that threads write
 * without care.
 *
 * <p>Where several others have to do something before the wait ends, they may need this processor: there, after a few
 * microseconds, each look is followed by a yield. With one processor a look is nothing but a few yields: the other side then runs
 * at once, and neither has to sleep. A yield that takes long went to a program that has nothing to do with the wait: when that
 * happens again soon, the machine is busy, and many waits go to sleep then.
 */
public final class SpinWait {
    private static final boolean ALONE = Runtime.getRuntime().availableProcessors() == 1;
    private static final long SPIN_NANOS = 1000 * Long.getLong("procession.spinMicros", 50);
    private static final int SHORT_LOOK = ALONE || SPIN_NANOS == 0 ? 1 : 16;
    private static final int MAX_SKIPPED = 64;
    private static final int YIELDS = 2;
    private static final int YIELDS_FOR_SEVERAL = 4;
    private static final long NANOS_BEFORE_YIELDS = 5_000;
    private static final long LONG_YIELD_NANOS = 500_000;
    private static final int SKIPPED_AFTER_LONG_YIELD = ALONE ? 256 : 1_000;

    /** Two long yields within that time are of a busy machine; one may be of a program that looks at something now and then. */
    private static final long OFTEN_NANOS = 50_000_000;

    private final boolean several;
    private final int shortLook;
    private int skip;
    private int nextSkip = 1;
    private long lastLongYield = System.nanoTime() - OFTEN_NANOS;

    /** A place of waiting that has not learned anything yet. */
    public SpinWait() {
        this(false, SHORT_LOOK);
    }

    private SpinWait(boolean several, int shortLook) {
        this.several = several;
        this.shortLook = shortLook;
    }

    /** A place of waiting for several others. */
    static SpinWait forSeveral() {
        return new SpinWait(true, SHORT_LOOK);
    }

    /**
     * A place of waiting whose condition is a system call.
     *
     * @return one that has not learned anything yet
     */
    public static SpinWait ofSystemCalls() {
        return new SpinWait(false, 1);
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
        return ALONE ? yieldUntil(condition) : lookUntil(condition);
    }

    private boolean lookUntil(BooleanSupplier condition) {
        long start = System.nanoTime();
        for (long spun = 0; spun < SPIN_NANOS; ) {
            if (look(condition)) {
                nextSkip = Math.max(1, nextSkip / 2);
                return true;
            }
            if (several && spun > NANOS_BEFORE_YIELDS) {
                Thread.yield();
            }
            long now = System.nanoTime() - start;
            if (now - spun > LONG_YIELD_NANOS) {
                yieldedLong();
                return condition.getAsBoolean();
            }
            spun = now;
        }
        return failed(condition);
    }

    private boolean yieldUntil(BooleanSupplier condition) {
        int yields = several ? YIELDS_FOR_SEVERAL : YIELDS;
        for (int i = 0; i < yields; i++) {
            long start = System.nanoTime();
            Thread.yield();
            if (condition.getAsBoolean()) {
                nextSkip = Math.max(1, nextSkip / 2);
                return true;
            }
            if (System.nanoTime() - start > LONG_YIELD_NANOS) {
                yieldedLong();
                return false;
            }
        }
        return failed(condition);
    }

    private void yieldedLong() {
        long now = System.nanoTime();
        if (now - lastLongYield < OFTEN_NANOS) {
            skip = SKIPPED_AFTER_LONG_YIELD;
        }
        lastLongYield = now;
    }

    private boolean failed(BooleanSupplier condition) {
        skip = nextSkip;
        nextSkip = Math.min(2 * nextSkip, MAX_SKIPPED);
        return condition.getAsBoolean();
    }

    private boolean look(BooleanSupplier condition) {
        for (int i = 0; i < shortLook; i++) {
            if (condition.getAsBoolean()) {
                return true;
            }
            Thread.onSpinWait();
        }
        return false;
    }
}
