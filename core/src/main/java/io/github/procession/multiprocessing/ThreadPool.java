package io.github.procession.multiprocessing;

import io.github.procession.function.Action0;
import io.github.procession.function.Action1;
import io.github.procession.internal.call.TargetMethod;
import io.github.procession.internal.pool.ThreadPoolEngine;
import io.github.procession.internal.pool.ThreadWorkers;
import java.util.Objects;

/**
 * A pool of threads with the calls of {@link Pool}, so that one word changes between threads and processes: Python's
 * {@code multiprocessing.pool.ThreadPool}.
 *
 * <p>Nothing is copied: functions work on the caller's objects. A task cannot be killed: {@link #timeout} and
 * {@link AsyncResult#cancel cancel} interrupt it, and {@link #terminate()} does not wait for those that ignore that.
 * Threads are daemons.
 */
public final class ThreadPool extends Pool {
    /** Starts a pool with as many threads as this process may use processors. */
    public ThreadPool() {
        this(Runtime.getRuntime().availableProcessors());
    }

    /**
     * Starts a pool.
     *
     * @param threads how many threads it has
     * @throws IllegalArgumentException if it is less than 1
     */
    public ThreadPool(int threads) {
        this(threads, TargetMethod.none(), false);
    }

    /**
     * Starts a pool whose threads call a function first.
     *
     * @param threads how many threads it has
     * @param initializer the function
     * @throws IllegalArgumentException if there would be less than one thread
     */
    public ThreadPool(int threads, Action0 initializer) {
        this(threads, new Object[] {Objects.requireNonNull(initializer, "initializer")}, false);
    }

    /**
     * Starts a pool whose threads call a function first.
     *
     * @param threads how many threads it has
     * @param initializer the function
     * @param a its argument
     * @param <A> type of the argument
     * @throws IllegalArgumentException if there would be less than one thread
     */
    public <A> ThreadPool(int threads, Action1<A> initializer, A a) {
        this(threads, new Object[] {Objects.requireNonNull(initializer, "initializer"), a}, false);
    }

    private ThreadPool(int threads, Object[] initializer, boolean virtual) {
        super(
                new ThreadPoolEngine(
                                nextName("ThreadPool"),
                                threads,
                                ThreadWorkers.plainThreads(initializer, virtual),
                                0,
                                false,
                                null,
                                PoolExceptions.INSTANCE)
                        .start(),
                CallOptions.DEFAULT);
    }

    ThreadPool(ThreadPoolBuilder builder) {
        super(builder.startEngine(nextName("ThreadPool")), CallOptions.DEFAULT);
    }

    /**
     * Begins the description of a pool of threads, for what constructors do not take.
     *
     * @param threads how many threads it has
     * @return the description
     * @throws IllegalArgumentException if it is less than 1
     */
    public static ThreadPoolBuilder ofThreads(int threads) {
        return new ThreadPoolBuilder(threads);
    }

    /**
     * Starts a pool of virtual threads, for tasks that mostly wait.
     *
     * @param threads how many tasks may run at a time
     * @return the pool
     * @throws IllegalArgumentException if it is less than 1
     */
    public static ThreadPool virtual(int threads) {
        return new ThreadPool(threads, TargetMethod.none(), true);
    }
}
