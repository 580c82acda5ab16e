package io.github.procession.threading;

import io.github.procession.function.Action0;
import io.github.procession.internal.Durations;
import java.time.Duration;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A place where a fixed number of threads wait for each other: Python's {@code threading.Barrier}.
 *
 * <p>When the last party arrives, it runs the action, if there is one, and all go on. The barrier serves the next round
 * at once.
 *
 * <p>A barrier is <i>broken</i> when a party gives up waiting or is interrupted, when the action throws, and by
 * {@link #abort()}: then all who wait and all who come get a {@link BrokenBarrierException}, until {@link #reset()}.
 *
 * <p><b>Memory consistency.</b> What a thread did before it called {@link #await()} happens-before the action, and that
 * happens-before what a thread does after it returned from the same round.
 */
public final class Barrier {
    // java.util.concurrent.CyclicBarrier counts the other way round, has no abort, and tells who timed out from who
    // only
    // suffered from it. This is its algorithm: each round has an object of its own, which says how it ended, so that
    // parties of an old round, who are still on their way out, and those of the next do not see each other.

    private static final class Round {
        private boolean broken;
    }

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition ended = lock.newCondition();
    private final int parties;
    private final Action0 action;
    private final Duration timeout;

    /** The present round, and how many wait in it; guarded by the lock. */
    private Round round = new Round();

    private int waiting;

    /**
     * Makes a barrier: Python's {@code Barrier(parties)}.
     *
     * @param parties how many wait for each other
     * @throws IllegalArgumentException if that is less than one
     */
    public Barrier(int parties) {
        this(parties, null, null);
    }

    /**
     * Makes a barrier: Python's {@code Barrier(parties, action)}.
     *
     * @param parties how many wait for each other
     * @param action the action of the last party to arrive, before any party goes on; null for none
     * @throws IllegalArgumentException if there is less than one party
     */
    public Barrier(int parties, @Nullable Action0 action) {
        this(parties, action, null);
    }

    /**
     * Makes a barrier: Python's {@code Barrier(parties, action, timeout)}.
     *
     * @param parties how many wait for each other
     * @param action the action of the last party to arrive, before any party goes on; null for none
     * @param timeout how long parties wait that do not say it themselves; null for as long as it takes
     * @throws IllegalArgumentException if there is less than one party
     */
    public Barrier(int parties, @Nullable Action0 action, @Nullable Duration timeout) {
        if (parties < 1) {
            throw new IllegalArgumentException("parties must be at least 1: " + parties);
        }
        this.parties = parties;
        this.action = action;
        this.timeout = timeout;
    }

    /**
     * Waits until all parties are there, no longer than the timeout that the barrier was made with: Python's
     * {@code wait()}.
     *
     * @return the order of arrival, from 0 to the number of parties less one
     * @throws BrokenBarrierException if the barrier is broken or reset, before or meanwhile, or the time was over
     * @throws InterruptedException if interrupted before or while waiting; the barrier is broken then
     * @throws RuntimeException what the action throws, if this is the last party; the barrier is broken then
     */
    public int await() throws InterruptedException, BrokenBarrierException {
        return await(null);
    }

    /**
     * Waits for some time until all parties are there: Python's {@code wait(timeout)}.
     *
     * @param timeout how long to wait before the barrier is broken; null means the one the barrier was made with
     * @return the order of arrival, from 0 to the number of parties less one
     * @throws BrokenBarrierException if the barrier is broken or reset, before or meanwhile, or the time was over
     * @throws InterruptedException if interrupted before or while waiting; the barrier is broken then
     * @throws RuntimeException what the action throws, if this is the last party; the barrier is broken then
     */
    public int await(@Nullable Duration timeout) throws InterruptedException, BrokenBarrierException {
        Duration limit = timeout == null ? this.timeout : timeout;
        lock.lock();
        try {
            Round mine = round;
            checkIntact(mine);
            if (java.lang.Thread.interrupted()) {
                breakRound();
                throw new InterruptedException();
            }
            int index = waiting++;
            if (waiting == parties) {
                act();
                checkIntact(mine); // the action may have aborted it
                nextRound();
            } else {
                awaitOthers(mine, limit);
            }
            return index;
        } finally {
            lock.unlock();
        }
    }

    private static void checkIntact(Round round) throws BrokenBarrierException {
        if (round.broken) {
            throw new BrokenBarrierException("the barrier is broken or was reset");
        }
    }

    private void act() throws InterruptedException {
        if (action == null) {
            return;
        }
        boolean done = false;
        try {
            action.run();
            done = true;
        } catch (InterruptedException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException("the action of the barrier failed: " + e, e);
        } finally {
            if (!done) {
                breakRound();
            }
        }
    }

    private void awaitOthers(Round mine, Duration limit) throws InterruptedException, BrokenBarrierException {
        long left = Durations.toNanos(limit);
        while (mine == round && !mine.broken) {
            if (left <= 0) {
                breakRound();
                throw new BrokenBarrierException("not all parties came within " + limit);
            }
            try {
                if (limit == null) {
                    ended.await();
                } else {
                    left = ended.awaitNanos(left);
                }
            } catch (InterruptedException e) {
                if (mine == round && !mine.broken) {
                    breakRound();
                    throw e;
                }
                // the round was over before the interrupt, which is for what this thread does next
                java.lang.Thread.currentThread().interrupt();
            }
        }
        checkIntact(mine);
    }

    private void breakRound() {
        round.broken = true;
        waiting = 0;
        ended.signalAll();
    }

    /** Begins a new round; without memory for it the old one is broken, or its parties would wait for ever. */
    private void nextRound() {
        boolean begun = false;
        try {
            round = new Round();
            begun = true;
        } finally {
            if (!begun) {
                breakRound();
            }
        }
        waiting = 0;
        ended.signalAll();
    }

    /** Breaks the barrier: Python's {@code abort()}. A thread that waits, or comes, gets an exception until it is reset. */
    public void abort() {
        lock.lock();
        try {
            breakRound();
        } finally {
            lock.unlock();
        }
    }

    /** Makes the barrier empty and usable again: Python's {@code reset()}. A thread that waits gets an exception. */
    public void reset() {
        lock.lock();
        try {
            breakRound();
            nextRound();
        } finally {
            lock.unlock();
        }
    }

    /**
     * How many wait for each other: Python's {@code parties}.
     *
     * @return the number of parties
     */
    public int parties() {
        return parties;
    }

    /**
     * How many parties wait for the others at this moment: Python's {@code n_waiting}.
     *
     * @return the number, 0 while the parties of a round leave
     */
    public int nWaiting() {
        lock.lock();
        try {
            return waiting;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Whether the barrier is broken: Python's {@code broken}.
     *
     * @return true until it is reset
     */
    public boolean broken() {
        lock.lock();
        try {
            return round.broken;
        } finally {
            lock.unlock();
        }
    }

    /** Python's text form: how many wait, or that it is broken. */
    @Override
    public String toString() {
        String place = "<Barrier at 0x" + Integer.toHexString(System.identityHashCode(this));
        return broken() ? place + ": broken>" : place + ": waiters=" + nWaiting() + "/" + parties + ">";
    }
}
