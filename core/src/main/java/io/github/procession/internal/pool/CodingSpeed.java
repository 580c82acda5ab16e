package io.github.procession.internal.pool;

/**
 * Measure of how long the inputs and results of one function take to be encoded and decoded, by code of their classes. The thread that
 * takes all results decodes those of a function itself only if that is known to be quick; else one slow class would hold up all
 * results.
 *
 * <p>Threads may write at the same time: a measurement that gets lost is made again with the next object.
 */
final class CodingSpeed {
    private static final long QUICK_NANOS = 1_000_000;

    /** A thread that has to wait for a processor takes some milliseconds for anything. */
    private static final long SLOW_NANOS = 20_000_000;

    private volatile boolean decodesQuickly;
    private volatile boolean encodesSlowly;

    /** Whether results were decoded in a short time, and none took long since. */
    boolean decodesQuickly() {
        return decodesQuickly;
    }

    /** Whether an input took long to be encoded, and none was quick since. */
    boolean encodesSlowly() {
        return encodesSlowly;
    }

    void decoded(long nanos) {
        boolean quick = nanos < (decodesQuickly ? SLOW_NANOS : QUICK_NANOS);
        if (quick != decodesQuickly) {
            decodesQuickly = quick;
        }
    }

    void encoded(long nanos) {
        boolean slow = nanos > (encodesSlowly ? QUICK_NANOS : SLOW_NANOS);
        if (slow != encodesSlowly) {
            encodesSlowly = slow;
        }
    }
}
