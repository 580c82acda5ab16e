package io.github.procession.ipc.sync;

/** A number of permits in shared memory that threads of several processes take and give back. */
public interface Permits {
    /** The largest number of permits. */
    int MAX = Integer.MAX_VALUE;

    /** Outcome of {@link #release}. */
    enum Release {
        /** One permit was added. */
        DONE,
        /** All permits are there already, so nothing was changed. */
        TOO_MANY
    }

    /**
     * Takes a permit, waiting until the deadline at most.
     *
     * @param deadline when to give up; a deadline in the past tries once
     * @return whether the caller has a permit now
     * @throws InterruptedException if interrupted while waiting; no permit was taken then
     */
    boolean acquire(Deadline deadline) throws InterruptedException;

    /**
     * Gives a permit back and wakes one thread that waits.
     *
     * @return how it ended
     */
    Release release();

    /**
     * How many permits can be taken at this moment.
     *
     * @return the number
     */
    int available();
}
