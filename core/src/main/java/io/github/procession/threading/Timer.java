package io.github.procession.threading;

import io.github.procession.function.Action0;
import io.github.procession.function.Action1;
import io.github.procession.function.Action2;
import io.github.procession.function.Action3;
import io.github.procession.function.Action4;
import io.github.procession.function.Action5;
import io.github.procession.internal.call.TargetMethod;
import io.github.procession.internal.call.Targets;
import java.io.Serializable;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;

/**
 * A thread that waits for some time and then calls a function, unless it is cancelled before: Python's
 * {@code threading.Timer}. As any thread, it is to be started, and keeps the JVM alive unless it is a daemon.
 *
 * <pre>{@code
 * var timer = new Timer(Duration.ofSeconds(30), Tour::remind, "tea");
 * timer.start();
 * timer.cancel();
 * }</pre>
 *
 * <p>For arguments by name, see {@link ThreadTarget#buildTimer}.
 */
@NullUnmarked // arguments and results of functions may be null or not, as their types say
public class Timer extends Thread {
    private final Duration interval;
    private final Serializable function;
    private final Object[] arguments;
    private final Event finished = new Event();

    /**
     * Creates a timer that calls a function.
     *
     * @param interval how long to wait; null waits until it is cancelled, zero or less does not wait
     * @param function the function
     */
    public Timer(@Nullable Duration interval, Action0 function) {
        this((String) null, interval, Objects.requireNonNull(function, "function"), TargetMethod.none());
    }

    /**
     * Creates a timer that calls a function.
     *
     * @param interval how long to wait; null waits until it is cancelled, zero or less does not wait
     * @param function the function
     * @param a its argument
     * @param <A> type of the argument
     */
    public <A> Timer(@Nullable Duration interval, Action1<A> function, A a) {
        this((String) null, interval, Objects.requireNonNull(function, "function"), new Object[] {a});
    }

    /**
     * Creates a timer that calls a function.
     *
     * @param interval how long to wait; null waits until it is cancelled, zero or less does not wait
     * @param function the function
     * @param a its first argument
     * @param b its second argument
     * @param <A> type of the first argument
     * @param <B> type of the second argument
     */
    public <A, B> Timer(@Nullable Duration interval, Action2<A, B> function, A a, B b) {
        this((String) null, interval, Objects.requireNonNull(function, "function"), new Object[] {a, b});
    }

    /**
     * Creates a timer that calls a function.
     *
     * @param interval how long to wait; null waits until it is cancelled, zero or less does not wait
     * @param function the function
     * @param a its first argument
     * @param b its second argument
     * @param c its third argument
     * @param <A> type of the first argument
     * @param <B> type of the second argument
     * @param <C> type of the third argument
     */
    public <A, B, C> Timer(@Nullable Duration interval, Action3<A, B, C> function, A a, B b, C c) {
        this((String) null, interval, Objects.requireNonNull(function, "function"), new Object[] {a, b, c});
    }

    /**
     * Creates a timer that calls a function.
     *
     * @param interval how long to wait; null waits until it is cancelled, zero or less does not wait
     * @param function the function
     * @param a its first argument
     * @param b its second argument
     * @param c its third argument
     * @param d its fourth argument
     * @param <A> type of the first argument
     * @param <B> type of the second argument
     * @param <C> type of the third argument
     * @param <D> type of the fourth argument
     */
    public <A, B, C, D> Timer(@Nullable Duration interval, Action4<A, B, C, D> function, A a, B b, C c, D d) {
        this((String) null, interval, Objects.requireNonNull(function, "function"), new Object[] {a, b, c, d});
    }

    /**
     * Creates a timer that calls a function.
     *
     * @param interval how long to wait; null waits until it is cancelled, zero or less does not wait
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
     */
    public <A, B, C, D, E> Timer(
            @Nullable Duration interval, Action5<A, B, C, D, E> function, A a, B b, C c, D d, E e) {
        this((String) null, interval, Objects.requireNonNull(function, "function"), new Object[] {a, b, c, d, e});
    }

    Timer(String name, Duration interval, Serializable function, Object[] arguments) {
        super(name, null, TargetMethod.none());
        this.interval = interval;
        this.function = function;
        this.arguments = arguments;
    }

    /**
     * Stops the timer: Python's {@code cancel()}. Works only while it waits: a function that has begun goes on.
     */
    public void cancel() {
        finished.set();
    }

    /** Waits, then calls the function. An interrupt while it waits cancels the timer. */
    @Override
    public void run() {
        try {
            finished.await(interval);
        } catch (InterruptedException e) {
            cancel();
        }
        try {
            if (!finished.isSet()) {
                Targets.call(function, arguments);
            }
        } catch (Exception e) {
            throw Sneaky.cast(e);
        } finally {
            finished.set();
        }
    }
}
