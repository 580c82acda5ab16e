package io.github.procession.queue;

import java.time.Duration;

/** Waits of the actors: nobody interrupts them, and a lost wake-up makes them late. */
final class Patience {
    /** What a wait gives that got nothing in time. */
    static final int LATE = -1;

    /** What a call gives that was refused since the queue was shut down. */
    static final int SHUT_DOWN = -2;

    /** A wait that loses its wake-up lasts that long, and then finds all as it should be. */
    private static final Duration LIMIT = Duration.ofSeconds(15);

    private Patience() {}

    /** The item, or what went wrong. */
    static int get(Queue<Integer> queue) {
        long start = System.nanoTime();
        int outcome;
        try {
            outcome = queue.get(LIMIT);
        } catch (Empty e) {
            outcome = LATE;
        } catch (ShutDown e) {
            outcome = SHUT_DOWN;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return inTime(start, outcome);
    }

    /** 1 if the item was put, or what went wrong. */
    static int put(Queue<Integer> queue, int item) {
        long start = System.nanoTime();
        int outcome = 1;
        try {
            queue.put(item, LIMIT);
        } catch (Full e) {
            outcome = LATE;
        } catch (ShutDown e) {
            outcome = SHUT_DOWN;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return inTime(start, outcome);
    }

    /** 1 if all was done in time. */
    static int join(Queue<Integer> queue) {
        long start = System.nanoTime();
        return inTime(start, isDone(queue, LIMIT) ? 1 : LATE);
    }

    private static int inTime(long start, int outcome) {
        return System.nanoTime() - start < LIMIT.toNanos() ? outcome : LATE;
    }

    /** Whether all is done now. */
    static boolean isDone(Queue<Integer> queue) {
        return isDone(queue, Duration.ZERO);
    }

    private static boolean isDone(Queue<Integer> queue, Duration limit) {
        try {
            return queue.join(limit);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Whether an item was unfinished; it is finished now. */
    static boolean finish(Queue<Integer> queue) {
        try {
            queue.taskDone();
            return true;
        } catch (IllegalStateException e) {
            return false;
        }
    }
}
