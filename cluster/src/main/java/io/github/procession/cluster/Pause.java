package io.github.procession.cluster;

import java.util.concurrent.locks.LockSupport;

/** A pause between two attempts. Calls of the engine leave a permit for {@link LockSupport#park} behind, which would end it at once. */
final class Pause {
    private Pause() {}

    /** Sleeps for so long; an interrupt ends it, and is kept. */
    static void sleep(long nanos) {
        long start = System.nanoTime();
        for (long left = nanos; left > 0 && !Thread.currentThread().isInterrupted(); ) {
            LockSupport.parkNanos(left);
            left = nanos - (System.nanoTime() - start);
        }
    }
}
