package io.github.procession.internal.pool;

import io.github.procession.ipc.system.ServiceLoop;
import java.time.Duration;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The threads that decode results which may take long, because decoding them runs code of users that is not known to be
 * quick; the thread that takes the results of all workers is free of it. A thread that is kept by one result for longer
 * than {@value #LONG_MILLIS} ms while others wait is replaced.
 */
final class SlowResults {
    private static final int MOST_THREADS = 8;
    private static final long LONG_MILLIS = 500;

    private final Executor threads;
    private final Surroundings surroundings;
    private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicInteger working = new AtomicInteger();

    /** Turns of the threads that count as working. */
    private final Set<Turn> turns = ConcurrentHashMap.newKeySet();

    private final AtomicBoolean watched = new AtomicBoolean();

    /** The executor gives each task a thread. */
    SlowResults(Executor threads, Surroundings surroundings) {
        this.threads = threads;
        this.surroundings = surroundings;
    }

    /** Has a result decoded, and its job told; the action must not throw. */
    void add(Runnable telling) {
        enqueue(telling);
        if (!comeToWork()) {
            watch();
            return;
        }
        try {
            threads.execute(this::work);
        } catch (RuntimeException | Error e) { // the system has no thread for it
            work();
        }
    }

    /** Waits for memory if there is none: nobody else has the result. */
    private void enqueue(Runnable telling) {
        while (true) {
            try {
                waiting.add(telling);
                return;
            } catch (OutOfMemoryError _) {
                ServiceLoop.pause();
            }
        }
    }

    private Turn newTurn() {
        while (true) {
            try {
                Turn turn = new Turn();
                turns.add(turn);
                return turn;
            } catch (OutOfMemoryError _) { // this thread counts as working
                ServiceLoop.pause();
            }
        }
    }

    private boolean comeToWork() {
        if (working.getAndIncrement() < MOST_THREADS) {
            return true;
        }
        working.decrementAndGet();
        return false;
    }

    private void work() {
        Turn turn = newTurn();
        do {
            for (Runnable next = waiting.poll(); next != null; next = waiting.poll()) {
                long number = turn.begin();
                next.run();
                if (!turn.end(number)) {
                    return; // another thread has its place
                }
            }
            working.decrementAndGet();
        } while (!waiting.isEmpty() && comeToWork()); // one may have been added when all seemed to work
        turns.remove(turn);
    }

    private void watch() {
        try {
            setWatch();
        } catch (RuntimeException
                | Error e) { // the library has ended, or the system has no thread: the next result tries again
        }
    }

    private void setWatch() {
        if (watched.compareAndSet(false, true)) {
            boolean set = false;
            try {
                surroundings.after(Duration.ofMillis(LONG_MILLIS), this::look);
                set = true;
            } finally {
                if (!set) {
                    watched.set(false);
                }
            }
        }
    }

    /** Starts a thread in the place of one that is kept. */
    private void replace() {
        try {
            threads.execute(this::work);
        } catch (RuntimeException | Error e) { // the system has no thread for it: the next look tries again
            working.decrementAndGet();
        }
    }

    /** Throws when there is no memory for it: then the timer looks again. */
    private void look() {
        for (Turn turn : turns) {
            if (turn.giveAwayIfOld()) {
                replace(); // first, as there may be no memory to remove the turn, which does no harm
                turns.remove(turn);
            }
        }
        watched.set(false);
        if (!waiting.isEmpty()) {
            setWatch();
        }
    }
}
