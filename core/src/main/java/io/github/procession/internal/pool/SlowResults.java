package io.github.procession.internal.pool;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Results whose decoding may take its time, because it runs code of users that is not known to be quick: a few threads
 * decode them, so that the thread which takes the results of all workers need not.
 */
final class SlowResults {
    private static final int MOST_THREADS = 8;

    private final Executor threads;
    private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicInteger working = new AtomicInteger();

    /** The executor gives each task a thread. */
    SlowResults(Executor threads) {
        this.threads = threads;
    }

    /** Has a result decoded, and its job told; the action must not throw. */
    void add(Runnable telling) {
        waiting.add(telling);
        if (comeToWork()) {
            try {
                threads.execute(this::work);
            } catch (RuntimeException | Error e) { // the system has no thread for it
                work();
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
        do {
            for (Runnable next = waiting.poll(); next != null; next = waiting.poll()) {
                next.run();
            }
            working.decrementAndGet();
        } while (!waiting.isEmpty() && comeToWork()); // one may have been added when all seemed to work
    }
}
