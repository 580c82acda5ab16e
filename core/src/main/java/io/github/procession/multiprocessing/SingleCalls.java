package io.github.procession.multiprocessing;

import io.github.procession.function.Action0;
import io.github.procession.function.Action1;
import io.github.procession.function.Action2;
import io.github.procession.function.Action3;
import io.github.procession.function.Action4;
import io.github.procession.function.Action5;
import io.github.procession.function.Function0;
import io.github.procession.function.Function1;
import io.github.procession.function.Function2;
import io.github.procession.function.Function3;
import io.github.procession.function.Function4;
import io.github.procession.function.Function5;
import io.github.procession.internal.call.TargetMethod;
import java.io.Serializable;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.NullUnmarked;

/** The single calls of a pool: a function of up to five arguments, called at once or begun for arguments by name. */
// Longer than most: six arities of each call, with their documentation. What happens is in callAsync.
@NullUnmarked // arguments and results of functions may be null or not, as their types say
abstract sealed class SingleCalls permits PoolOperations {
    SingleCalls() {}

    /**
     * Calls a function in a worker and waits for its result: Python's {@code apply}.
     *
     * @param function the function
     * @param <R> type of the result
     * @return the result
     * @throws ExecutionException if the call failed; the cause is what the function threw, or says why there is no result
     * @throws InterruptedException if interrupted while waiting; the call goes on
     * @throws IllegalStateException if the pool takes no more tasks
     */
    public <R> R apply(Function0<R> function) throws InterruptedException, ExecutionException {
        return call(function, TargetMethod.none());
    }

    /**
     * Calls a function that returns nothing in a worker and waits for its end: Python's {@code apply}.
     *
     * @param function the function
     * @throws ExecutionException if the call failed; the cause is what the function threw, or says why there is no result
     * @throws InterruptedException if interrupted while waiting; the call goes on
     * @throws IllegalStateException if the pool takes no more tasks
     */
    public void apply(Action0 function) throws InterruptedException, ExecutionException {
        call(function, TargetMethod.none());
    }

    /**
     * Calls a function in a worker and waits for its result: Python's {@code apply}.
     *
     * @param function the function
     * @param a its argument
     * @param <A> type of the argument
     * @param <R> type of the result
     * @return the result
     * @throws ExecutionException if the call failed; the cause is what the function threw, or says why there is no result
     * @throws InterruptedException if interrupted while waiting; the call goes on
     * @throws IllegalStateException if the pool takes no more tasks
     */
    public <A, R> R apply(Function1<A, R> function, A a) throws InterruptedException, ExecutionException {
        return call(function, new Object[] {a});
    }

    /**
     * Calls a function that returns nothing in a worker and waits for its end: Python's {@code apply}.
     *
     * @param function the function
     * @param a its argument
     * @param <A> type of the argument
     * @throws ExecutionException if the call failed; the cause is what the function threw, or says why there is no result
     * @throws InterruptedException if interrupted while waiting; the call goes on
     * @throws IllegalStateException if the pool takes no more tasks
     */
    public <A> void apply(Action1<A> function, A a) throws InterruptedException, ExecutionException {
        call(function, new Object[] {a});
    }

    /**
     * Calls a function in a worker and waits for its result: Python's {@code apply}.
     *
     * @param function the function
     * @param a its first argument
     * @param b its second argument
     * @param <A> type of the first argument
     * @param <B> type of the second argument
     * @param <R> type of the result
     * @return the result
     * @throws ExecutionException if the call failed; the cause is what the function threw, or says why there is no result
     * @throws InterruptedException if interrupted while waiting; the call goes on
     * @throws IllegalStateException if the pool takes no more tasks
     */
    public <A, B, R> R apply(Function2<A, B, R> function, A a, B b) throws InterruptedException, ExecutionException {
        return call(function, new Object[] {a, b});
    }

    /**
     * Calls a function that returns nothing in a worker and waits for its end: Python's {@code apply}.
     *
     * @param function the function
     * @param a its first argument
     * @param b its second argument
     * @param <A> type of the first argument
     * @param <B> type of the second argument
     * @throws ExecutionException if the call failed; the cause is what the function threw, or says why there is no result
     * @throws InterruptedException if interrupted while waiting; the call goes on
     * @throws IllegalStateException if the pool takes no more tasks
     */
    public <A, B> void apply(Action2<A, B> function, A a, B b) throws InterruptedException, ExecutionException {
        call(function, new Object[] {a, b});
    }

    /**
     * Calls a function in a worker and waits for its result: Python's {@code apply}.
     *
     * @param function the function
     * @param a its first argument
     * @param b its second argument
     * @param c its third argument
     * @param <A> type of the first argument
     * @param <B> type of the second argument
     * @param <C> type of the third argument
     * @param <R> type of the result
     * @return the result
     * @throws ExecutionException if the call failed; the cause is what the function threw, or says why there is no result
     * @throws InterruptedException if interrupted while waiting; the call goes on
     * @throws IllegalStateException if the pool takes no more tasks
     */
    public <A, B, C, R> R apply(Function3<A, B, C, R> function, A a, B b, C c)
            throws InterruptedException, ExecutionException {
        return call(function, new Object[] {a, b, c});
    }

    /**
     * Calls a function that returns nothing in a worker and waits for its end: Python's {@code apply}.
     *
     * @param function the function
     * @param a its first argument
     * @param b its second argument
     * @param c its third argument
     * @param <A> type of the first argument
     * @param <B> type of the second argument
     * @param <C> type of the third argument
     * @throws ExecutionException if the call failed; the cause is what the function threw, or says why there is no result
     * @throws InterruptedException if interrupted while waiting; the call goes on
     * @throws IllegalStateException if the pool takes no more tasks
     */
    public <A, B, C> void apply(Action3<A, B, C> function, A a, B b, C c)
            throws InterruptedException, ExecutionException {
        call(function, new Object[] {a, b, c});
    }

    /**
     * Calls a function in a worker and waits for its result: Python's {@code apply}.
     *
     * @param function the function
     * @param a its first argument
     * @param b its second argument
     * @param c its third argument
     * @param d its fourth argument
     * @param <A> type of the first argument
     * @param <B> type of the second argument
     * @param <C> type of the third argument
     * @param <D> type of the fourth argument
     * @param <R> type of the result
     * @return the result
     * @throws ExecutionException if the call failed; the cause is what the function threw, or says why there is no result
     * @throws InterruptedException if interrupted while waiting; the call goes on
     * @throws IllegalStateException if the pool takes no more tasks
     */
    public <A, B, C, D, R> R apply(Function4<A, B, C, D, R> function, A a, B b, C c, D d)
            throws InterruptedException, ExecutionException {
        return call(function, new Object[] {a, b, c, d});
    }

    /**
     * Calls a function that returns nothing in a worker and waits for its end: Python's {@code apply}.
     *
     * @param function the function
     * @param a its first argument
     * @param b its second argument
     * @param c its third argument
     * @param d its fourth argument
     * @param <A> type of the first argument
     * @param <B> type of the second argument
     * @param <C> type of the third argument
     * @param <D> type of the fourth argument
     * @throws ExecutionException if the call failed; the cause is what the function threw, or says why there is no result
     * @throws InterruptedException if interrupted while waiting; the call goes on
     * @throws IllegalStateException if the pool takes no more tasks
     */
    public <A, B, C, D> void apply(Action4<A, B, C, D> function, A a, B b, C c, D d)
            throws InterruptedException, ExecutionException {
        call(function, new Object[] {a, b, c, d});
    }

    /**
     * Calls a function in a worker and waits for its result: Python's {@code apply}.
     *
     * @param function the function
     * @param a its first argument
     * @param b its second argument
     * @param c its third argument
     * @param d its fourth argument
     * @param e its fifth argument
     * @param <A> type of the first argument
     * @param <B> type of the second argument
     * @param <C> type of the third argument
     * @param <D> type of the fourth argument
     * @param <E> type of the fifth argument
     * @param <R> type of the result
     * @return the result
     * @throws ExecutionException if the call failed; the cause is what the function threw, or says why there is no result
     * @throws InterruptedException if interrupted while waiting; the call goes on
     * @throws IllegalStateException if the pool takes no more tasks
     */
    public <A, B, C, D, E, R> R apply(Function5<A, B, C, D, E, R> function, A a, B b, C c, D d, E e)
            throws InterruptedException, ExecutionException {
        return call(function, new Object[] {a, b, c, d, e});
    }

    /**
     * Calls a function that returns nothing in a worker and waits for its end: Python's {@code apply}.
     *
     * @param function the function
     * @param a its first argument
     * @param b its second argument
     * @param c its third argument
     * @param d its fourth argument
     * @param e its fifth argument
     * @param <A> type of the first argument
     * @param <B> type of the second argument
     * @param <C> type of the third argument
     * @param <D> type of the fourth argument
     * @param <E> type of the fifth argument
     * @throws ExecutionException if the call failed; the cause is what the function threw, or says why there is no result
     * @throws InterruptedException if interrupted while waiting; the call goes on
     * @throws IllegalStateException if the pool takes no more tasks
     */
    public <A, B, C, D, E> void apply(Action5<A, B, C, D, E> function, A a, B b, C c, D d, E e)
            throws InterruptedException, ExecutionException {
        call(function, new Object[] {a, b, c, d, e});
    }

    /**
     * Calls a function in a worker, without waiting: Python's {@code apply_async}. Arguments must not be
     * changed until it has ended.
     *
     * @param function the function
     * @param <R> type of the result
     * @return the result, when it comes
     * @throws IllegalStateException if the pool takes no more tasks
     */
    public <R> AsyncResult<R> applyAsync(Function0<R> function) {
        return callAsync(function, TargetMethod.none(), false);
    }

    /**
     * Calls a function that returns nothing in a worker, without waiting: Python's {@code apply_async}. Arguments must not be
     * changed until it has ended.
     *
     * @param function the function
     * @return completes with null when the call has finished
     * @throws IllegalStateException if the pool takes no more tasks
     */
    public AsyncResult<Void> applyAsync(Action0 function) {
        return callAsync(function, TargetMethod.none(), false);
    }

    /**
     * Calls a function in a worker, without waiting: Python's {@code apply_async}. Arguments must not be
     * changed until it has ended.
     *
     * @param function the function
     * @param a its argument
     * @param <A> type of the argument
     * @param <R> type of the result
     * @return the result, when it comes
     * @throws IllegalStateException if the pool takes no more tasks
     */
    public <A, R> AsyncResult<R> applyAsync(Function1<A, R> function, A a) {
        return callAsync(function, new Object[] {a}, false);
    }

    /**
     * Calls a function that returns nothing in a worker, without waiting: Python's {@code apply_async}. Arguments must not be
     * changed until it has ended.
     *
     * @param function the function
     * @param a its argument
     * @param <A> type of the argument
     * @return completes with null when the call has finished
     * @throws IllegalStateException if the pool takes no more tasks
     */
    public <A> AsyncResult<Void> applyAsync(Action1<A> function, A a) {
        return callAsync(function, new Object[] {a}, false);
    }

    /**
     * Calls a function in a worker, without waiting: Python's {@code apply_async}. Arguments must not be
     * changed until it has ended.
     *
     * @param function the function
     * @param a its first argument
     * @param b its second argument
     * @param <A> type of the first argument
     * @param <B> type of the second argument
     * @param <R> type of the result
     * @return the result, when it comes
     * @throws IllegalStateException if the pool takes no more tasks
     */
    public <A, B, R> AsyncResult<R> applyAsync(Function2<A, B, R> function, A a, B b) {
        return callAsync(function, new Object[] {a, b}, false);
    }

    /**
     * Calls a function that returns nothing in a worker, without waiting: Python's {@code apply_async}. Arguments must not be
     * changed until it has ended.
     *
     * @param function the function
     * @param a its first argument
     * @param b its second argument
     * @param <A> type of the first argument
     * @param <B> type of the second argument
     * @return completes with null when the call has finished
     * @throws IllegalStateException if the pool takes no more tasks
     */
    public <A, B> AsyncResult<Void> applyAsync(Action2<A, B> function, A a, B b) {
        return callAsync(function, new Object[] {a, b}, false);
    }

    /**
     * Calls a function in a worker, without waiting: Python's {@code apply_async}. Arguments must not be
     * changed until it has ended.
     *
     * @param function the function
     * @param a its first argument
     * @param b its second argument
     * @param c its third argument
     * @param <A> type of the first argument
     * @param <B> type of the second argument
     * @param <C> type of the third argument
     * @param <R> type of the result
     * @return the result, when it comes
     * @throws IllegalStateException if the pool takes no more tasks
     */
    public <A, B, C, R> AsyncResult<R> applyAsync(Function3<A, B, C, R> function, A a, B b, C c) {
        return callAsync(function, new Object[] {a, b, c}, false);
    }

    /**
     * Calls a function that returns nothing in a worker, without waiting: Python's {@code apply_async}. Arguments must not be
     * changed until it has ended.
     *
     * @param function the function
     * @param a its first argument
     * @param b its second argument
     * @param c its third argument
     * @param <A> type of the first argument
     * @param <B> type of the second argument
     * @param <C> type of the third argument
     * @return completes with null when the call has finished
     * @throws IllegalStateException if the pool takes no more tasks
     */
    public <A, B, C> AsyncResult<Void> applyAsync(Action3<A, B, C> function, A a, B b, C c) {
        return callAsync(function, new Object[] {a, b, c}, false);
    }

    /**
     * Calls a function in a worker, without waiting: Python's {@code apply_async}. Arguments must not be
     * changed until it has ended.
     *
     * @param function the function
     * @param a its first argument
     * @param b its second argument
     * @param c its third argument
     * @param d its fourth argument
     * @param <A> type of the first argument
     * @param <B> type of the second argument
     * @param <C> type of the third argument
     * @param <D> type of the fourth argument
     * @param <R> type of the result
     * @return the result, when it comes
     * @throws IllegalStateException if the pool takes no more tasks
     */
    public <A, B, C, D, R> AsyncResult<R> applyAsync(Function4<A, B, C, D, R> function, A a, B b, C c, D d) {
        return callAsync(function, new Object[] {a, b, c, d}, false);
    }

    /**
     * Calls a function that returns nothing in a worker, without waiting: Python's {@code apply_async}. Arguments must not be
     * changed until it has ended.
     *
     * @param function the function
     * @param a its first argument
     * @param b its second argument
     * @param c its third argument
     * @param d its fourth argument
     * @param <A> type of the first argument
     * @param <B> type of the second argument
     * @param <C> type of the third argument
     * @param <D> type of the fourth argument
     * @return completes with null when the call has finished
     * @throws IllegalStateException if the pool takes no more tasks
     */
    public <A, B, C, D> AsyncResult<Void> applyAsync(Action4<A, B, C, D> function, A a, B b, C c, D d) {
        return callAsync(function, new Object[] {a, b, c, d}, false);
    }

    /**
     * Calls a function in a worker, without waiting: Python's {@code apply_async}. Arguments must not be
     * changed until it has ended.
     *
     * @param function the function
     * @param a its first argument
     * @param b its second argument
     * @param c its third argument
     * @param d its fourth argument
     * @param e its fifth argument
     * @param <A> type of the first argument
     * @param <B> type of the second argument
     * @param <C> type of the third argument
     * @param <D> type of the fourth argument
     * @param <E> type of the fifth argument
     * @param <R> type of the result
     * @return the result, when it comes
     * @throws IllegalStateException if the pool takes no more tasks
     */
    public <A, B, C, D, E, R> AsyncResult<R> applyAsync(Function5<A, B, C, D, E, R> function, A a, B b, C c, D d, E e) {
        return callAsync(function, new Object[] {a, b, c, d, e}, false);
    }

    /**
     * Calls a function that returns nothing in a worker, without waiting: Python's {@code apply_async}. Arguments must not be
     * changed until it has ended.
     *
     * @param function the function
     * @param a its first argument
     * @param b its second argument
     * @param c its third argument
     * @param d its fourth argument
     * @param e its fifth argument
     * @param <A> type of the first argument
     * @param <B> type of the second argument
     * @param <C> type of the third argument
     * @param <D> type of the fourth argument
     * @param <E> type of the fifth argument
     * @return completes with null when the call has finished
     * @throws IllegalStateException if the pool takes no more tasks
     */
    public <A, B, C, D, E> AsyncResult<Void> applyAsync(Action5<A, B, C, D, E> function, A a, B b, C c, D d, E e) {
        return callAsync(function, new Object[] {a, b, c, d, e}, false);
    }

    private <R> R call(Serializable function, Object[] arguments) throws InterruptedException, ExecutionException {
        return this.<R>callAsync(function, arguments, true).get();
    }

    /**
     * Sends a call to the pool.
     *
     * @param function a function or an action
     * @param arguments all of them
     * @param helping whether the caller waits for the result at once
     */
    abstract <R> AsyncResult<R> callAsync(Serializable function, Object[] arguments, boolean helping);

    // ---- calls with arguments by name

    /**
     * Begins a call of a function of no arguments, for arguments by name.
     *
     * @param function the function
     * @param <R> type of the result
     * @return the builder, which takes the arguments
     */
    @SuppressWarnings("overloads") // a method reference fits one of them, or the one with a value wins
    public <R> PoolCallBuilder<R> target(Function0<R> function) {
        return new PoolCallBuilder<>(this, function, 0);
    }

    /**
     * Begins a call of a function of no arguments, for arguments by name.
     *
     * @param function the function
     * @return the builder, which takes the arguments
     */
    @SuppressWarnings("overloads") // a method reference fits one of them, or the one with a value wins
    public PoolCallBuilder<Void> target(Action0 function) {
        return new PoolCallBuilder<>(this, function, 0);
    }

    /**
     * Begins a call of a function of one argument, for arguments by name.
     *
     * @param function the function
     * @param <A> type of the argument
     * @param <R> type of the result
     * @return the builder, which takes the arguments
     */
    @SuppressWarnings("overloads") // a method reference fits one of them, or the one with a value wins
    public <A, R> PoolCallBuilder<R> target(Function1<A, R> function) {
        return new PoolCallBuilder<>(this, function, 1);
    }

    /**
     * Begins a call of a function of one argument, for arguments by name.
     *
     * @param function the function
     * @param <A> type of the argument
     * @return the builder, which takes the arguments
     */
    @SuppressWarnings("overloads") // a method reference fits one of them, or the one with a value wins
    public <A> PoolCallBuilder<Void> target(Action1<A> function) {
        return new PoolCallBuilder<>(this, function, 1);
    }

    /**
     * Begins a call of a function of two arguments, for arguments by name.
     *
     * @param function the function
     * @param <A> type of the first argument
     * @param <B> type of the second argument
     * @param <R> type of the result
     * @return the builder, which takes the arguments
     */
    @SuppressWarnings("overloads") // a method reference fits one of them, or the one with a value wins
    public <A, B, R> PoolCallBuilder<R> target(Function2<A, B, R> function) {
        return new PoolCallBuilder<>(this, function, 2);
    }

    /**
     * Begins a call of a function of two arguments, for arguments by name.
     *
     * @param function the function
     * @param <A> type of the first argument
     * @param <B> type of the second argument
     * @return the builder, which takes the arguments
     */
    @SuppressWarnings("overloads") // a method reference fits one of them, or the one with a value wins
    public <A, B> PoolCallBuilder<Void> target(Action2<A, B> function) {
        return new PoolCallBuilder<>(this, function, 2);
    }

    /**
     * Begins a call of a function of three arguments, for arguments by name.
     *
     * @param function the function
     * @param <A> type of the first argument
     * @param <B> type of the second argument
     * @param <C> type of the third argument
     * @param <R> type of the result
     * @return the builder, which takes the arguments
     */
    @SuppressWarnings("overloads") // a method reference fits one of them, or the one with a value wins
    public <A, B, C, R> PoolCallBuilder<R> target(Function3<A, B, C, R> function) {
        return new PoolCallBuilder<>(this, function, 3);
    }

    /**
     * Begins a call of a function of three arguments, for arguments by name.
     *
     * @param function the function
     * @param <A> type of the first argument
     * @param <B> type of the second argument
     * @param <C> type of the third argument
     * @return the builder, which takes the arguments
     */
    @SuppressWarnings("overloads") // a method reference fits one of them, or the one with a value wins
    public <A, B, C> PoolCallBuilder<Void> target(Action3<A, B, C> function) {
        return new PoolCallBuilder<>(this, function, 3);
    }

    /**
     * Begins a call of a function of four arguments, for arguments by name.
     *
     * @param function the function
     * @param <A> type of the first argument
     * @param <B> type of the second argument
     * @param <C> type of the third argument
     * @param <D> type of the fourth argument
     * @param <R> type of the result
     * @return the builder, which takes the arguments
     */
    @SuppressWarnings("overloads") // a method reference fits one of them, or the one with a value wins
    public <A, B, C, D, R> PoolCallBuilder<R> target(Function4<A, B, C, D, R> function) {
        return new PoolCallBuilder<>(this, function, 4);
    }

    /**
     * Begins a call of a function of four arguments, for arguments by name.
     *
     * @param function the function
     * @param <A> type of the first argument
     * @param <B> type of the second argument
     * @param <C> type of the third argument
     * @param <D> type of the fourth argument
     * @return the builder, which takes the arguments
     */
    @SuppressWarnings("overloads") // a method reference fits one of them, or the one with a value wins
    public <A, B, C, D> PoolCallBuilder<Void> target(Action4<A, B, C, D> function) {
        return new PoolCallBuilder<>(this, function, 4);
    }

    /**
     * Begins a call of a function of five arguments, for arguments by name.
     *
     * @param function the function
     * @param <A> type of the first argument
     * @param <B> type of the second argument
     * @param <C> type of the third argument
     * @param <D> type of the fourth argument
     * @param <E> type of the fifth argument
     * @param <R> type of the result
     * @return the builder, which takes the arguments
     */
    @SuppressWarnings("overloads") // a method reference fits one of them, or the one with a value wins
    public <A, B, C, D, E, R> PoolCallBuilder<R> target(Function5<A, B, C, D, E, R> function) {
        return new PoolCallBuilder<>(this, function, 5);
    }

    /**
     * Begins a call of a function of five arguments, for arguments by name.
     *
     * @param function the function
     * @param <A> type of the first argument
     * @param <B> type of the second argument
     * @param <C> type of the third argument
     * @param <D> type of the fourth argument
     * @param <E> type of the fifth argument
     * @return the builder, which takes the arguments
     */
    @SuppressWarnings("overloads") // a method reference fits one of them, or the one with a value wins
    public <A, B, C, D, E> PoolCallBuilder<Void> target(Action5<A, B, C, D, E> function) {
        return new PoolCallBuilder<>(this, function, 5);
    }
}
