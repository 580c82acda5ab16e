package io.github.procession.multiprocessing;

import io.github.procession.ipc.memory.Session;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;

/**
 * What runs the tasks of a pool. It knows nothing of the pool that users have, so that one that is dropped can be found
 * and ended.
 */
abstract class PoolEngine {
    /** All that are there; one that nobody uses any more leaves by itself. */
    private static final Set<PoolEngine> ALL = Collections.newSetFromMap(new WeakHashMap<>()); // guarded by itself
    /** The log of pools, under the name that users know. */
    static final Logger LOG = LibraryLogger.named("Pool");

    private final String name;
    private final CallbackThread callbacks;
    private final Set<UnobservedFailure> unobserved = ConcurrentHashMap.newKeySet();

    PoolEngine(String name) {
        this.name = name;
        this.callbacks = new CallbackThread(name + "-callbacks");
        Session.requireNotEnded();
        synchronized (ALL) {
            ALL.add(this);
        }
    }

    /** Terminates all, and their threads. */
    static void terminateAll() {
        List<PoolEngine> all;
        synchronized (ALL) {
            all = List.copyOf(ALL);
        }
        for (PoolEngine engine : all) {
            engine.terminate();
            engine.callbacks.end();
        }
    }

    String name() {
        return name;
    }

    Executor callbacks() {
        return callbacks;
    }

    /** Remembers a failure until its result is asked for it. */
    UnobservedFailure unobserved(Object result, Throwable failure) {
        UnobservedFailure note = new UnobservedFailure(name, failure, unobserved);
        Dropped.CLEANER.register(result, note);
        return note;
    }

    /** Whether there are failures that nobody has asked for. */
    boolean hasUnobserved() {
        return !unobserved.isEmpty();
    }

    /** Tells of the failures that nobody asked for; at the end of the pool. */
    void tellUnobserved() {
        List.copyOf(unobserved).forEach(UnobservedFailure::run);
    }

    /** How many workers there are when all are well. */
    abstract int size();

    /**
     * Takes a job.
     *
     * @param job the job
     * @param owner kept reachable until all jobs have ended
     * @param helping whether the calling thread goes on to {@link #help}
     * @throws IllegalStateException if the pool takes no more
     */
    abstract void submit(PoolJob job, Object owner, boolean helping);

    /** Throws an {@link IllegalStateException} if the pool takes no more. */
    abstract void requireRunning();

    /**
     * A job that had no task for the moment may have one again, or may be exhausted now.
     *
     * @param job the job
     * @param helping whether the calling thread comes back to {@link #help}
     */
    abstract void resume(PoolJob job, boolean helping);

    /** Whether a worker has begun a task of a job, and not ended it. */
    abstract boolean hasBegun(PoolJob job);

    /** Takes a job back; false if it is a single call that runs and may not be interrupted. */
    abstract boolean cancel(PoolJob job, boolean mayInterrupt);

    /**
     * Lets a thread that waits do what would else be done by a thread of the engine, which spares it being woken. May
     * return before the condition holds.
     */
    void help(BooleanSupplier done) throws InterruptedException {}

    /** Runs something that may block, such as a user's iterator, in a thread of its own. */
    abstract void runAside(Runnable work);

    abstract List<WorkerStatistics> statistics();

    abstract void close();

    abstract void terminate();

    /** Waits for the end after {@link #close} or {@link #terminate}; false if the time was over before. */
    abstract boolean join(long nanos) throws InterruptedException;

    /** Whether tasks are taken. */
    abstract boolean isRunning();
}
