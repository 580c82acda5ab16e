package io.github.procession.threading;

import io.github.procession.internal.call.BoundArguments;
import java.io.Serializable;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;

/**
 * The target of a thread that is still to be created, with its arguments by position and by name, and what else a thread
 * has; {@code Thread.target} begins it.
 *
 * <pre>{@code
 * var thread = Thread.target(Tour::download).args("b.avi").kwargs(Map.of("seconds", 7)).daemon(true).build();
 * }</pre>
 */
@NullUnmarked // arguments and results of functions may be null or not, as their types say
public final class ThreadTarget {
    private final BoundArguments call;
    private String name;
    private Boolean daemon;

    ThreadTarget(Serializable target, int arity) {
        call = new BoundArguments(target, arity);
    }

    /**
     * Gives arguments by position.
     *
     * @param args the first arguments, or all of them
     * @return this
     */
    public ThreadTarget args(Object... args) {
        call.args(args);
        return this;
    }

    /**
     * Gives arguments by the names of the target's parameters. The names are known of programs that {@code java File.java}
     * runs, and of classes compiled with {@code javac -parameters} or {@code javac -g}; build tools set one of these.
     *
     * @param kwargs values by name
     * @return this
     */
    public ThreadTarget kwargs(Map<String, ?> kwargs) {
        call.kwargs(kwargs);
        return this;
    }

    /**
     * Gives a name.
     *
     * @param name the name; null and the empty one, as in Python, stand for {@code Thread-N (target)}
     * @return this
     */
    public ThreadTarget name(@Nullable String name) {
        this.name = name;
        return this;
    }

    /**
     * Sets whether the thread is a daemon; inherited from the thread that calls {@link #build()} otherwise.
     *
     * @param daemon the flag
     * @return this
     */
    public ThreadTarget daemon(boolean daemon) {
        this.daemon = daemon;
        return this;
    }

    private <T extends Thread> T withFlag(T thread) {
        if (daemon != null) {
            thread.setDaemon(daemon);
        }
        return thread;
    }

    /**
     * Creates the thread, not started.
     *
     * @return the thread
     * @throws IllegalArgumentException when the arguments do not fit the target's parameters
     */
    public Thread build() {
        return withFlag(new Thread(name, call.function(), call.inOrder()));
    }

    /**
     * Creates a timer, not started, that calls the target: Python's {@code Timer(interval, function, args, kwargs)}.
     *
     * @param interval how long it waits; null waits until it is cancelled, zero or less does not wait
     * @return the timer
     * @throws IllegalArgumentException when the arguments do not fit the target's parameters
     */
    public Timer buildTimer(@Nullable Duration interval) {
        return withFlag(new Timer(name, interval, call.function(), call.inOrder()));
    }

    /**
     * Creates a virtual thread, not started, as {@code Thread.virtual} does.
     *
     * @return the thread
     * @throws IllegalArgumentException when the arguments do not fit the target's parameters, or {@code daemon(false)}
     *     was said: virtual threads are daemons
     */
    public java.lang.Thread buildVirtual() {
        if (Boolean.FALSE.equals(daemon)) {
            throw new IllegalArgumentException("a virtual thread cannot be made no daemon");
        }
        return VirtualThreads.create(call.function(), call.inOrder(), name);
    }
}
