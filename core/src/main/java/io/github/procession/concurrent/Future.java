package io.github.procession.concurrent;

import io.github.procession.internal.Durations;
import io.github.procession.ipc.report.FailureText;
import io.github.procession.ipc.report.LibraryLogger;
import io.github.procession.ipc.sync.Awaited;
import io.github.procession.ipc.sync.Deadline;
import io.github.procession.ipc.sync.ShownWait;
import io.github.procession.ipc.system.ArrayRing;
import io.github.procession.ipc.system.ServiceLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The result of a call, when it comes: Python's {@code concurrent.futures.Future}, and a
 * {@link java.util.concurrent.Future}.
 *
 * <p>Executors give them. Code that creates a Future itself completes it with {@link #setResult} or {@link #setException},
 * after {@link #setRunningOrNotifyCancel}, as an executor does.
 *
 * <p>{@link #get()} and {@link #result()} throw what the call threw as the cause of an {@link ExecutionException};
 * {@link #exception()} returns it.
 *
 * <p>Any thread may call the methods. What happened before a future was ended happened before any method returned that
 * shows its end.
 *
 * @param <T> type of the result
 */
// Longer than most: Java's methods and Python's, over one state.
public sealed class Future<T extends @Nullable Object> implements java.util.concurrent.Future<T>
        permits ExecutorFuture {

    private enum Stage {
        PENDING,
        RUNNING,
        CANCELLED,
        CANCELLED_AND_NOTIFIED,
        FINISHED
    }

    /**
     * All of a future at one moment: what Python's {@code Future.get_snapshot()} returns.
     *
     * @param done whether it has ended
     * @param cancelled whether it was cancelled
     * @param running whether the call runs
     * @param result the result, null if there is none
     * @param exception what the call threw, null if nothing
     * @param <T> type of the result
     */
    public record Snapshot<T extends @Nullable Object>(
            boolean done,
            boolean cancelled,
            boolean running,
            @Nullable T result,
            @Nullable Throwable exception) {}

    // all guarded by this
    private Stage stage = Stage.PENDING;
    private T result;
    private Throwable exception;
    private String message;

    /** Cause of a cancellation by others than {@link #cancel()}; null if there is none to tell. */
    private @Nullable Throwable cancelCause;

    private @Nullable ArrayRing<Consumer<? super Future<T>>> callbacks;
    private List<FutureWaiter> waiters = List.of();

    /** Makes a future that is pending. */
    public Future() {}

    // ---- waiting

    /**
     * Waits for the result: Python's {@code result()}.
     *
     * @return the result
     * @throws ExecutionException if the call failed; the cause is what it threw
     * @throws CancellationException if it was cancelled
     * @throws InterruptedException if interrupted while waiting
     */
    public T result() throws InterruptedException, ExecutionException {
        return get();
    }

    /**
     * Waits for the result, but not for ever: Python's {@code result(timeout)}.
     *
     * @param timeout how long to wait; null waits for ever, zero or less does not wait
     * @return the result
     * @throws TimeoutException if it did not end in time; the call goes on
     * @throws ExecutionException if the call failed; the cause is what it threw
     * @throws CancellationException if it was cancelled
     * @throws InterruptedException if interrupted while waiting
     */
    public T result(@Nullable Duration timeout) throws InterruptedException, ExecutionException, TimeoutException {
        requireEnd(timeout);
        return report();
    }

    /**
     * Waits for the result.
     *
     * @return the result
     * @throws ExecutionException if the call failed; the cause is what it threw
     * @throws CancellationException if it was cancelled
     * @throws InterruptedException if interrupted while waiting
     */
    @Override
    public T get() throws InterruptedException, ExecutionException {
        await();
        return report();
    }

    @Override
    public T get(long timeout, TimeUnit unit) throws InterruptedException, ExecutionException, TimeoutException {
        return result(Durations.of(timeout, unit));
    }

    /**
     * Waits for the end and tells what the call threw: Python's {@code exception()}.
     *
     * @return what it threw; null if it has a result
     * @throws CancellationException if it was cancelled
     * @throws InterruptedException if interrupted while waiting
     */
    public @Nullable Throwable exception() throws InterruptedException {
        await();
        return thrown();
    }

    /**
     * Waits for the end, but not for ever, and tells what the call threw: Python's {@code exception(timeout)}.
     *
     * @param timeout how long to wait; null waits for ever, zero or less does not wait
     * @return what it threw; null if it has a result
     * @throws TimeoutException if it did not end in time; the call goes on
     * @throws CancellationException if it was cancelled
     * @throws InterruptedException if interrupted while waiting
     */
    public @Nullable Throwable exception(@Nullable Duration timeout) throws InterruptedException, TimeoutException {
        requireEnd(timeout);
        return thrown();
    }

    void await() throws InterruptedException {
        boolean _ = await(Deadline.FOREVER);
    }

    private void requireEnd(Duration timeout) throws InterruptedException, TimeoutException {
        if (!await(Deadline.after(timeout))) {
            throw new TimeoutException("not done within " + timeout);
        }
    }

    synchronized boolean await(Deadline deadline) throws InterruptedException {
        if (!isDone()) {
            try (ShownWait wait = ShownWait.of(Awaited.FUTURE, 0)) {
                for (long left = deadline.left(); !isDone() && left > 0; left = deadline.left()) {
                    TimeUnit.NANOSECONDS.timedWait(this, wait.part(left));
                }
            }
        }
        return isDone();
    }

    private synchronized T report() throws ExecutionException {
        requireNotCancelled();
        if (exception != null) {
            throw new ExecutionException(message, exception);
        }
        return result;
    }

    private synchronized Throwable thrown() {
        requireNotCancelled();
        return exception;
    }

    private void requireNotCancelled() {
        if (isCancelled()) {
            CancellationException cancelled = new CancellationException(message);
            cancelled.initCause(cancelCause);
            throw cancelled;
        }
    }

    // ---- state

    /**
     * Whether the call has ended or was cancelled: Python's {@code done()}.
     *
     * @return true when {@link #get()} does not wait
     */
    @Override
    public synchronized boolean isDone() {
        return stage.compareTo(Stage.RUNNING) > 0;
    }

    /**
     * Whether it was cancelled: Python's {@code cancelled()}.
     *
     * @return true after {@link #cancel} returned true
     */
    @Override
    public synchronized boolean isCancelled() {
        return stage == Stage.CANCELLED || stage == Stage.CANCELLED_AND_NOTIFIED;
    }

    /**
     * Whether the call runs and can not be cancelled without interrupting it: Python's {@code running()}.
     *
     * @return false before its beginning and after its end
     */
    public synchronized boolean running() {
        return stage == Stage.RUNNING;
    }

    /**
     * State and outcome as they are together at one moment: Python's {@code get_snapshot()}.
     *
     * @return what it is now
     */
    public synchronized Snapshot<T> snapshot() {
        return new Snapshot<>(isDone(), isCancelled(), running(), result, exception);
    }

    @Override
    public synchronized State state() {
        if (!isDone()) {
            return State.RUNNING;
        }
        return isCancelled() ? State.CANCELLED : exception != null ? State.FAILED : State.SUCCESS;
    }

    // ---- cancelling

    /**
     * Cancels the call if it has not begun: Python's {@code cancel()}.
     *
     * @return false if it runs or has ended
     */
    public boolean cancel() {
        return cancel(false);
    }

    /**
     * Cancels the call. One that runs goes on, unless it comes from an executor and may be interrupted: then its thread is
     * interrupted, and a process that does not heed that within a second is killed and replaced.
     *
     * @param mayInterruptIfRunning whether a call that runs may be interrupted
     * @return whether it is cancelled, by this call or an earlier one
     */
    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        synchronized (this) {
            if (isCancelled()) {
                return true;
            }
            if (stage != Stage.PENDING) {
                return false;
            }
            stage = Stage.CANCELLED;
            message = "the call was cancelled";
            notifyAll();
        }
        runCallbacks();
        return true;
    }

    // ---- callbacks

    /**
     * Calls a function with this future when it has ended, in whatever way: Python's {@code add_done_callback}. Callbacks
     * run in the order in which they were added: in the thread of the executor's callbacks, or that which ends a future
     * of one's own; in the thread that cancels, before {@link #cancel()} returns; at once in the calling thread if it has
     * ended. What they throw is logged.
     *
     * @param callback gets this future
     */
    public void addDoneCallback(Consumer<? super Future<T>> callback) {
        Objects.requireNonNull(callback, "callback");
        synchronized (this) {
            if (!isDone()) {
                if (callbacks == null) {
                    callbacks = new ArrayRing<>(1);
                }
                callbacks.add(callback);
                return;
            }
        }
        run(callback);
    }

    private void run(Consumer<? super Future<T>> callback) {
        try {
            callback.accept(this);
        } catch (Throwable e) { // a user's code: it must not harm the next callback
            LibraryLogger.errorSurely(LibraryLogger.of(Future.class), "a callback of " + this + " threw", e);
        }
    }

    /** After the end, without the monitor. */
    private void runCallbacks() {
        ArrayRing<Consumer<? super Future<T>>> ready;
        synchronized (this) {
            ready = callbacks;
            callbacks = null;
        }
        while (ready != null) {
            try {
                executeCallbacks(() -> runAll(ready));
                return;
            } catch (OutOfMemoryError _) {
                ServiceLoop.pause();
            }
        }
    }

    private void runAll(ArrayRing<Consumer<? super Future<T>>> ready) {
        for (Consumer<? super Future<T>> callback; (callback = ready.poll()) != null; ) {
            try {
                run(callback);
            } catch (OutOfMemoryError _) {
                // of the report of what it has thrown
            }
        }
    }

    /** Runs the callbacks where they belong. */
    void executeCallbacks(Runnable body) {
        body.run();
    }

    /**
     * A future for chains of further steps. Ending or cancelling it has no effect on this one.
     *
     * @return a new future that ends as this one does
     */
    public CompletableFuture<T> toCompletableFuture() {
        CompletableFuture<T> future = new CompletableFuture<>();
        addDoneCallback(ended -> {
            while (!ended.isPassedOn(future)) {
                ServiceLoop.pause();
            }
        });
        return future;
    }

    /** Ends another future as this one has ended; false if there was no memory for that. */
    private boolean isPassedOn(CompletableFuture<? super T> future) {
        try {
            Snapshot<T> how = snapshot();
            if (how.cancelled) {
                future.cancel(false);
            } else if (how.exception != null) {
                future.completeExceptionally(how.exception);
            } else {
                future.complete(how.result);
            }
            return true;
        } catch (OutOfMemoryError _) {
            return false;
        }
    }

    // ---- for those who end it

    /**
     * Marks the call as running, or, if it was cancelled, its cancellation as noticed: Python's
     * {@code set_running_or_notify_cancel()}. Only from the latter on a cancelled future counts as done for
     * {@link Futures}.
     *
     * @return false if it was cancelled
     * @throws InvalidStateError if this was called before or the future has ended
     */
    public boolean setRunningOrNotifyCancel() {
        List<FutureWaiter> toTell;
        synchronized (this) {
            switch (stage) {
                case PENDING -> {
                    stage = Stage.RUNNING;
                    return true;
                }
                case CANCELLED -> {
                    stage = Stage.CANCELLED_AND_NOTIFIED;
                    toTell = takeWaiters();
                }
                default -> throw new InvalidStateError("begun twice: " + this);
            }
        }
        tell(toTell);
        return false;
    }

    /**
     * Ends the call with a result: Python's {@code set_result}.
     *
     * @param value the result, possibly null
     * @throws InvalidStateError if it has ended or was cancelled; then nothing changes
     */
    public void setResult(T value) {
        if (!end(Stage.FINISHED, value, null, null)) {
            throw new InvalidStateError("it has ended: " + this);
        }
    }

    /**
     * Ends the call with what it threw: Python's {@code set_exception}.
     *
     * @param failure what it threw
     * @throws InvalidStateError if it has ended or was cancelled; then nothing changes
     */
    public void setException(Throwable failure) {
        Objects.requireNonNull(failure, "failure");
        if (!end(Stage.FINISHED, null, failure, FailureText.of(failure))) {
            throw new InvalidStateError("it has ended: " + this);
        }
    }

    /** Ends it as failed, with another message for those who wait. */
    final void fail(Throwable failure, String text) {
        end(Stage.FINISHED, null, failure, text);
    }

    /** Ends it as cancelled, for good. */
    final void endCancelled(CancellationException reason) {
        end(Stage.CANCELLED_AND_NOTIFIED, null, reason.getCause(), reason.getMessage());
    }

    private boolean end(Stage how, T value, Throwable failure, String text) {
        List<FutureWaiter> toTell;
        synchronized (this) {
            if (isDone()) {
                return false;
            }
            stage = how;
            result = value;
            if (how == Stage.FINISHED) {
                exception = failure;
            } else {
                cancelCause = failure;
            }
            message = text;
            toTell = takeWaiters();
            notifyAll();
        }
        tell(toTell);
        runCallbacks();
        return true;
    }

    // ---- those who wait for several

    /** Registers a waiter, which is notified when the future has ended, at once if it has. */
    final void addWaiter(FutureWaiter waiter) {
        synchronized (this) {
            if (!isEnded()) {
                if (waiters.isEmpty()) {
                    waiters = new ArrayList<>(1);
                }
                waiters.add(waiter);
                return;
            }
        }
        waiter.ended(this);
    }

    final synchronized void removeWaiter(FutureWaiter waiter) {
        if (!waiters.isEmpty()) {
            waiters.remove(waiter);
        }
    }

    private List<FutureWaiter> takeWaiters() {
        List<FutureWaiter> all = waiters;
        waiters = List.of();
        return all;
    }

    /** Without memory, for they would wait for ever. */
    private void tell(List<FutureWaiter> those) {
        for (int i = 0; i < those.size(); i++) {
            those.get(i).ended(this);
        }
    }

    /** Whether it has ended for those who wait for several. */
    final synchronized boolean isEnded() {
        return stage == Stage.CANCELLED_AND_NOTIFIED || stage == Stage.FINISHED;
    }

    /** Whether it has ended by an exception. */
    final synchronized boolean hasFailed() {
        return exception != null;
    }

    /**
     * The state, and the type of the outcome.
     *
     * @return for example {@code <Future state=finished returned Integer>}
     */
    @Override
    public synchronized String toString() {
        String state = switch (stage) {
            case PENDING -> running() ? "running" : "pending";
            case RUNNING -> "running";
            case CANCELLED, CANCELLED_AND_NOTIFIED -> "cancelled";
            case FINISHED -> "finished " + (exception != null ? "raised " : "returned ") + typeOfOutcome();
        };
        return "<Future state=" + state + ">";
    }

    private String typeOfOutcome() {
        Object outcome = exception != null ? exception : result;
        return outcome == null ? "null" : outcome.getClass().getSimpleName();
    }
}
