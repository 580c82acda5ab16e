package io.github.procession.ipc.sync;

import java.util.function.BooleanSupplier;

/**
 * Decides how long to look at shared memory before sleeping in the kernel.
 *
 * <p>A successful spin answers in a fraction of a microsecond where the kernel needs five; a useless one takes the
 * processor from whoever should make the change. So each place of waiting learns: the limit follows what successful
 * spins needed and shrinks with each useless one. With one processor nobody spins. The state is a hint that threads
 * write without care.
 */
public final class SpinWait {
    private static final int MAX_SPINS = Runtime.getRuntime().availableProcessors() > 1
            ? Integer.getInteger("procession.spins", 2000)
            : 0;
    private static final int MIN_SPINS = Math.min(20, MAX_SPINS);

    private int limit = MAX_SPINS / 4;

    /** A place of waiting that has not learned anything yet. */
    public SpinWait() {}

    /**
     * Looks until the condition holds or the limit is reached.
     *
     * @param condition what to look at
     * @return whether it holds
     */
    public boolean spinUntil(BooleanSupplier condition) {
        int allowed = limit;
        for (int i = 0; i < allowed; i++) {
            if (condition.getAsBoolean()) {
                int wanted = Math.min(MAX_SPINS, 2 * i + MIN_SPINS);
                limit = allowed + (wanted - allowed) / 8;
                return true;
            }
            Thread.onSpinWait();
        }
        limit = Math.max(MIN_SPINS, allowed - allowed / 8);
        return false;
    }
}
