package io.github.procession.ipc.sync;

import io.github.procession.ipc.system.ServiceLoop;

/** Waiting that ignores interrupts: an interrupt is remembered and set again afterwards, for the next wait that may be long. */
public final class Uninterruptibly {
    /**
     * A wait that can be begun again.
     *
     * @param <T> type of its outcome
     */
    @FunctionalInterface
    public interface Wait<T> {
        /**
         * Waits.
         *
         * @return the outcome
         * @throws InterruptedException if interrupted; nothing has changed then
         */
        T call() throws InterruptedException;
    }

    /** The locking of a mutex, as a record, since a lambda would take a young JVM some milliseconds to link. */
    private record Locking(RobustMutex mutex, Deadline deadline) implements Wait<RobustMutex.Outcome> {
        @Override
        public RobustMutex.Outcome call() throws InterruptedException {
            return mutex.lock(deadline);
        }
    }

    private Uninterruptibly() {}

    /**
     * Waits, as often as it takes.
     *
     * @param wait begun again after each interrupt
     * @param <T> type of its outcome
     * @return the outcome
     */
    public static <T> T call(Wait<T> wait) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return wait.call();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    static RobustMutex.Outcome lock(RobustMutex mutex) {
        return lock(mutex, Deadline.FOREVER);
    }

    /** With no memory for the wait it waits for some. */
    static RobustMutex.Outcome lock(RobustMutex mutex, Deadline deadline) {
        while (true) {
            try {
                return call(new Locking(mutex, deadline));
            } catch (OutOfMemoryError _) { // before it was locked, which the caller relies on
                ServiceLoop.pause();
            }
        }
    }
}
