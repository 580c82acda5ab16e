package io.github.procession.concurrent;

import io.github.procession.function.Action0;
import io.github.procession.function.Action1;
import io.github.procession.function.Action2;
import io.github.procession.function.Action3;
import io.github.procession.multiprocessing.Context;
import io.github.procession.multiprocessing.Pool;
import io.github.procession.multiprocessing.PoolBuilder;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;

/** The description of a {@link ProcessPoolExecutor}, which {@link #build} makes. */
@NullUnmarked // arguments and results of functions may be null or not, as their types say
public final class ProcessPoolExecutorBuilder {
    private static final AtomicInteger COUNT = new AtomicInteger();

    private final PoolBuilder pool = Pool.builder().startOnDemand();
    private String namePrefix;

    ProcessPoolExecutorBuilder() {}

    /**
     * Sets the largest number of workers: Python's argument {@code max_workers}.
     *
     * @param maxWorkers how many; the processors that this process may use unless said otherwise
     * @return this
     * @throws IllegalArgumentException if it is less than 1
     */
    public ProcessPoolExecutorBuilder maxWorkers(int maxWorkers) {
        if (maxWorkers < 1) {
            throw new IllegalArgumentException("maxWorkers=" + maxWorkers + " is not at least 1");
        }
        pool.processes(maxWorkers);
        return this;
    }

    /**
     * Sets how the workers start: Python's argument {@code mp_context}.
     *
     * @param context the context; that of the process as a whole unless said otherwise
     * @return this builder
     */
    public ProcessPoolExecutorBuilder context(Context context) {
        pool.context(context);
        return this;
    }

    /**
     * Sets a function that each worker calls first: Python's argument {@code initializer}.
     *
     * @param function the function
     * @return this
     */
    public ProcessPoolExecutorBuilder initializer(Action0 function) {
        pool.initializer(function);
        return this;
    }

    /**
     * Sets a function that each worker calls first: Python's argument {@code initializer} with {@code initargs}.
     *
     * @param function the function
     * @param a its argument
     * @param <A> type of the argument
     * @return this
     */
    public <A> ProcessPoolExecutorBuilder initializer(Action1<A> function, A a) {
        pool.initializer(function, a);
        return this;
    }

    /**
     * Sets a function that each worker calls first: Python's argument {@code initializer} with {@code initargs}.
     *
     * @param function the function
     * @param a its first argument
     * @param b its second argument
     * @param <A> type of the first argument
     * @param <B> type of the second argument
     * @return this
     */
    public <A, B> ProcessPoolExecutorBuilder initializer(Action2<A, B> function, A a, B b) {
        pool.initializer(function, a, b);
        return this;
    }

    /**
     * Sets a function that each worker calls first: Python's argument {@code initializer} with {@code initargs}.
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
    public <A, B, C> ProcessPoolExecutorBuilder initializer(Action3<A, B, C> function, A a, B b, C c) {
        pool.initializer(function, a, b, c);
        return this;
    }

    /**
     * Replaces each worker after a number of calls: Python's argument {@code max_tasks_per_child}. A chunk of
     * {@link MapCalls#map map} is one call.
     *
     * @param calls how many calls a worker makes
     * @return this
     * @throws IllegalArgumentException if it is less than 1
     */
    public ProcessPoolExecutorBuilder maxTasksPerChild(int calls) {
        pool.maxTasksPerChild(calls);
        return this;
    }

    /**
     * Takes Python's rule for dead workers: when one dies, all calls that have not ended, and all later ones, fail with a
     * {@link BrokenProcessPool}, and the other workers are killed. Unless this is said, only the call that the dead worker
     * ran fails, with a {@link io.github.procession.multiprocessing.WorkerLostException}, and another worker takes its
     * place.
     *
     * @return this
     */
    public ProcessPoolExecutorBuilder breakOnWorkerDeath() {
        pool.breakOnWorkerDeath();
        return this;
    }

    /**
     * Sets what the names of the worker processes begin with; a number follows.
     *
     * @param prefix the beginning; {@code ProcessPoolExecutor-0} for the first executor unless said otherwise
     * @return this
     */
    public ProcessPoolExecutorBuilder namePrefix(String prefix) {
        namePrefix = Objects.requireNonNull(prefix, "prefix");
        return this;
    }

    /**
     * Sets JVM options for the workers; they win over those that workers get anyway.
     *
     * @param options the options, one each
     * @return this
     */
    public ProcessPoolExecutorBuilder jvmOptions(String... options) {
        pool.jvmOptions(options);
        return this;
    }

    /**
     * Sets the largest heap of each worker, see {@link PoolBuilder#heapPercent}.
     *
     * @param percent of the memory that this process may use
     * @return this
     * @throws IllegalArgumentException if it is not above 0 and at most 100
     */
    public ProcessPoolExecutorBuilder heapPercent(double percent) {
        pool.heapPercent(percent);
        return this;
    }

    /**
     * Replaces a worker after a call that leaves more than this in its heap, see {@link PoolBuilder#recycleAbove}.
     *
     * @param bytes the mark, in bytes
     * @return this
     * @throws IllegalArgumentException if it is less than 1
     */
    public ProcessPoolExecutorBuilder recycleAbove(long bytes) {
        pool.recycleAbove(bytes);
        return this;
    }

    /**
     * Sets how long a worker may take to be ready, its initializer included. One that takes longer is killed.
     *
     * @param timeout the time, one minute unless said otherwise; null is any time
     * @return this
     * @throws IllegalArgumentException if it is not positive
     */
    public ProcessPoolExecutorBuilder startTimeout(@Nullable Duration timeout) {
        pool.startTimeout(timeout);
        return this;
    }

    /**
     * Sets how long the executor goes on without a worker while the system starts none, see
     * {@link PoolBuilder#restartTimeout}.
     *
     * @param timeout the time, 30 seconds unless said otherwise; null never gives up, zero at the first failure
     * @return this
     * @throws IllegalArgumentException if it is negative
     */
    public ProcessPoolExecutorBuilder restartTimeout(@Nullable Duration timeout) {
        pool.restartTimeout(timeout);
        return this;
    }

    /**
     * Makes the executor. Its first worker is started with its first call.
     *
     * @return the executor
     * @throws IllegalArgumentException if the initializer or its arguments cannot be sent
     */
    public ProcessPoolExecutor build() {
        return new ProcessPoolExecutor(this);
    }

    Pool startPool() {
        String prefix = namePrefix == null ? "ProcessPoolExecutor-" + COUNT.getAndIncrement() : namePrefix;
        return pool.name(prefix)
                .workerNames(number -> prefix + "_" + (number - 1))
                .build();
    }
}
