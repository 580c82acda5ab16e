package io.github.procession.concurrent;

/**
 * An executor whose calls are made by threads of this process: Python's {@code ThreadPoolExecutor}, with the calls of
 * {@link ProcessPoolExecutor}, so that one word changes between threads and processes.
 *
 * <p>Nothing is copied. A call that runs cannot be killed: {@link Future#cancel(boolean) cancel(true)} and
 * {@link #shutdownNow()} interrupt it. If the initializer throws, all calls fail with a {@link BrokenThreadPool}.
 */
public final class ThreadPoolExecutor extends PoolExecutor {
    /** Makes an executor with four more threads than this process may use processors, but 32 at most. */
    public ThreadPoolExecutor() {
        this(builder());
    }

    /**
     * Makes an executor.
     *
     * @param maxWorkers how many threads it may have
     * @throws IllegalArgumentException if it is less than 1
     */
    public ThreadPoolExecutor(int maxWorkers) {
        this(builder().maxWorkers(maxWorkers));
    }

    ThreadPoolExecutor(ThreadPoolExecutorBuilder builder) {
        super(builder.startPool(), BrokenThreadPool::new);
    }

    /**
     * Makes an executor with virtual threads, for calls that mostly wait.
     *
     * @param maxWorkers how many calls may run at a time
     * @return the executor
     * @throws IllegalArgumentException if it is less than 1
     */
    public static ThreadPoolExecutor virtual(int maxWorkers) {
        return builder().maxWorkers(maxWorkers).virtual().build();
    }

    /**
     * Begins the description of an executor, for what constructors do not take.
     *
     * @return the description
     */
    public static ThreadPoolExecutorBuilder builder() {
        return new ThreadPoolExecutorBuilder();
    }

    @Override
    boolean usesChunks() {
        return false;
    }

    @Override
    void requireSendable(Object task) {} // it stays here
}
