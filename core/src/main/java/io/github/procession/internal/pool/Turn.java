package io.github.procession.internal.pool;

import java.util.concurrent.atomic.AtomicLong;

/**
 * A word that decides who ends a worker's turn: the worker itself, at the end of its work, or the thread that watches
 * it and gives its place to another because the work lasts. The word is odd during a turn.
 */
final class Turn {
    private final AtomicLong word = new AtomicLong();

    /** What the watch saw last; of the watch. */
    private long seen;

    /** Begins a turn, by a thread that has the place; returns its number. */
    long begin() {
        long number = word.getPlain() + 1; // the last change was by this thread, or the place was handed over since
        word.set(number);
        return number;
    }

    /** Ends a turn; false if the place belongs to another thread by now. */
    boolean end(long number) {
        return word.compareAndSet(number, number + 1);
    }

    /** Ends the turn that runs, by the thread that has the place or by the watch; false if none runs. */
    boolean giveAway() {
        long number = word.get();
        return isRunning(number) && end(number);
    }

    /** For the watch: ends the turn that runs, if it ran at the last look, too. */
    boolean giveAwayIfOld() {
        long last = seen;
        seen = word.get();
        return seen == last && isRunning(last) && end(last);
    }

    /** For the watch, after a look: whether a turn runs, or one has begun since the look before. */
    boolean isInUse(long before) {
        return isRunning() || seen != before;
    }

    /** For the watch: what it saw at its last look. */
    long seen() {
        return seen;
    }

    boolean isRunning() {
        return isRunning(word.get());
    }

    private static boolean isRunning(long number) {
        return (number & 1) == 1;
    }
}
