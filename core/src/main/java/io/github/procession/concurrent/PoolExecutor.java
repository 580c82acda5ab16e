package io.github.procession.concurrent;

import io.github.procession.function.Function0;
import io.github.procession.internal.Durations;
import io.github.procession.ipc.memory.DropCleaner;
import io.github.procession.ipc.report.LibraryLogger;
import io.github.procession.ipc.sync.Deadline;
import io.github.procession.multiprocessing.AsyncResult;
import io.github.procession.multiprocessing.BrokenPoolException;
import io.github.procession.multiprocessing.Pool;
import java.lang.ref.Reference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * An executor over a pool: Python's {@code Executor}, and an {@link ExecutorService}. Any thread may use it.
 *
 * <p>Workers are started when there is work and none is free. A program whose main method returns waits until all calls
 * have ended, as Python's does; then an executor that was not shut down does not keep it from its end. One that is dropped
 * finishes its calls, and its workers end.
 *
 * <p>{@link #shutdown()} and {@link #close()} are Java's: the first does not wait, the second does.
 * {@link #shutdown(boolean, boolean)} is Python's.
 */
// Longer than most: it has the methods of ExecutorService.
public abstract sealed class PoolExecutor extends SubmitCalls implements ExecutorService
        permits ProcessPoolExecutor, ThreadPoolExecutor {
    private final Pool pool;
    private final LiveCalls calls;
    private final CountDownLatch shutdown = new CountDownLatch(1);

    /** Whether calls that are still on their way in are to be cancelled. */
    private volatile boolean cancelling;

    PoolExecutor(Pool pool, BiFunction<String, Throwable, BrokenExecutor> breaking) {
        this.pool = pool;
        this.calls = new LiveCalls(breaking);
        DropCleaner.INSTANCE.register(this, pool::close);
    }

    @Override
    PoolExecutor executor() {
        return this;
    }

    Pool pool() {
        return pool;
    }

    /** Whether several elements of map are worth being one call. */
    abstract boolean usesChunks();

    /** Refuses what a worker cannot get. */
    abstract void requireSendable(Object task);

    /** Makes a call; see {@link ExecutorFuture} for the last two. */
    final <R> Future<R> start(Supplier<AsyncResult<R>> call, UnaryOperator<R> finish, Runnable local) {
        ExecutorFuture<R> future = new ExecutorFuture<>(calls, finish, local);
        KeepAlive.begin();
        boolean started = false;
        try {
            future.bind(call.get());
            calls.add(future);
            future.follow();
            started = true;
            if (cancelling) {
                future.cancel(false);
            }
            return future;
        } catch (BrokenPoolException e) {
            throw calls.broken(e);
        } catch (IllegalStateException e) {
            throw new RejectedExecutionException(
                    isShutdown() ? this + " is shut down: no new calls" : this + ": " + e.getMessage(), e);
        } finally {
            if (!started) {
                calls.remove(future);
            }
            Reference.reachabilityFence(this);
        }
    }

    // ---- Java's calls

    /**
     * Calls a function that returns nothing: Python's {@code submit}. Does not wait.
     *
     * @param task the function
     * @return completes with null when the call has finished
     * @throws RejectedExecutionException if the executor takes no more calls
     */
    @SuppressWarnings("overloads") // a lambda expression with a value is a Function0, one without is a Task
    public Future<Void> submit(Task task) {
        Objects.requireNonNull(task, "task");
        return start(() -> pool.applyAsync(LocalCall::execute, task), UnaryOperator.identity(), task);
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalArgumentException if it is to be sent to another process and is not {@link java.io.Serializable}
     */
    @Override
    @SuppressWarnings("overloads") // a lambda expression is a Function0
    public <T> Future<T> submit(Callable<T> task) {
        requireSendable(Objects.requireNonNull(task, "task"));
        return start(
                () -> pool.<Callable<T>, T>applyAsync(LocalCall::call, task),
                UnaryOperator.identity(),
                () -> LocalCall.run(task::call));
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalArgumentException if it is to be sent to another process and is not {@link java.io.Serializable}
     */
    @Override
    @SuppressWarnings("overloads") // a lambda expression is a Task
    public Future<?> submit(Runnable task) {
        return submit(task, null);
    }

    /**
     * {@inheritDoc} The result does not travel.
     *
     * @throws IllegalArgumentException if it is to be sent to another process and is not {@link java.io.Serializable}
     */
    @Override
    @SuppressWarnings("overloads") // other arities
    public <T> Future<T> submit(Runnable task, T result) {
        requireSendable(Objects.requireNonNull(task, "task"));
        return start(() -> pool.<Runnable, T>applyAsync(LocalCall::runPlain, task), _ -> result, task);
    }

    /**
     * Calls a function that returns nothing and whose failure is only logged.
     *
     * @param task the function
     * @throws RejectedExecutionException if the executor takes no more calls
     */
    @SuppressWarnings("overloads") // a lambda expression is a Task
    public void execute(Task task) {
        Objects.requireNonNull(task, "task");
        submit(task).addDoneCallback(PoolExecutor::logFailure);
    }

    /**
     * Calls a function whose failure is only logged.
     *
     * @param task the function
     * @throws RejectedExecutionException if the executor takes no more calls
     * @throws IllegalArgumentException if it is to be sent to another process and is not {@link java.io.Serializable}
     */
    @Override
    @SuppressWarnings("overloads") // a lambda expression is a Task
    public void execute(Runnable task) {
        submit(task, null).addDoneCallback(PoolExecutor::logFailure);
    }

    private static void logFailure(Future<?> ended) {
        Throwable failure = ended.snapshot().exception();
        if (failure != null) {
            LibraryLogger.warnSurely(
                    LibraryLogger.of(PoolExecutor.class), "a task that was executed without a future failed", failure);
        }
    }

    @Override
    public <T> List<java.util.concurrent.Future<T>> invokeAll(Collection<? extends Callable<T>> tasks)
            throws InterruptedException {
        return invokeAll(tasks, Deadline.FOREVER);
    }

    @Override
    public <T> List<java.util.concurrent.Future<T>> invokeAll(
            Collection<? extends Callable<T>> tasks, long timeout, TimeUnit unit) throws InterruptedException {
        return invokeAll(tasks, Deadline.after(Durations.of(timeout, unit)));
    }

    /**
     * As {@link #invokeAll(Collection)}, for a list of lambda expressions or method references, which can be sent to another
     * process without a cast.
     *
     * @param tasks the functions
     * @param <T> type of the results
     * @return the results in the order of the functions, all ended
     * @throws InterruptedException if interrupted while waiting; calls that have not ended are cancelled
     * @throws RejectedExecutionException if the executor takes no more calls
     */
    @SuppressWarnings("overloads") // a list of lambda expressions is one of Function0
    public <T> List<java.util.concurrent.Future<T>> invokeAll(List<? extends Function0<T>> tasks)
            throws InterruptedException {
        return invokeAll(tasks, Deadline.FOREVER);
    }

    /**
     * As {@link #invokeAll(Collection, long, TimeUnit)}, for a list of lambda expressions or method references, which can be
     * sent to another process without a cast.
     *
     * @param tasks the functions
     * @param timeout how long to wait
     * @param unit unit of the timeout
     * @param <T> type of the results
     * @return the results in the order of the functions; those that have not ended in time are cancelled
     * @throws InterruptedException if interrupted while waiting; calls that have not ended are cancelled
     * @throws RejectedExecutionException if the executor takes no more calls
     */
    @SuppressWarnings("overloads") // a list of lambda expressions is one of Function0
    public <T> List<java.util.concurrent.Future<T>> invokeAll(
            List<? extends Function0<T>> tasks, long timeout, TimeUnit unit) throws InterruptedException {
        return invokeAll(tasks, Deadline.after(Durations.of(timeout, unit)));
    }

    private <T> List<java.util.concurrent.Future<T>> invokeAll(
            Collection<? extends Callable<T>> tasks, Deadline deadline) throws InterruptedException {
        List<Future<T>> futures =
                new ArrayList<>(Objects.requireNonNull(tasks, "tasks").size());
        try {
            submitAll(tasks, futures);
            for (Future<T> future : futures) {
                if (deadline.isForever()) {
                    future.await();
                } else {
                    future.await(deadline);
                }
            }
            return new ArrayList<>(futures);
        } finally {
            futures.reversed().forEach(future -> future.cancel(true)); // those that have not ended in time, or all
        }
    }

    private <T> void submitAll(Collection<? extends Callable<T>> tasks, List<Future<T>> futures) {
        for (Callable<T> task : tasks) {
            futures.add(submit(task));
        }
    }

    @Override
    public <T> T invokeAny(Collection<? extends Callable<T>> tasks) throws InterruptedException, ExecutionException {
        try {
            return invokeAny(tasks, Deadline.FOREVER);
        } catch (TimeoutException e) {
            throw new IllegalStateException("292 years are over", e);
        }
    }

    @Override
    public <T> T invokeAny(Collection<? extends Callable<T>> tasks, long timeout, TimeUnit unit)
            throws InterruptedException, ExecutionException, TimeoutException {
        return invokeAny(tasks, Deadline.after(Durations.of(timeout, unit)));
    }

    /**
     * As {@link #invokeAny(Collection)}, for a list of lambda expressions or method references, which can be sent to another
     * process without a cast.
     *
     * @param tasks the functions
     * @param <T> type of the result
     * @return the first result
     * @throws InterruptedException if interrupted while waiting
     * @throws ExecutionException if all calls failed
     * @throws IllegalArgumentException if there are no functions
     * @throws RejectedExecutionException if the executor takes no more calls
     */
    @SuppressWarnings("overloads") // a list of lambda expressions is one of Function0
    public <T> T invokeAny(List<? extends Function0<T>> tasks) throws InterruptedException, ExecutionException {
        return this.<T>invokeAny((Collection<? extends Callable<T>>) tasks);
    }

    /**
     * As {@link #invokeAny(Collection, long, TimeUnit)}, for a list of lambda expressions or method references, which can be
     * sent to another process without a cast.
     *
     * @param tasks the functions
     * @param timeout how long to wait
     * @param unit unit of the timeout
     * @param <T> type of the result
     * @return the first result
     * @throws InterruptedException if interrupted while waiting
     * @throws ExecutionException if all calls failed
     * @throws TimeoutException if there is none in time
     * @throws IllegalArgumentException if there are no functions
     * @throws RejectedExecutionException if the executor takes no more calls
     */
    @SuppressWarnings("overloads") // a list of lambda expressions is one of Function0
    public <T> T invokeAny(List<? extends Function0<T>> tasks, long timeout, TimeUnit unit)
            throws InterruptedException, ExecutionException, TimeoutException {
        return this.<T>invokeAny(tasks, Deadline.after(Durations.of(timeout, unit)));
    }

    private <T> T invokeAny(Collection<? extends Callable<T>> tasks, Deadline deadline)
            throws InterruptedException, ExecutionException, TimeoutException {
        if (Objects.requireNonNull(tasks, "tasks").isEmpty()) {
            throw new IllegalArgumentException("tasks is empty");
        }
        List<Future<T>> futures = new ArrayList<>(tasks.size());
        ExecutionException last = null;
        try {
            submitAll(tasks, futures);
            for (Future<T> future : new CompletedFutures<>(new LinkedHashSet<>(futures), deadline)) {
                try {
                    return future.result();
                } catch (ExecutionException e) {
                    last = e;
                } catch (CancellationException e) {
                    last = new ExecutionException(e);
                }
            }
            throw last;
        } catch (UncheckedTimeoutException e) {
            throw new TimeoutException(e.getMessage());
        } catch (CompletionException e) {
            Thread.interrupted();
            throw (InterruptedException) e.getCause();
        } finally {
            futures.reversed().forEach(future -> future.cancel(true));
        }
    }

    // ---- the end

    /** Takes no more calls; workers end when those that were given have ended. Does not wait. */
    @Override
    public void shutdown() {
        pool.close();
        shutdown.countDown();
        KeepAlive.release();
    }

    /**
     * Takes no more calls: Python's {@code shutdown(wait)}.
     *
     * @param wait whether to wait until all calls and all workers have ended
     * @throws InterruptedException if interrupted while waiting
     */
    public void shutdown(boolean wait) throws InterruptedException {
        shutdown(wait, false);
    }

    /**
     * Takes no more calls: Python's {@code shutdown(wait, cancel_futures=...)}.
     *
     * @param wait whether to wait until all calls and all workers have ended
     * @param cancelFutures whether to cancel calls that have not begun
     * @throws InterruptedException if interrupted while waiting
     */
    public void shutdown(boolean wait, boolean cancelFutures) throws InterruptedException {
        if (cancelFutures) {
            cancelPending();
        } else {
            shutdown();
        }
        if (wait) {
            pool.join();
        }
    }

    /** Takes no more calls and cancels those that have not begun. */
    final void cancelPending() {
        cancelling = true;
        shutdown();
        calls.newestFirst().forEach(ExecutorFuture::cancel);
    }

    /**
     * Takes no more calls, cancels those that have not begun, and interrupts those that run; a worker process that does
     * not heed the interrupt within a second is killed. Does not wait.
     *
     * @return the calls that have not begun, which can be made in this process by running them
     */
    @Override
    public List<Runnable> shutdownNow() {
        cancelling = true;
        shutdown();
        List<Runnable> notBegun = new ArrayList<>();
        for (ExecutorFuture<?> call : calls.newestFirst()) {
            Runnable local = call.local();
            if (call.cancel(false)) {
                notBegun.add(local);
            } else {
                call.cancel(true);
            }
        }
        return notBegun.reversed();
    }

    @Override
    public boolean isShutdown() {
        return shutdown.getCount() == 0;
    }

    @Override
    public boolean isTerminated() {
        boolean interrupted = Thread.interrupted();
        try {
            return isShutdown() && pool.join(Duration.ZERO);
        } catch (InterruptedException e) {
            interrupted = true;
            return false; // not known; the thread that asks is wanted elsewhere
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
        Deadline deadline = Deadline.after(Durations.of(timeout, unit));
        return shutdown.await(deadline.left(), TimeUnit.NANOSECONDS)
                && pool.join(Duration.ofNanos(Math.max(0, deadline.left())));
    }

    /**
     * Name, size and whether it takes calls.
     *
     * @return for example {@code <ProcessPoolExecutor running size=4>}
     */
    @Override
    public String toString() {
        return "<" + getClass().getSimpleName() + (isShutdown() ? " shut down" : " running") + " size=" + pool.size()
                + ">";
    }
}
