package io.github.procession.multiprocessing;

import io.github.procession.internal.Durations;
import io.github.procession.internal.pool.PoolEngine;
import io.github.procession.internal.pool.PoolJob;
import io.github.procession.internal.pool.UnobservedFailure;
import io.github.procession.ipc.report.FailureText;
import io.github.procession.ipc.report.LibraryLogger;
import io.github.procession.ipc.sync.Awaited;
import io.github.procession.ipc.sync.Deadline;
import io.github.procession.ipc.sync.ShownWait;
import io.github.procession.ipc.system.ServiceLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * The result of a pool's asynchronous call, when it comes: Python's {@code AsyncResult} and {@code MapResult}, and a
 * {@link Future}.
 *
 * <p>{@link #get()} throws what the task threw as the cause of an {@link ExecutionException}, with its class, message and
 * the stack trace of the worker; an exception that cannot be rebuilt here arrives as a stand-in that prints the same. The
 * cause is a {@link WorkerLostException} if the worker died, a {@link TaskTimeoutException} if the task ran longer than its
 * {@linkplain PoolOperations#timeout timeout}.
 *
 * <p>Callbacks of a pool run one after the other in a thread of their own, so they need no locks among each other. What they
 * throw is logged. Callbacks come first, as in Python: {@link #get()}, {@link #await()} and {@link #ready()} report the end
 * only when each {@link #callback} and {@link #errorCallback} that was added before has returned; only callbacks themselves
 * see the end at once. So a callback that blocks keeps later callbacks waiting, and those who wait for results that have
 * callbacks; it keeps neither workers nor other results waiting. For {@link #whenDone} there is no such order.
 *
 * <p>A failure that no caller asks for is logged once, when its result is collected or the pool ends.
 *
 * <p>Any thread may call the methods.
 *
 * @param <T> type of the result
 */
// Longer than most: the methods of two interfaces, Java's and Python's, over one state.
public final class AsyncResult<T extends @Nullable Object> implements Future<T> {
    private static final Logger LOG = LibraryLogger.of(AsyncResult.class);

    /** Outcome of a call: a value, a failure in some worker, or a cancellation with its reason. */
    private record Outcome(Object value, Throwable failure, String place, boolean cancelled) {}

    /** An action to run at the end, and the executor that runs it. */
    private record Action(Runnable body, Executor executor) {}

    private final PoolEngine engine;
    private PoolJob job;
    private volatile Outcome outcome;
    private UnobservedFailure unobserved; // guarded by this, as are the next two
    private List<Action> actions;

    /** Whether one of the actions takes a failure. */
    private boolean asked;

    /** Callbacks that were added and have not returned: the end is not reported before. Changed with the monitor of this. */
    private volatile int callbacksLeft;

    AsyncResult(PoolEngine engine) {
        this.engine = engine;
    }

    /** The job whose result this is; before it is submitted. */
    void belongsTo(PoolJob itsJob) {
        job = itsJob;
    }

    void succeed(T value) {
        end(value, null, null, false);
    }

    void fail(Throwable failure, String place) {
        end(null, failure, place, false);
    }

    /** Waits for memory if there is none, since nobody will tell the end again. */
    private boolean end(Object value, Throwable failure, String place, boolean cancelled) {
        while (true) {
            Outcome how = null;
            try {
                how = new Outcome(value, failure, place, cancelled);
            } catch (OutOfMemoryError _) {
                ServiceLoop.pause();
            }
            if (how != null) {
                return end(how);
            }
        }
    }

    void abandon(RuntimeException reason) {
        if (reason instanceof CancellationException) {
            end(null, reason, null, true);
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
            notifyAll(); // first, as the rest may lack memory, or classes where a build has overwritten the jars
            if (how.failure != null && !how.cancelled && !asked) {
                try {
                    unobserved = engine.unobserved(this, how.failure);
                } catch (OutOfMemoryError _) {
                    // then it is not told if nobody asks for it; the actions are more important
                }
            }
        }
        for (int i = 0; i < ready.size(); i++) { // without an iterator, for which there may be no memory
            execute(ready.get(i));
        }
        return true;
    }

    /** Hands an action to its executor. Both may be the user's, who must not harm the thread that ends this. */
    private static void execute(Action action) {
        try {
            action.executor.execute(action.body);
        } catch (Throwable e) { // the executor refuses, or runs the action here and it throws
            if (action.body instanceof AsyncResult<?>.Callback callback) {
                callback.over(); // first: who waits for the call waits for this
            }
            LibraryLogger.warnSurely(LOG, "an action for the end of a call was refused by its executor, or threw", e);
        }
    }

    /** An action that runs before the end is reported. */
    private final class Callback implements Runnable {
        private final Consumer<Outcome> body;
        private boolean isOver; // guarded by the result

        Callback(Consumer<Outcome> body) {
            this.body = body;
        }

        @Override
        public void run() {
            try {
                body.accept(outcome);
            } finally {
                over();
            }
        }

        void over() {
            synchronized (AsyncResult.this) {
                if (!isOver) {
                    isOver = true;
                    callbacksLeft = callbacksLeft - 1;
                    AsyncResult.this.notifyAll();
                }
            }
        }
    }

    /** Whether the end is there, and the calling thread may know of it. */
    private boolean isReported() {
        return outcome != null && (callbacksLeft == 0 || engine.callbacks().isCurrent());
    }

    private boolean hasOutcome() {
        return outcome != null;
    }

    /** The outcome, whose failure counts as observed from now on. */
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
    public T get(@Nullable Duration timeout) throws InterruptedException, ExecutionException, TimeoutException {
        if (!await(timeout)) {
            throw new TimeoutException("no result within " + timeout);
        }
        return report();
    }

    @Override
    public T get(long timeout, TimeUnit unit) throws InterruptedException, ExecutionException, TimeoutException {
        return get(Durations.of(timeout, unit));
    }

    @SuppressWarnings("unchecked") // the code that ended it had a T
    private T report() throws ExecutionException {
        Outcome how = observe();
        if (how.cancelled) {
            CancellationException cancelled = new CancellationException(how.failure.getMessage());
            cancelled.initCause(how.failure.getCause());
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
        String text = FailureText.of(reason);
        return new ExecutionException(place == null ? text : "in " + place + ": " + text, reason);
    }

    /**
     * Waits until the call has ended: Python's {@code wait()}.
     *
     * @throws InterruptedException if interrupted while waiting
     */
    public void await() throws InterruptedException {
        if (!isReported()) {
            PoolJob own;
            synchronized (this) {
                own = job;
            }
            engine.leadUntil(own, this::hasOutcome);
            if (!isReported()) {
                boolean _ = awaitReport(Deadline.FOREVER);
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
    public boolean await(@Nullable Duration timeout) throws InterruptedException {
        if (isReported()) {
            return true;
        }
        return awaitReport(Deadline.after(timeout));
    }

    private synchronized boolean awaitReport(Deadline deadline) throws InterruptedException {
        try (ShownWait wait = engine.shownWait(Awaited.POOL_RESULTS)) {
            for (long left; !isReported() && (left = deadline.left()) > 0; ) {
                TimeUnit.NANOSECONDS.timedWait(this, wait.part(left));
            }
            return isReported();
        }
    }

    /**
     * Whether the call has ended, in whatever way: Python's {@code ready()}.
     *
     * @return true when {@link #get()} does not wait
     */
    public boolean ready() {
        return isReported();
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
        return isReported();
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
        if (outcome != null || current == null) {
            return false;
        }
        Exception reason = new CancellationException("the call was cancelled");
        Outcome cancelled = new Outcome(null, reason, null, true); // first, as there may be no memory for it
        return engine.cancel(current, mayInterruptIfRunning) && end(cancelled);
    }

    /**
     * Whether a worker has begun the call and not ended it. A task that was only sent to a worker ahead of time, so that it
     * can still be taken back, does not run.
     *
     * @return false before its beginning and after its end
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
     * Runs an action when the call has ended, at once if it has. A failed call then counts as observed.
     *
     * @param action is run once; if it asks this for the outcome, it waits for callbacks at most
     * @param executor runs it; what it throws, or the action in it, is logged; one that runs it in the calling thread must not block, because that may be a thread that
     *     serves the pool
     * @return this
     */
    public AsyncResult<T> whenDone(Runnable action, Executor executor) {
        whenEnded(
                new Action(Objects.requireNonNull(action, "action"), Objects.requireNonNull(executor, "executor")),
                true);
        return this;
    }

    private void whenEnded(Action action, boolean takesFailure) {
        synchronized (this) {
            boolean isLater = outcome == null;
            if (isLater) {
                if (actions == null) {
                    actions = new ArrayList<>();
                }
                actions.add(action);
                asked |= takesFailure;
            }
            if (action.body
                    instanceof AsyncResult<?>.Callback) { // now that it is stored: the result waits for what is counted
                callbacksLeft = callbacksLeft + 1;
            }
            if (isLater) {
                return;
            }
        }
        if (takesFailure) {
            observe(); // now: the pool may end before the action runs
        }
        execute(action);
    }

    private void addCallback(Consumer<Outcome> body, boolean takesFailure) {
        whenEnded(new Action(new Callback(body), engine.callbacks()), takesFailure);
    }

    /**
     * Calls a function with the result when it comes, at once if it is there: Python's argument {@code callback}.
     *
     * @param callback gets the result; not called if there is none
     * @return this
     */
    @SuppressWarnings("unchecked") // the code that ended it had a T
    public AsyncResult<T> callback(Consumer<? super T> callback) {
        Objects.requireNonNull(callback, "callback");
        addCallback(
                how -> {
                    if (how.failure == null) {
                        callback.accept((T) how.value);
                    }
                },
                false);
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
        Objects.requireNonNull(callback, "callback");
        addCallback(
                how -> {
                    if (how.failure != null) {
                        callback.accept(how.failure);
                    }
                },
                true);
        return this;
    }

    /**
     * A future for chains of further steps. Completing or cancelling it has no effect on the call.
     *
     * @return a new future that ends as this result does; with what the task threw if it failed
     */
    @SuppressWarnings("unchecked") // the code that ended it had a T
    public CompletableFuture<T> toCompletableFuture() {
        CompletableFuture<T> future = new CompletableFuture<>();
        whenDone(() -> {
            while (!isPassedOn(future)) {
                ServiceLoop.pause();
            }
        });
        return future;
    }

    /** Ends a future as the call has ended; false if there was no memory for that. */
    @SuppressWarnings("unchecked") // as above
    private boolean isPassedOn(CompletableFuture<T> future) {
        try {
            Outcome how = observe();
            if (how.failure == null) {
                future.complete((T) how.value);
            } else {
                future.completeExceptionally(how.failure);
            }
            return true;
        } catch (OutOfMemoryError _) {
            return false;
        }
    }

    @Override
    public String toString() {
        Outcome how = outcome;
        String state = how == null ? "pending" : how.cancelled ? "cancelled" : how.failure != null ? "failed" : "done";
        return "<AsyncResult " + state + ">";
    }
}
