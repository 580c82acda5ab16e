package io.github.procession.multiprocessing;

import io.github.procession.function.Action0;
import io.github.procession.function.Action1;
import io.github.procession.function.Action2;
import io.github.procession.function.Action3;
import io.github.procession.internal.call.TargetMethod;
import io.github.procession.internal.pool.PoolEngine;
import io.github.procession.internal.pool.ThreadPoolEngine;
import io.github.procession.internal.pool.ThreadWorkers;
import java.util.Objects;
import java.util.function.IntFunction;
import org.jspecify.annotations.NullUnmarked;

/** The description of a pool of threads, which {@link #build} starts. */
@NullUnmarked // arguments and results of functions may be null or not, as their types say
public final class ThreadPoolBuilder {
    private final int threads;
    private Object[] initializer = TargetMethod.none();
    private boolean virtual;
    private boolean startOnDemand;
    private String name;
    private IntFunction<String> workerNames;

    ThreadPoolBuilder(int threads) {
        if (threads < 1) {
            throw new IllegalArgumentException("threads=" + threads + " is not at least 1");
        }
        this.threads = threads;
    }

    /**
     * Sets a function that each thread calls first: Python's argument {@code initializer}.
     *
     * @param function the function
     * @return this
     */
    public ThreadPoolBuilder initializer(Action0 function) {
        initializer = new Object[] {Objects.requireNonNull(function, "function")};
        return this;
    }

    /**
     * Sets a function that each thread calls first: Python's argument {@code initializer} with {@code initargs}.
     *
     * @param function the function
     * @param a its argument
     * @param <A> type of the argument
     * @return this
     */
    public <A> ThreadPoolBuilder initializer(Action1<A> function, A a) {
        initializer = new Object[] {Objects.requireNonNull(function, "function"), a};
        return this;
    }

    /**
     * Sets a function that each thread calls first: Python's argument {@code initializer} with {@code initargs}.
     *
     * @param function the function
     * @param a its first argument
     * @param b its second argument
     * @param <A> type of the first argument
     * @param <B> type of the second argument
     * @return this
     */
    public <A, B> ThreadPoolBuilder initializer(Action2<A, B> function, A a, B b) {
        initializer = new Object[] {Objects.requireNonNull(function, "function"), a, b};
        return this;
    }

    /**
     * Sets a function that each thread calls first: Python's argument {@code initializer} with {@code initargs}.
     *
     * @param function the function
     * @param a its first argument
     * @param b its second argument
     * @param c its third argument
     * @param <A> type of the first argument
     * @param <B> type of the second argument
     * @param <C> type of the third argument
     * @return this
     */
    public <A, B, C> ThreadPoolBuilder initializer(Action3<A, B, C> function, A a, B b, C c) {
        initializer = new Object[] {Objects.requireNonNull(function, "function"), a, b, c};
        return this;
    }

    /**
     * Takes virtual threads, for tasks that mostly wait.
     *
     * @return this
     */
    public ThreadPoolBuilder virtual() {
        virtual = true;
        return this;
    }

    /**
     * Starts a thread only when there is a task and no thread is free for it, instead of all at once.
     *
     * @return this
     */
    public ThreadPoolBuilder startOnDemand() {
        startOnDemand = true;
        return this;
    }

    /**
     * Sets the pool's name, of which the names of its threads are made.
     *
     * @param name the name
     * @return this
     */
    public ThreadPoolBuilder name(String name) {
        this.name = Objects.requireNonNull(name, "name");
        return this;
    }

    /**
     * Sets the names of the threads that run the tasks.
     *
     * @param names gives the name of a thread by its number: 1 for the first that is started, and so on
     * @return this
     */
    public ThreadPoolBuilder workerNames(IntFunction<String> names) {
        workerNames = Objects.requireNonNull(names, "names");
        return this;
    }

    /**
     * Starts the pool.
     *
     * @return the pool
     */
    public ThreadPool build() {
        return new ThreadPool(this);
    }

    PoolEngine startEngine(String defaultName) {
        return new ThreadPoolEngine(
                        name == null ? defaultName : name,
                        threads,
                        ThreadWorkers.plainThreads(initializer, virtual),
                        0,
                        startOnDemand,
                        workerNames,
                        PoolExceptions.INSTANCE)
                .start();
    }
}
