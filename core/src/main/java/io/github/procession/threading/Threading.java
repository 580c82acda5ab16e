package io.github.procession.threading;

import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The functions of Python's module {@code threading}. */
public final class Threading {
    /** The longest timeout that locks take: Python's {@code TIMEOUT_MAX}. A longer one is an {@link ArithmeticException}. */
    public static final Duration TIMEOUT_MAX = Duration.ofNanos(Long.MAX_VALUE);

    private static final int LEAST_STACK_BYTES = 32 * 1024;

    private static volatile long stackSize;

    private Threading() {}

    /**
     * The thread that runs this code: Python's {@code current_thread()}. A thread that was not made by this package is its
     * own object, where Python makes a dummy, and from now on {@link #enumerate()} lists it.
     *
     * @return the thread, a {@link Thread} if it was made as one
     */
    public static java.lang.Thread currentThread() {
        java.lang.Thread current = java.lang.Thread.currentThread();
        if (!(current instanceof Thread) && !current.isVirtual()) {
            LiveThreads.addForeign(current);
        }
        return current;
    }

    /**
     * The thread that runs {@code main}: Python's {@code main_thread()}. Its name in Java is {@code main}.
     *
     * @return the thread, also after its end; null if it had ended before this package was first used, or the JVM was not
     *     started by a launcher
     */
    public static java.lang.@Nullable Thread mainThread() {
        return LiveThreads.main();
    }

    /**
     * The threads that are alive, daemons too: Python's {@code enumerate()}. Those are the main thread, those made by
     * this package, and others that have called {@link #currentThread()}; neither virtual threads nor those of the JVM.
     *
     * @return a new list, the main thread first, the others in the order of their creation
     */
    public static List<java.lang.Thread> enumerate() {
        return LiveThreads.list();
    }

    /**
     * The number of threads that {@link #enumerate()} lists: Python's {@code active_count()}.
     *
     * @return the number
     */
    public static int activeCount() {
        return enumerate().size();
    }

    /**
     * The identifier of the current thread, unique in this JVM: Python's {@code get_ident()}. Other than in Python it is
     * not used again.
     *
     * @return the number, not 0
     */
    public static long getIdent() {
        return java.lang.Thread.currentThread().threadId();
    }

    /**
     * The identifier that the operating system gave to the current thread: Python's {@code get_native_id()}.
     *
     * @return the number; empty for a virtual thread, and where this JVM cannot say
     */
    public static OptionalLong getNativeId() {
        java.lang.Thread current = java.lang.Thread.currentThread();
        if (current instanceof Thread own) {
            return own.nativeId(); // which keeps it
        }
        long id = NativeIds.of(current);
        return id == 0 ? OptionalLong.empty() : OptionalLong.of(id);
    }

    /**
     * Handler of the exceptions that threads of this package do not catch: Python's {@code threading.excepthook}.
     *
     * @return the hook, {@link #defaultExcepthook()} unless another one was set
     */
    public static ExceptHook excepthook() {
        return UncaughtExceptions.hook();
    }

    /**
     * Sets what gets the exceptions that threads of this package do not catch: {@code threading.excepthook = hook} in
     * Python. When the hook itself fails, that is reported on {@code System.err}, and the handler for all threads of the
     * process, if there is one, gets the failure.
     *
     * @param hook the hook
     */
    public static void setExcepthook(ExceptHook hook) {
        UncaughtExceptions.setHook(Objects.requireNonNull(hook, "hook"));
    }

    /**
     * The hook that is there from the start: Python's {@code threading.__excepthook__}. It gives the exception to
     * {@link java.lang.Thread#getDefaultUncaughtExceptionHandler()} if the program has set one, and else prints the name of
     * the thread and the trace to {@code System.err}. A thread that ends by {@code Multiprocessing.exit} is silent.
     *
     * @return the hook
     */
    public static ExceptHook defaultExcepthook() {
        return UncaughtExceptions.DEFAULT_HOOK;
    }

    /**
     * The stack size of threads that are created from now on: Python's {@code stack_size()}.
     *
     * @return the number of bytes; 0 for the JVM's own choice
     */
    public static long stackSize() {
        return stackSize;
    }

    /**
     * Sets the stack size of threads that are created from now on: Python's {@code stack_size(size)}.
     *
     * @param bytes the size, at least 32 KiB; 0 for the JVM's own choice. The JVM takes it as a hint
     * @return the size that was set before
     * @throws IllegalArgumentException if it is less
     */
    public static long stackSize(long bytes) {
        if (bytes != 0 && bytes < LEAST_STACK_BYTES) {
            throw new IllegalArgumentException("bytes must be 0 or at least " + LEAST_STACK_BYTES + ": " + bytes);
        }
        long before = stackSize;
        stackSize = bytes;
        return before;
    }

    /**
     * Lets many threads share one iterator: Python's {@code serialize_iterator(iterable)}. They take its values in turn, and
     * each value goes to exactly one of them.
     *
     * <pre>{@code
     * Iterable<Path> files = Threading.serializeIterator(folder);     // each thread: for (Path file : files) { ... }
     * }</pre>
     *
     * @param values asked for its iterator once, here
     * @param <T> type of the values
     * @return what gives views of that one iterator; each thread asks for one of its own. {@code hasNext} of a view takes the
     *     value that its {@code next} returns
     */
    public static <T> Iterable<T> serializeIterator(Iterable<? extends T> values) {
        return new SerializedIterable<>(Objects.requireNonNull(values, "values").iterator());
    }

    /**
     * Makes a function whose iterators can be shared by many threads: Python's decorator {@code synchronized_iterator}.
     *
     * @param function what gives values
     * @param <A> type of its argument
     * @param <T> type of the values
     * @return a function that calls it, and gives {@link #serializeIterator} of what it returns
     */
    public static <A, T> Function<A, Iterable<T>> synchronizedIterator(
            Function<? super A, ? extends Iterable<? extends T>> function) {
        Objects.requireNonNull(function, "function");
        return argument -> serializeIterator(function.apply(argument));
    }

    /**
     * Gives all values of an iterator to each of several consumers, which may be threads: Python's
     * {@code concurrent_tee(iterable, n)}. What one has had and another has not is kept.
     *
     * @param values asked for its iterator once, here
     * @param n how many consumers there are, 65,536 at most
     * @param <T> type of the values
     * @return as many iterators, each for one thread at a time
     * @throws IllegalArgumentException if the number is negative, or more than that
     */
    public static <T> List<Iterator<T>> concurrentTee(Iterable<? extends T> values, int n) {
        return ConcurrentTee.of(Objects.requireNonNull(values, "values").iterator(), n);
    }

    /**
     * Not supported: Python's {@code settrace(func)}.
     *
     * @param function what Python would call at each line
     * @throws UnsupportedOperationException always, with what to use instead
     */
    public static void settrace(Object function) {
        throw new UnsupportedOperationException("the JVM calls no function at each line of a program: use a debugger"
                + " (-agentlib:jdwp) or the events of the Java Flight Recorder (jdk.jfr)");
    }

    /**
     * Not supported: Python's {@code setprofile(func)}.
     *
     * @param function what Python would call at each call and return
     * @throws UnsupportedOperationException always, with what to use instead
     */
    public static void setprofile(Object function) {
        throw new UnsupportedOperationException("the JVM calls no function at each call of a program: use the Java"
                + " Flight Recorder (jcmd PID JFR.start) or another profiler");
    }
}
