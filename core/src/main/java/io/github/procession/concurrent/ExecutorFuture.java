package io.github.procession.concurrent;

import io.github.procession.ipc.sync.Deadline;
import io.github.procession.ipc.system.ServiceLoop;
import io.github.procession.multiprocessing.AsyncResult;
import io.github.procession.multiprocessing.BrokenPoolException;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The future of a call that an executor's pool makes; it ends when the pool's result does, and in the same way. */
final class ExecutorFuture<T extends @Nullable Object> extends Future<T> {
    private final LiveCalls calls;
    private final long number;
    private final UnaryOperator<T> finish;
    private volatile AsyncResult<T> call;
    private volatile Runnable local;

    /** Thread that cancels this, in which the callbacks of a cancelled future run. */
    private volatile @Nullable Thread canceller;

    /** The operator gets the result before all callers; the action is the call, to be made in this process. */
    ExecutorFuture(LiveCalls calls, UnaryOperator<T> finish, Runnable local) {
        this.calls = calls;
        this.number = calls.nextNumber();
        this.finish = finish;
        this.local = local;
    }

    /** The calls of an executor are numbered in the order in which they came. */
    long number() {
        return number;
    }

    /** Call to be made in this process, by the thread that wants it done. */
    Runnable local() {
        return local;
    }

    /** Belongs to a call from now on. */
    void bind(AsyncResult<T> itsCall) {
        call = itsCall;
    }

    /** Ends when the call has ended, at once if it has. */
    void follow() {
        call.whenDone(this::settle, Runnable::run);
    }

    private void settle() {
        try {
            calls.remove(this);
            local = null;
        } finally { // whatever failed: its waiters would wait for ever
            while (!isSettled()) {
                ServiceLoop.pause();
            }
        }
    }

    /** Ends as the call has ended; false if there was no memory for that, and nothing has changed. */
    private boolean isSettled() {
        try {
            super.setResult(finish.apply(call.get()));
        } catch (ExecutionException e) {
            if (e.getCause() instanceof BrokenPoolException broken) {
                BrokenExecutor own = calls.broken(broken);
                fail(own, own.toString());
            } else {
                fail(e.getCause(), e.getMessage());
            }
        } catch (CancellationException e) {
            endCancelled(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException("a call that has ended does not wait", e);
        } catch (OutOfMemoryError _) {
            return false;
        }
        return true;
    }

    @Override
    void await() throws InterruptedException {
        call.await(); // which serves the pool meanwhile, if no other thread does
        super.await();
    }

    @Override
    boolean await(Deadline deadline) throws InterruptedException {
        boolean _ = call.await(Duration.ofNanos(Math.max(0, deadline.left()))); // as tools see it, for its pool
        return super.await(deadline);
    }

    @Override
    public boolean running() {
        return call.running();
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        canceller = Thread.currentThread();
        try {
            call.cancel(mayInterruptIfRunning);
            if (call.isCancelled()) {
                endCancelled(
                        new CancellationException("the call was cancelled")); // if another thread is about to do it
            }
        } finally {
            canceller = null;
        }
        return isCancelled();
    }

    @Override
    void executeCallbacks(Runnable body) {
        if (canceller == Thread.currentThread()) {
            body.run();
        } else {
            call.whenDone(body);
        }
    }

    @Override
    public boolean setRunningOrNotifyCancel() {
        throw ofExecutor();
    }

    @Override
    public void setResult(T value) {
        throw ofExecutor();
    }

    @Override
    public void setException(Throwable failure) {
        throw ofExecutor();
    }

    private InvalidStateError ofExecutor() {
        return new InvalidStateError("only its executor ends " + this);
    }
}
