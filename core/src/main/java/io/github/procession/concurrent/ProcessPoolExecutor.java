package io.github.procession.concurrent;

import io.github.procession.internal.pool.PoolEngine;

/**
 * An executor whose calls are made by worker processes: Python's {@code ProcessPoolExecutor}.
 *
 * <pre>{@code
 * try (var executor = new ProcessPoolExecutor(4)) {
 *     Future<Integer> one = executor.submit(Numbers::gcd, 18, 12);
 *     for (boolean prime : executor.map(Numbers::isPrime, candidates)) { ... }
 *     print(one.result());
 * }
 * }</pre>
 *
 * <p>Functions are sent to the workers and need no cast. What is given as a {@link java.util.concurrent.Callable} or
 * {@link Runnable} must be {@link java.io.Serializable}.
 *
 * <p><b>If a worker dies</b>, the call that it ran fails with a
 * {@link io.github.procession.multiprocessing.WorkerLostException}, and another worker takes its place; or the executor
 * {@linkplain ProcessPoolExecutorBuilder#breakOnWorkerDeath breaks}, as Python's does. If the initializer
 * throws, exits or hangs three times in a row, or the system starts no worker for longer than the
 * {@linkplain ProcessPoolExecutorBuilder#restartTimeout limit}, an executor without workers breaks in any case.
 */
public final class ProcessPoolExecutor extends PoolExecutor {
    /** Makes an executor with as many workers as this process may use processors. */
    public ProcessPoolExecutor() {
        this(builder());
    }

    /**
     * Makes an executor.
     *
     * @param maxWorkers how many workers it may have
     * @throws IllegalArgumentException if it is less than 1
     */
    public ProcessPoolExecutor(int maxWorkers) {
        this(builder().maxWorkers(maxWorkers));
    }

    ProcessPoolExecutor(ProcessPoolExecutorBuilder builder) {
        super(builder.startPool(), BrokenProcessPool::new);
    }

    /**
     * Begins the description of an executor, for what constructors do not take.
     *
     * @return the description
     */
    public static ProcessPoolExecutorBuilder builder() {
        return new ProcessPoolExecutorBuilder();
    }

    @Override
    boolean usesChunks() {
        return true;
    }

    @Override
    void requireSendable(Object task) {
        LocalCall.requireSerializable(task);
    }

    /**
     * Takes no more calls, cancels those that have not begun, and ends the workers with SIGTERM: Python's
     * {@code terminate_workers()}. Calls that run fail as if their worker had died. Does not wait; does nothing more if the
     * executor is broken or has no workers.
     */
    public void terminateWorkers() {
        stopWorkers(false);
    }

    /**
     * Takes no more calls, cancels those that have not begun, and ends the workers with SIGKILL: Python's
     * {@code kill_workers()}. Calls that run fail as if their worker had died. Does not wait; does nothing more if the
     * executor is broken or has no workers.
     */
    public void killWorkers() {
        stopWorkers(true);
    }

    private void stopWorkers(boolean kill) {
        cancelPending();
        PoolEngine.of(pool()).stopWorkers(kill);
    }
}
