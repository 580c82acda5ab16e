package io.github.procession.concurrent;

import io.github.procession.function.Action0;
import io.github.procession.function.Action1;
import io.github.procession.function.Action2;
import io.github.procession.function.Action3;
import io.github.procession.multiprocessing.ThreadPool;
import io.github.procession.multiprocessing.ThreadPoolBuilder;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.NullUnmarked;

/** The description of a {@link ThreadPoolExecutor}, which {@link #build} makes. */
@NullUnmarked // arguments and results of functions may be null or not, as their types say
public final class ThreadPoolExecutorBuilder {
    private static final int MOST_BY_DEFAULT = 32;
    private static final int MORE_THAN_PROCESSORS = 4;
    private static final AtomicInteger COUNT = new AtomicInteger();

    private int maxWorkers =
            Math.min(MOST_BY_DEFAULT, Runtime.getRuntime().availableProcessors() + MORE_THAN_PROCESSORS);
    private UnaryOperator<ThreadPoolBuilder> pool = UnaryOperator.identity();
    private String namePrefix;
    private boolean virtual;

    ThreadPoolExecutorBuilder() {}

    /**
     * Sets the largest number of threads: Python's argument {@code max_workers}.
     *
     * @param maxWorkers how many; four more than the processors that this process may use, 32 at most, unless said
     *     otherwise
     * @return this
     * @throws IllegalArgumentException if it is less than 1
     */
    public ThreadPoolExecutorBuilder maxWorkers(int maxWorkers) {
        if (maxWorkers < 1) {
            throw new IllegalArgumentException("maxWorkers=" + maxWorkers + " is not at least 1");
        }
        this.maxWorkers = maxWorkers;
        return this;
    }

    /**
     * Sets a function that each thread calls first: Python's argument {@code initializer}.
     *
     * @param function the function
     * @return this
     */
    public ThreadPoolExecutorBuilder initializer(Action0 function) {
        Objects.requireNonNull(function, "function");
        pool = each -> each.initializer(function);
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
    public <A> ThreadPoolExecutorBuilder initializer(Action1<A> function, A a) {
        Objects.requireNonNull(function, "function");
        pool = each -> each.initializer(function, a);
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
    public <A, B> ThreadPoolExecutorBuilder initializer(Action2<A, B> function, A a, B b) {
        Objects.requireNonNull(function, "function");
        pool = each -> each.initializer(function, a, b);
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
    public <A, B, C> ThreadPoolExecutorBuilder initializer(Action3<A, B, C> function, A a, B b, C c) {
        Objects.requireNonNull(function, "function");
        pool = each -> each.initializer(function, a, b, c);
        return this;
    }

    /**
     * Sets what the names of the threads begin with; a number follows: Python's argument {@code thread_name_prefix}.
     *
     * @param prefix the beginning; {@code ThreadPoolExecutor-0} for the first executor unless said otherwise
     * @return this
     */
    public ThreadPoolExecutorBuilder threadNamePrefix(String prefix) {
        namePrefix = Objects.requireNonNull(prefix, "prefix");
        return this;
    }

    /**
     * Takes virtual threads, for calls that mostly wait.
     *
     * @return this
     */
    public ThreadPoolExecutorBuilder virtual() {
        virtual = true;
        return this;
    }

    /**
     * Makes the executor. Its first thread is started with its first call.
     *
     * @return the executor
     */
    public ThreadPoolExecutor build() {
        return new ThreadPoolExecutor(this);
    }

    ThreadPool startPool() {
        String prefix = namePrefix == null ? "ThreadPoolExecutor-" + COUNT.getAndIncrement() : namePrefix;
        ThreadPoolBuilder builder = pool.apply(ThreadPool.ofThreads(maxWorkers))
                .startOnDemand()
                .name(prefix)
                .workerNames(number -> prefix + "_" + (number - 1));
        return (virtual ? builder.virtual() : builder).build();
    }
}
