package io.github.procession.threading;

import io.github.procession.function.Action0;
import io.github.procession.function.Action1;
import io.github.procession.function.Action2;
import io.github.procession.function.Action3;
import io.github.procession.function.Action4;
import io.github.procession.function.Action5;
import io.github.procession.internal.call.TargetMethod;
import io.github.procession.internal.call.Targets;
import java.io.PrintStream;
import java.io.Serializable;
import java.util.Objects;
import java.util.OptionalLong;
import org.jspecify.annotations.NullUnmarked;

/**
 * A thread: Python's {@code threading.Thread}. It is a {@link java.lang.Thread}, so that all of Java takes it.
 *
 * <p>There are three ways to say what runs. A constructor takes a method reference or lambda and its arguments.
 * {@code Thread.target} begins a {@link ThreadTarget} for arguments by name, and for name and daemon flag. A subclass
 * overrides {@link #run()}.
 *
 * <pre>{@code
 * var thread = new Thread(Tour::download, "a.pdf", 6);
 * thread.start();
 * thread.join();
 * }</pre>
 *
 * <p>Arguments are not copied: the thread works on the objects given. The function may throw anything; what it throws
 * goes to {@link Threading#excepthook()}, unless the thread has an uncaught exception handler of its own.
 *
 * <p>The JVM ends when only daemon threads are left. The flag is inherited from the thread that creates the object, and
 * {@link #setDaemon} sets it before the start.
 *
 * <p>Where {@link java.lang.Thread} decides, its rules hold: a second {@code start}, {@code setDaemon} after it and
 * {@code join(Duration)} before it throw {@link IllegalThreadStateException} (Python: {@code RuntimeError}). But
 * {@code join()} without a timeout returns at once before the start, and waits for ever in the thread itself; Python
 * throws.
 */
// Longer than most: five arities, three times, with their documentation.
@NullUnmarked // arguments and results of functions may be null or not, as their types say
public class Thread extends java.lang.Thread {
    /** Dropped at the end, so that what it captures can be collected while the thread object lives on. */
    private Serializable target;

    private Object[] arguments;

    /** For failures of a thread when {@code System.err} is null at its end. */
    private final PrintStream errorOutput = System.err;

    /** 0 before it is known. */
    private volatile long nativeId;

    /** Creates a thread for a subclass that overrides {@link #run()}. */
    protected Thread() {
        this((String) null, null, TargetMethod.none());
    }

    /**
     * Creates a named thread for a subclass that overrides {@link #run()}.
     *
     * @param name its name
     */
    protected Thread(String name) {
        this(Objects.requireNonNull(name, "name"), null, TargetMethod.none());
    }

    /**
     * Creates a thread that calls a function; the value that it may return is dropped.
     *
     * @param target the function
     */
    public Thread(Action0 target) {
        this((String) null, Objects.requireNonNull(target, "target"), TargetMethod.none());
    }

    /**
     * Creates a thread that calls a function; the value that it may return is dropped.
     *
     * @param target the function
     * @param a its argument
     * @param <A> type of the argument
     */
    public <A> Thread(Action1<A> target, A a) {
        this((String) null, Objects.requireNonNull(target, "target"), new Object[] {a});
    }

    /**
     * Creates a thread that calls a function; the value that it may return is dropped.
     *
     * @param target the function
     * @param a its first argument
     * @param b its second argument
     * @param <A> type of the first argument
     * @param <B> type of the second argument
     */
    public <A, B> Thread(Action2<A, B> target, A a, B b) {
        this((String) null, Objects.requireNonNull(target, "target"), new Object[] {a, b});
    }

    /**
     * Creates a thread that calls a function; the value that it may return is dropped.
     *
     * @param target the function
     * @param a its first argument
     * @param b its second argument
     * @param c its third argument
     * @param <A> type of the first argument
     * @param <B> type of the second argument
     * @param <C> type of the third argument
     */
    public <A, B, C> Thread(Action3<A, B, C> target, A a, B b, C c) {
        this((String) null, Objects.requireNonNull(target, "target"), new Object[] {a, b, c});
    }

    /**
     * Creates a thread that calls a function; the value that it may return is dropped.
     *
     * @param target the function
     * @param a its first argument
     * @param b its second argument
     * @param c its third argument
     * @param d its fourth argument
     * @param <A> type of the first argument
     * @param <B> type of the second argument
     * @param <C> type of the third argument
     * @param <D> type of the fourth argument
     */
    public <A, B, C, D> Thread(Action4<A, B, C, D> target, A a, B b, C c, D d) {
        this((String) null, Objects.requireNonNull(target, "target"), new Object[] {a, b, c, d});
    }

    /**
     * Creates a thread that calls a function; the value that it may return is dropped.
     *
     * @param target the function
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
    public <A, B, C, D, E> Thread(Action5<A, B, C, D, E> target, A a, B b, C c, D d, E e) {
        this((String) null, Objects.requireNonNull(target, "target"), new Object[] {a, b, c, d, e});
    }

    /** The name is null for the next number. */
    Thread(String name, Serializable target, Object[] arguments) {
        super(null, null, ThreadNames.orNext(name, target), Threading.stackSize());
        this.target = target;
        this.arguments = arguments;
    }

    /**
     * Starts the description of a thread that calls a function of no arguments.
     *
     * @param target the function
     * @return the builder, which takes arguments, name and daemon flag
     */
    public static ThreadTarget target(Action0 target) {
        return new ThreadTarget(target, 0);
    }

    /**
     * Starts the description of a thread that calls a function of one argument.
     *
     * @param target the function
     * @param <A> type of the argument
     * @return the builder, which takes arguments, name and daemon flag
     */
    public static <A> ThreadTarget target(Action1<A> target) {
        return new ThreadTarget(target, 1);
    }

    /**
     * Starts the description of a thread that calls a function of two arguments.
     *
     * @param target the function
     * @param <A> type of the first argument
     * @param <B> type of the second argument
     * @return the builder, which takes arguments, name and daemon flag
     */
    public static <A, B> ThreadTarget target(Action2<A, B> target) {
        return new ThreadTarget(target, 2);
    }

    /**
     * Starts the description of a thread that calls a function of three arguments.
     *
     * @param target the function
     * @param <A> type of the first argument
     * @param <B> type of the second argument
     * @param <C> type of the third argument
     * @return the builder, which takes arguments, name and daemon flag
     */
    public static <A, B, C> ThreadTarget target(Action3<A, B, C> target) {
        return new ThreadTarget(target, 3);
    }

    /**
     * Starts the description of a thread that calls a function of four arguments.
     *
     * @param target the function
     * @param <A> type of the first argument
     * @param <B> type of the second argument
     * @param <C> type of the third argument
     * @param <D> type of the fourth argument
     * @return the builder, which takes arguments, name and daemon flag
     */
    public static <A, B, C, D> ThreadTarget target(Action4<A, B, C, D> target) {
        return new ThreadTarget(target, 4);
    }

    /**
     * Starts the description of a thread that calls a function of five arguments.
     *
     * @param target the function
     * @param <A> type of the first argument
     * @param <B> type of the second argument
     * @param <C> type of the third argument
     * @param <D> type of the fourth argument
     * @param <E> type of the fifth argument
     * @return the builder, which takes arguments, name and daemon flag
     */
    public static <A, B, C, D, E> ThreadTarget target(Action5<A, B, C, D, E> target) {
        return new ThreadTarget(target, 5);
    }

    /**
     * Creates a virtual thread that calls a function: what a coroutine is in Python, without another kind of function.
     * A program may have a million of them; one that waits costs no thread of the operating system. It is always a daemon,
     * {@link Threading#enumerate()} does not list it, and what it throws goes to {@link Threading#excepthook()}.
     *
     * @param target the function
     * @return the thread, not started
     */
    public static java.lang.Thread virtual(Action0 target) {
        return VirtualThreads.create(Objects.requireNonNull(target, "target"), TargetMethod.none(), null);
    }

    /**
     * Creates a virtual thread that calls a function of one argument; see {@link #virtual(Action0)}.
     *
     * @param target the function
     * @param a its argument
     * @param <A> type of the argument
     * @return the thread, not started
     */
    public static <A> java.lang.Thread virtual(Action1<A> target, A a) {
        return VirtualThreads.create(Objects.requireNonNull(target, "target"), new Object[] {a}, null);
    }

    /**
     * Creates a virtual thread that calls a function of two arguments; see {@link #virtual(Action0)}.
     *
     * @param target the function
     * @param a its first argument
     * @param b its second argument
     * @param <A> type of the first argument
     * @param <B> type of the second argument
     * @return the thread, not started
     */
    public static <A, B> java.lang.Thread virtual(Action2<A, B> target, A a, B b) {
        return VirtualThreads.create(Objects.requireNonNull(target, "target"), new Object[] {a, b}, null);
    }

    /**
     * Creates a virtual thread that calls a function of three arguments; see {@link #virtual(Action0)}.
     *
     * @param target the function
     * @param a its first argument
     * @param b its second argument
     * @param c its third argument
     * @param <A> type of the first argument
     * @param <B> type of the second argument
     * @param <C> type of the third argument
     * @return the thread, not started
     */
    public static <A, B, C> java.lang.Thread virtual(Action3<A, B, C> target, A a, B b, C c) {
        return VirtualThreads.create(Objects.requireNonNull(target, "target"), new Object[] {a, b, c}, null);
    }

    /**
     * Creates a virtual thread that calls a function of four arguments; see {@link #virtual(Action0)}.
     *
     * @param target the function
     * @param a its first argument
     * @param b its second argument
     * @param c its third argument
     * @param d its fourth argument
     * @param <A> type of the first argument
     * @param <B> type of the second argument
     * @param <C> type of the third argument
     * @param <D> type of the fourth argument
     * @return the thread, not started
     */
    public static <A, B, C, D> java.lang.Thread virtual(Action4<A, B, C, D> target, A a, B b, C c, D d) {
        return VirtualThreads.create(Objects.requireNonNull(target, "target"), new Object[] {a, b, c, d}, null);
    }

    /**
     * Creates a virtual thread that calls a function of five arguments; see {@link #virtual(Action0)}.
     *
     * @param target the function
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
     * @return the thread, not started
     */
    public static <A, B, C, D, E> java.lang.Thread virtual(Action5<A, B, C, D, E> target, A a, B b, C c, D d, E e) {
        return VirtualThreads.create(Objects.requireNonNull(target, "target"), new Object[] {a, b, c, d, e}, null);
    }

    /**
     * Starts the thread: Python's {@code start()}.
     *
     * @throws IllegalThreadStateException if it was started before (Python: {@code RuntimeError})
     * @throws OutOfMemoryError if the operating system refuses another thread (Python: {@code RuntimeError}); it is not
     *     started then
     */
    @Override
    public void start() {
        if (getUncaughtExceptionHandler() == getThreadGroup()) { // the user has set none
            setUncaughtExceptionHandler(UncaughtExceptions.HANDLER);
        }
        LiveThreads.add(this);
        super.start();
    }

    /** Calls the target; what the thread does. A subclass overrides it instead of giving a target. */
    @Override
    public void run() {
        if (this == java.lang.Thread.currentThread()) {
            nativeId = NativeIds.ofCurrentThread();
        }
        try {
            if (target != null) {
                Targets.call(target, arguments);
            }
        } catch (Exception e) {
            throw Sneaky.cast(e);
        } finally {
            target = null;
            arguments = TargetMethod.none();
        }
    }

    /**
     * The identifier of the thread, unique in this JVM: Python's {@code ident}, {@link java.lang.Thread#threadId()} in
     * Java.
     *
     * @return the number; empty before the start
     */
    public OptionalLong ident() {
        return getState() == State.NEW ? OptionalLong.empty() : OptionalLong.of(threadId());
    }

    /**
     * The identifier that the operating system gave to the thread: Python's {@code native_id}. For another thread of a
     * subclass that overrides {@link #run()} the first call takes a thread dump of the JVM: milliseconds.
     *
     * @return the number; empty before the start, where this JVM cannot say, and for a thread that has ended before it was
     *     asked for, if it is of such a subclass or the system is not Linux
     */
    public OptionalLong nativeId() {
        if (nativeId == 0 && getState() != State.NEW) {
            nativeId = NativeIds.of(this);
        }
        return nativeId == 0 ? OptionalLong.empty() : OptionalLong.of(nativeId);
    }

    PrintStream errorOutput() {
        return errorOutput;
    }

    /**
     * The thread as text, in Python's form.
     *
     * @return such as {@code <Thread(Thread-1 (download), started daemon 31)>}
     */
    @Override
    public String toString() {
        State state = getState();
        String simpleName = getClass().getSimpleName();
        return "<" + (simpleName.isEmpty() ? "Thread" : simpleName) + "(" + getName() + ", "
                + (state == State.NEW ? "initial" : state == State.TERMINATED ? "stopped" : "started")
                + (isDaemon() ? " daemon" : "") + (state == State.NEW ? "" : " " + threadId()) + ")>";
    }
}
