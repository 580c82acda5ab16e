package io.github.procession.concurrent;

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
import java.util.concurrent.RejectedExecutionException;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.NullUnmarked;

/**
 * The calls of an executor with their arguments: Python's {@code submit}.
 *
 * <p>Calls of a {@link ProcessPoolExecutor} copy function, arguments and result between processes, when a worker has
 * room for them: they must not be changed before the call has ended. One that cannot be sent fails the call.
 */
// Longer than most: six arities of two calls, with their documentation. What happens is in the engines and jobs.
@NullUnmarked // arguments and results of functions may be null or not, as their types say
public abstract sealed class SubmitCalls extends MapCalls permits PoolExecutor {
    SubmitCalls() {}

    /**
     * Calls a function: Python's {@code submit}. Does not wait.
     *
     * @param function the function
     * @param <R> type of the result
     * @return the result, when it comes
     * @throws RejectedExecutionException if the executor takes no more calls
     */
    @SuppressWarnings("overloads") // a method reference fits one of them, or the one with a value wins
    public <R> Future<R> submit(Function0<R> function) {
        return executor()
                .start(
                        () -> executor().pool().applyAsync(function),
                        UnaryOperator.identity(),
                        () -> LocalCall.run(() -> function.apply()));
    }

    /**
     * Calls a function: Python's {@code submit}. Does not wait.
     *
     * @param function the function
     * @param a its argument
     * @param <A> type of the argument
     * @param <R> type of the result
     * @return the result, when it comes
     * @throws RejectedExecutionException if the executor takes no more calls
     */
    @SuppressWarnings("overloads") // a method reference fits one of them, or the one with a value wins
    public <A, R> Future<R> submit(Function1<A, R> function, A a) {
        return executor()
                .start(
                        () -> executor().pool().applyAsync(function, a),
                        UnaryOperator.identity(),
                        () -> LocalCall.run(() -> function.apply(a)));
    }

    /**
     * Calls a function: Python's {@code submit}. Does not wait.
     *
     * @param function the function
     * @param a its first argument
     * @param b its second argument
     * @param <A> type of the first argument
     * @param <B> type of the second argument
     * @param <R> type of the result
     * @return the result, when it comes
     * @throws RejectedExecutionException if the executor takes no more calls
     */
    @SuppressWarnings("overloads") // a method reference fits one of them, or the one with a value wins
    public <A, B, R> Future<R> submit(Function2<A, B, R> function, A a, B b) {
        return executor()
                .start(
                        () -> executor().pool().applyAsync(function, a, b),
                        UnaryOperator.identity(),
                        () -> LocalCall.run(() -> function.apply(a, b)));
    }

    /**
     * Calls a function: Python's {@code submit}. Does not wait.
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
     * @throws RejectedExecutionException if the executor takes no more calls
     */
    @SuppressWarnings("overloads") // a method reference fits one of them, or the one with a value wins
    public <A, B, C, R> Future<R> submit(Function3<A, B, C, R> function, A a, B b, C c) {
        return executor()
                .start(
                        () -> executor().pool().applyAsync(function, a, b, c),
                        UnaryOperator.identity(),
                        () -> LocalCall.run(() -> function.apply(a, b, c)));
    }

    /**
     * Calls a function: Python's {@code submit}. Does not wait.
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
     * @throws RejectedExecutionException if the executor takes no more calls
     */
    @SuppressWarnings("overloads") // a method reference fits one of them, or the one with a value wins
    public <A, B, C, D, R> Future<R> submit(Function4<A, B, C, D, R> function, A a, B b, C c, D d) {
        return executor()
                .start(
                        () -> executor().pool().applyAsync(function, a, b, c, d),
                        UnaryOperator.identity(),
                        () -> LocalCall.run(() -> function.apply(a, b, c, d)));
    }

    /**
     * Calls a function: Python's {@code submit}. Does not wait.
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
     * @throws RejectedExecutionException if the executor takes no more calls
     */
    @SuppressWarnings("overloads") // a method reference fits one of them, or the one with a value wins
    public <A, B, C, D, E, R> Future<R> submit(Function5<A, B, C, D, E, R> function, A a, B b, C c, D d, E e) {
        return executor()
                .start(
                        () -> executor().pool().applyAsync(function, a, b, c, d, e),
                        UnaryOperator.identity(),
                        () -> LocalCall.run(() -> function.apply(a, b, c, d, e)));
    }

    /**
     * Calls a function that returns nothing: Python's {@code submit}. Does not wait.
     *
     * @param function the function
     * @param a its argument
     * @param <A> type of the argument
     * @return completes with null when the call has finished
     * @throws RejectedExecutionException if the executor takes no more calls
     */
    @SuppressWarnings("overloads") // a method reference fits one of them, or the one with a value wins
    public <A> Future<Void> submit(Action1<A> function, A a) {
        return executor()
                .start(
                        () -> executor().pool().applyAsync(function, a),
                        UnaryOperator.identity(),
                        () -> LocalCall.run(() -> function.run(a)));
    }

    /**
     * Calls a function that returns nothing: Python's {@code submit}. Does not wait.
     *
     * @param function the function
     * @param a its first argument
     * @param b its second argument
     * @param <A> type of the first argument
     * @param <B> type of the second argument
     * @return completes with null when the call has finished
     * @throws RejectedExecutionException if the executor takes no more calls
     */
    @SuppressWarnings("overloads") // a method reference fits one of them, or the one with a value wins
    public <A, B> Future<Void> submit(Action2<A, B> function, A a, B b) {
        return executor()
                .start(
                        () -> executor().pool().applyAsync(function, a, b),
                        UnaryOperator.identity(),
                        () -> LocalCall.run(() -> function.run(a, b)));
    }

    /**
     * Calls a function that returns nothing: Python's {@code submit}. Does not wait.
     *
     * @param function the function
     * @param a its first argument
     * @param b its second argument
     * @param c its third argument
     * @param <A> type of the first argument
     * @param <B> type of the second argument
     * @param <C> type of the third argument
     * @return completes with null when the call has finished
     * @throws RejectedExecutionException if the executor takes no more calls
     */
    @SuppressWarnings("overloads") // a method reference fits one of them, or the one with a value wins
    public <A, B, C> Future<Void> submit(Action3<A, B, C> function, A a, B b, C c) {
        return executor()
                .start(
                        () -> executor().pool().applyAsync(function, a, b, c),
                        UnaryOperator.identity(),
                        () -> LocalCall.run(() -> function.run(a, b, c)));
    }

    /**
     * Calls a function that returns nothing: Python's {@code submit}. Does not wait.
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
     * @throws RejectedExecutionException if the executor takes no more calls
     */
    @SuppressWarnings("overloads") // a method reference fits one of them, or the one with a value wins
    public <A, B, C, D> Future<Void> submit(Action4<A, B, C, D> function, A a, B b, C c, D d) {
        return executor()
                .start(
                        () -> executor().pool().applyAsync(function, a, b, c, d),
                        UnaryOperator.identity(),
                        () -> LocalCall.run(() -> function.run(a, b, c, d)));
    }

    /**
     * Calls a function that returns nothing: Python's {@code submit}. Does not wait.
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
     * @throws RejectedExecutionException if the executor takes no more calls
     */
    @SuppressWarnings("overloads") // a method reference fits one of them, or the one with a value wins
    public <A, B, C, D, E> Future<Void> submit(Action5<A, B, C, D, E> function, A a, B b, C c, D d, E e) {
        return executor()
                .start(
                        () -> executor().pool().applyAsync(function, a, b, c, d, e),
                        UnaryOperator.identity(),
                        () -> LocalCall.run(() -> function.run(a, b, c, d, e)));
    }

    /**
     * Begins a call of a function of zero arguments, for arguments by name.
     *
     * @param function the function
     * @param <R> type of the result
     * @return the builder, which takes the arguments
     */
    @SuppressWarnings("overloads") // a method reference fits one of them, or the one with a value wins
    public <R> ExecutorCall<R> target(Function0<R> function) {
        return new ExecutorCall<>(executor(), executor().pool().target(function));
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
    public <A, R> ExecutorCall<R> target(Function1<A, R> function) {
        return new ExecutorCall<>(executor(), executor().pool().target(function));
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
    public <A, B, R> ExecutorCall<R> target(Function2<A, B, R> function) {
        return new ExecutorCall<>(executor(), executor().pool().target(function));
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
    public <A, B, C, R> ExecutorCall<R> target(Function3<A, B, C, R> function) {
        return new ExecutorCall<>(executor(), executor().pool().target(function));
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
    public <A, B, C, D, R> ExecutorCall<R> target(Function4<A, B, C, D, R> function) {
        return new ExecutorCall<>(executor(), executor().pool().target(function));
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
    public <A, B, C, D, E, R> ExecutorCall<R> target(Function5<A, B, C, D, E, R> function) {
        return new ExecutorCall<>(executor(), executor().pool().target(function));
    }

    /**
     * Begins a call of a function of one argument that returns nothing, for arguments by name.
     *
     * @param function the function
     * @param <A> type of the argument
     * @return the builder, which takes the arguments
     */
    @SuppressWarnings("overloads") // a method reference fits one of them, or the one with a value wins
    public <A> ExecutorCall<Void> target(Action1<A> function) {
        return new ExecutorCall<>(executor(), executor().pool().target(function));
    }

    /**
     * Begins a call of a function of two arguments that returns nothing, for arguments by name.
     *
     * @param function the function
     * @param <A> type of the first argument
     * @param <B> type of the second argument
     * @return the builder, which takes the arguments
     */
    @SuppressWarnings("overloads") // a method reference fits one of them, or the one with a value wins
    public <A, B> ExecutorCall<Void> target(Action2<A, B> function) {
        return new ExecutorCall<>(executor(), executor().pool().target(function));
    }

    /**
     * Begins a call of a function of three arguments that returns nothing, for arguments by name.
     *
     * @param function the function
     * @param <A> type of the first argument
     * @param <B> type of the second argument
     * @param <C> type of the third argument
     * @return the builder, which takes the arguments
     */
    @SuppressWarnings("overloads") // a method reference fits one of them, or the one with a value wins
    public <A, B, C> ExecutorCall<Void> target(Action3<A, B, C> function) {
        return new ExecutorCall<>(executor(), executor().pool().target(function));
    }

    /**
     * Begins a call of a function of four arguments that returns nothing, for arguments by name.
     *
     * @param function the function
     * @param <A> type of the first argument
     * @param <B> type of the second argument
     * @param <C> type of the third argument
     * @param <D> type of the fourth argument
     * @return the builder, which takes the arguments
     */
    @SuppressWarnings("overloads") // a method reference fits one of them, or the one with a value wins
    public <A, B, C, D> ExecutorCall<Void> target(Action4<A, B, C, D> function) {
        return new ExecutorCall<>(executor(), executor().pool().target(function));
    }

    /**
     * Begins a call of a function of five arguments that returns nothing, for arguments by name.
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
    public <A, B, C, D, E> ExecutorCall<Void> target(Action5<A, B, C, D, E> function) {
        return new ExecutorCall<>(executor(), executor().pool().target(function));
    }
}
