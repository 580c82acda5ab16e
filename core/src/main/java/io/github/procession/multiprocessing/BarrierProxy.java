package io.github.procession.multiprocessing;

import java.time.Duration;
import java.util.concurrent.BrokenBarrierException;
import org.jspecify.annotations.Nullable;

/**
 * A barrier of a manager: Python's {@code manager.Barrier(parties)}, whose {@code wait} is {@code await} here.
 *
 * <p><b>If a process dies</b> while it waits, the barrier breaks for all.
 */
public interface BarrierProxy extends BaseProxy {
    /**
     * Waits until all parties have come: Python's {@code wait()}.
     *
     * @return a number from 0 to the number of parties minus one, another one for each
     * @throws BrokenBarrierException if the barrier is broken or reset
     * @throws InterruptedException if interrupted while waiting; the barrier is broken then
     */
    int await() throws InterruptedException, BrokenBarrierException;

    /**
     * Waits for some time until all parties have come: Python's {@code wait(timeout)}.
     *
     * @param timeout how long to wait; the barrier breaks when it is over; null waits for ever
     * @return a number from 0 to the number of parties minus one, another one for each
     * @throws BrokenBarrierException if the barrier is broken or reset
     * @throws InterruptedException if interrupted while waiting; the barrier is broken then
     */
    int await(@Nullable Duration timeout) throws InterruptedException, BrokenBarrierException;

    /** Breaks the barrier: Python's {@code abort()}. */
    void abort();

    /** Makes the barrier new; who waits gets an exception: Python's {@code reset()}. */
    void reset();

    /**
     * The number of parties: Python's {@code parties}.
     *
     * @return how many must come
     */
    int parties();

    /**
     * How many wait: Python's {@code n_waiting}.
     *
     * @return how many have come
     */
    int nWaiting();

    /**
     * Whether the barrier is broken: Python's {@code broken}.
     *
     * @return true if it is
     */
    boolean broken();
}
