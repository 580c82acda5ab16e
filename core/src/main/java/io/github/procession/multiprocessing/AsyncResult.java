package io.github.procession.multiprocessing;

import io.github.procession.internal.Durations;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * The result of a pool's asynchronous call, when it comes: Python's {@code AsyncResult} and {@code MapResult}, and a
 * {@link Future}.
 *
 * <p>{@link #get()} throws what the task threw as the cause of an {@link ExecutionException}, with its class, message and
 * the stack trace of the worker; an exception that cannot be rebuilt here arrives as a stand-in that prints the same. The
 * cause is a {@link WorkerLostException} if the worker died, a {@link TimeoutException} if the task ran longer than its
 * {@linkplain PoolCalls#timeout timeout}.
 *
 * <p>Callbacks of a pool run one after the other in a thread of their own, so they need no locks among each other; one
 * that blocks keeps later callbacks waiting, and nothing else. What they throw is logged. A failure that nobody asks for
 * is logged once, when its result is collected or the pool ends.
 *
 * <p>Any thread may call the methods.
 *
 * @param <T> type of the result
 */
public final class AsyncResult<T> implements Future<T> {
    /** How a call ended: with a value, a failure in some worker, or cancelled with a reason. */
    private record Outcome(Object value, Throwable failure, String place, boolean cancelled) {}

    /** Something to run at the end, and where. */
    private record Action(Runnable body, Executor executor) {}

    private final PoolEngine engine;
    private PoolJob job;
    private volatile Outcome outcome;
    private UnobservedFailure unobserved; // guarded by this, as are the next two
    private List<Action> actions;

    /** Whether one of the actions takes a failure. */
    private boolean asked;

    AsyncResult(PoolEngine engine) {
        this.engine = engine;
    }

    /** The job whose result this is; before it is submitted. */
    void belongsTo(PoolJob itsJob) {
        job = itsJob;
    }

    void succeed(T value) {
        end(new Outcome(value, null, null, false));
    }

    void fail(Throwable failure, String place) {
        end(new Outcome(null, failure, place, false));
    }

    void abandon(RuntimeException reason) {
        if (reason instanceof CancellationException) {
            end(new Outcome(null, reason, null, true));
        } else {
            fail(reason, null);
        }
    }

    private boolean end(Outcome how) {
        List<Action> ready;
        synchronized (this) {
            if (outcome != null) {
                return false;
            }
            outcome = how;
            job = null;
            ready = actions == null ? List.of() : actions;
            actions = null;
            if (how.failure != null && !how.cancelled && !asked) {
                unobserved = engine.unobserved(this, how.failure);
            }
            notifyAll();
        }
        for (Action action : ready) {
            action.executor.execute(action.body);
        }
        return true;
    }

    /** The outcome, whose failure somebody knows of from now on. */
    private Outcome observe() {
        Outcome how = outcome;
        if (how != null && how.failure != null) {
            synchronized (this) {
                if (unobserved != null) {
                    unobserved.observed();
                    unobserved = null;
                }
            }
        }
        return how;
    }

    /**
     * Waits for the result: Python's {@code get()}.
     *
     * @return the result
     * @throws ExecutionException if the task failed; the cause says why
     * @throws CancellationException if it was cancelled, or the pool was terminated before it was done
     * @throws InterruptedException if interrupted while waiting
     */
    @Override
    public T get() throws InterruptedException, ExecutionException {
        await();
        return report();
    }

    /**
     * Waits for the result, but not for ever: Python's {@code get(timeout)}. The task goes on when the time is over.
     *
     * @param timeout how long to wait; null waits for ever, zero or less does not wait
     * @return the result
     * @throws TimeoutException if there was no result in time
     * @throws ExecutionException if the task failed; the cause says why
     * @throws CancellationException if it was cancelled, or the pool was terminated before it was done
     * @throws InterruptedException if interrupted while waiting
     */
    public T get(Duration timeout) throws InterruptedException, ExecutionException, TimeoutException {
        if (!await(timeout)) {
            throw new TimeoutException("no result within " + timeout);
        }
        return report();
    }

    @Override
    public T get(long timeout, TimeUnit unit) throws InterruptedException, ExecutionException, TimeoutException {
        return get(Durations.of(timeout, unit));
    }

    @SuppressWarnings("unchecked") // whoever ended it had a T
    private T report() throws ExecutionException {
        Outcome how = observe();
        if (how.cancelled) {
            CancellationException cancelled = new CancellationException(how.failure.getMessage());
            throw cancelled;
        }
        if (how.failure != null) {
            throw failure(how);
        }
        return (T) how.value;
    }

    private static ExecutionException failure(Outcome how) {
        return failure(how.failure, how.place);
    }

    /** A failure as those who wait for it see it. */
    static ExecutionException failure(Throwable reason, String place) {
        String text = text(reason);
        return new ExecutionException(place == null ? text : "in " + place + ": " + text, reason);
    }

    private static String text(Throwable reason) {
        try {
            return reason.toString();
        } catch (Throwable e) { // the user's method, which may throw anything
            return reason.getClass().getName() + " (its toString() failed)";
        }
    }

    /**
     * Waits until the call has ended: Python's {@code wait()}.
     *
     * @throws InterruptedException if interrupted while waiting
     */
    public void await() throws InterruptedException {
        if (outcome == null) {
            engine.help(this::isDone);
            synchronized (this) {
                while (outcome == null) {
                    wait();
                }
            }
        }
    }

    /**
     * Waits until the call has ended, but not for ever: Python's {@code wait(timeout)}.
     *
     * @param timeout how long to wait; null waits for ever, zero or less does not wait
     * @return whether it has ended
     * @throws InterruptedException if interrupted while waiting
     */
    public boolean await(Duration timeout) throws InterruptedException {
        long nanos = Durations.toNanos(timeout);
        long end = System.nanoTime() + nanos;
        if (outcome != null) {
            return true;
        }
        synchronized (this) {
            for (long left = nanos; outcome == null && left > 0; left = end - System.nanoTime()) {
                TimeUnit.NANOSECONDS.timedWait(this, left);
            }
            return outcome != null;
        }
    }

    /**
     * Whether the call has ended, in whatever way: Python's {@code ready()}.
     *
     * @return true when {@link #get()} does not wait
     */
    public boolean ready() {
        return outcome != null;
    }

    /**
     * Whether the call has ended with a result: Python's {@code successful()}.
     *
     * @return false if it failed or was cancelled
     * @throws IllegalStateException if it has not ended
     */
    public boolean successful() {
        Outcome how = observe();
        if (how == null) {
            throw new IllegalStateException("the call has not ended: wait for it first");
        }
        return how.failure == null;
    }

    @Override
    public boolean isDone() {
        return outcome != null;
    }

    @Override
    public boolean isCancelled() {
        Outcome how = outcome;
        return how != null && how.cancelled;
    }

    /**
     * Takes the call back. Tasks that no worker has begun are never run. A running task goes on unless it may be
     * interrupted: then its thread is interrupted, and if it has not ended after the grace time, one second unless said
     * otherwise, its worker is killed and replaced.
     *
     * @param mayInterruptIfRunning whether a task that runs may be ended
     * @return false if the call has ended, or is a single task that runs and may not be interrupted
     */
    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        PoolJob current;
        synchronized (this) {
            current = job;
        }
        if (outcome != null || current == null || !engine.cancel(current, mayInterruptIfRunning)) {
            return false;
        }
        return end(new Outcome(null, new CancellationException("the call was cancelled"), null, true));
    }

    /**
     * Whether a worker has begun the call and not ended it. A task that was only sent to a worker ahead of time, so that it
     * can still be taken back, does not run.
     *
     * @return false before its begin and after its end
     */
    public boolean running() {
        PoolJob current;
        synchronized (this) {
            current = job;
        }
        return current != null && engine.hasBegun(current);
    }

    /**
     * Runs an action in the thread of the pool's callbacks when the call has ended.
     *
     * @param action is run once; it may ask this for the outcome, which does not wait then
     * @return this
     */
    public AsyncResult<T> whenDone(Runnable action) {
        return whenDone(action, engine.callbacks());
    }

    /**
     * Runs an action when the call has ended, at once if it has. A failed call counts as one that somebody asks for.
     *
     * @param action is run once; it may ask this for the outcome, which does not wait then
     * @param executor runs it; one that runs it in the calling thread must not block, because that may be a thread that
     *     serves the pool
     * @return this
     */
    public AsyncResult<T> whenDone(Runnable action, Executor executor) {
        whenEnded(action, executor, true);
        return this;
    }

    private void whenEnded(Runnable action, Executor executor, boolean takesFailure) {
        synchronized (this) {
            if (outcome == null) {
                asked |= takesFailure;
                if (actions == null) {
                    actions = new ArrayList<>();
                }
                actions.add(new Action(action, executor));
                return;
            }
        }
        if (takesFailure) {
            observe(); // now: the pool may end before the action runs
        }
        executor.execute(action);
    }

    /**
     * Calls a function with the result when it comes, at once if it is there: Python's argument {@code callback}.
     *
     * @param callback gets the result; not called if there is none
     * @return this
     */
    @SuppressWarnings("unchecked") // whoever ended it had a T
    public AsyncResult<T> callback(Consumer<? super T> callback) {
        Runnable action = () -> {
            Outcome how = outcome;
            if (how.failure == null) {
                callback.accept((T) how.value);
            }
        };
        whenEnded(action, engine.callbacks(), false);
        return this;
    }

    /**
     * Calls a function with the exception when the call fails, at once if it has: Python's argument
     * {@code error_callback}.
     *
     * @param callback gets what the task threw, or why there is no result; not called if there is one
     * @return this
     */
    public AsyncResult<T> errorCallback(Consumer<? super Throwable> callback) {
        whenDone(() -> {
            Outcome how = observe();
            if (how.failure != null) {
                callback.accept(how.failure);
            }
        });
        return this;
    }

    /**
     * A future for chains of further steps. Completing or cancelling it has no effect on the call.
     *
     * @return a new future that ends as this result does; with what the task threw if it failed
     */
    @SuppressWarnings("unchecked") // whoever ended it had a T
    public CompletableFuture<T> toCompletableFuture() {
        CompletableFuture<T> future = new CompletableFuture<>();
        whenDone(() -> {
            Outcome how = observe();
            if (how.failure == null) {
                future.complete((T) how.value);
            } else {
                future.completeExceptionally(how.failure);
            }
        });
        return future;
    }

    @Override
    public String toString() {
        Outcome how = outcome;
        String state = how == null ? "pending" : how.cancelled ? "cancelled" : how.failure != null ? "failed" : "done";
        return "<AsyncResult " + state + ">";
    }
}
