package io.github.procession.ipc.ring;

/**
 * Pace of a reader that keeps up with a writer of short records. Each look at the tail takes its cache line from the writer, which costs
 * more than all else of a short record. So a reader that found two records or a few more at its last looks lets some gather before the next
 * one. Where records come one by one, as in questions and answers, it never finds two, and never pauses.
 *
 * <p>The state is a hint that threads write without care.
 */
final class Pace {
    /** Looks that may find a single record before the writer counts as pausing. */
    private static final int PATIENCE = 8;

    /** Bytes that are enough to be read without letting more gather. */
    private static final long ENOUGH_BYTES = 4096;

    /** Some 0.4 microseconds: a dozen short records. */
    private static final int SPINS_OF_A_PAUSE = 16;

    private int patience;

    /** Pauses before a look at the tail, if the last looks were worth more for it. */
    void letGather() {
        if (patience > 0) {
            pause();
        }
    }

    /**
     * Learns from a look.
     *
     * @param first bytes of the first record
     * @param all bytes of all records
     */
    void found(long first, long all) {
        if (all >= ENOUGH_BYTES) {
            patience = 0;
        } else if (all > first) {
            patience = PATIENCE;
        } else if (patience > 0) {
            patience--;
        }
    }

    /** Lets the other side work for a moment. */
    static void pause() {
        for (int i = 0; i < SPINS_OF_A_PAUSE; i++) {
            Thread.onSpinWait();
        }
    }
}
