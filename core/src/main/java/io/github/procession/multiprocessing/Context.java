package io.github.procession.multiprocessing;

import io.github.procession.function.Action0;
import io.github.procession.function.Action1;
import io.github.procession.function.Action2;
import io.github.procession.function.Action3;
import io.github.procession.function.Action4;
import io.github.procession.function.Action5;
import io.github.procession.internal.ObjectHome;
import io.github.procession.ipc.jvm.Spares;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A start method and the module's classes that go with it: what Python's {@code multiprocessing.get_context} returns.
 * {@link Multiprocessing#getContext(String)} gives one.
 *
 * <p>{@code spawn} boots a JVM for each process. {@code forkserver} keeps some JVMs booted: a process takes one of them, runs
 * in it alone, and ends it; the next spare is booted in the background. It behaves like a JVM of its own in all
 * respects and starts several times faster while a spare waits, at the price of the memory of JVMs that wait. A process with JVM options of its
 * own is always spawned. So is each one while options for all children write files, open ports or load agents. Spares end with this process, and when no process was started for half a minute. The system
 * property {@code procession.spares} is their number, by default that of the processors, but not more than 4;
 * {@code procession.sparesIdleMillis} the time.
 *
 * <p>{@code threads} is for debugging: a process is a thread of this JVM, with a thread group of its name, as in Python's
 * {@code multiprocessing.dummy}. What would travel is copied all the same, and refused if it cannot travel; the process has
 * its own name, parent, children and exit code, and its own objects for queues and connections. But static fields
 * are shared, {@code System.exit} ends the JVM, standard input is that of the JVM, a lock stays held if its process ends
 * without releasing it, and {@link Process#terminate()} and {@link Process#kill()} only interrupt. Pools work in threads
 * likewise, see {@link PoolBuilder#context}. The system property {@code procession.threads=true} puts all processes of all
 * contexts into threads.
 *
 * <p>{@code cluster} has processes and the workers of pools on the machines of a cluster, and locks, queues, values, arrays and
 * their like at its server, see the module {@code procession-cluster}. Pipes, and what needs the memory of one machine, are refused.
 * The system property {@code procession.cluster}, with the address of the server, makes it the default of the program's first
 * process.
 *
 * <p>What a context makes can be used by processes of any other; Python refuses some mixtures.
 */
// Longer than most: one short method for each class of the module, each with its documentation.
public final class Context {
    private static final Context DEFAULT = new Context(null);
    private static final Context SPAWN = new Context(StartMethod.SPAWN);
    private static final Context FORKSERVER = new Context(StartMethod.FORKSERVER);
    private static final Context THREADS = new Context(StartMethod.THREADS);
    private static final Context CLUSTER = new Context(StartMethod.CLUSTER);

    /** Null in the default context, which follows the method of the process as a whole. */
    private final @Nullable StartMethod own;

    private Context(StartMethod own) {
        this.own = own;
    }

    static Context of(StartMethod method) {
        return switch (method) {
            case SPAWN -> SPAWN;
            case FORKSERVER -> FORKSERVER;
            case THREADS -> THREADS;
            case CLUSTER -> {
                RemoteKinds.install();
                yield CLUSTER;
            }
        };
    }

    static Context ofDefault() {
        return DEFAULT;
    }

    /** Start method of its processes. */
    StartMethod method() {
        return ThisProcess.startMethod(own);
    }

    /** Where its objects live; null for shared memory. */
    private @Nullable ObjectHome home() {
        if (own == null) {
            return Homes.ofDefault();
        }
        return method() == StartMethod.CLUSTER ? Homes.ofCluster() : null;
    }

    /** Start method of its processes; null if they follow the method of the process as a whole. */
    StartMethod ownMethod() {
        return own;
    }

    /**
     * The start method of this context.
     *
     * @return {@code spawn}, {@code forkserver}, {@code threads} or {@code cluster}
     */
    public String getStartMethod() {
        return method().text();
    }

    /**
     * Refuses: a context keeps its start method, as in Python.
     *
     * @param method a start method
     * @throws IllegalStateException always
     */
    public void setStartMethod(String method) {
        throw new IllegalStateException("cannot set start method of concrete context " + getStartMethod() + " to "
                + method + ": call Multiprocessing.setStartMethod");
    }

    /**
     * This context.
     *
     * @return this
     */
    public Context getContext() {
        return this;
    }

    /**
     * The context of a start method.
     *
     * @param method {@code spawn}, {@code forkserver} or {@code threads}; null for this context
     * @return the context
     * @throws IllegalArgumentException when there is no such method
     */
    public Context getContext(@Nullable String method) {
        return method == null ? this : of(StartMethod.of(method));
    }

    /**
     * Sets classes that spares initialize before they have a job: Python's {@code set_forkserver_preload}. One that cannot
     * be loaded is left out. Spares that are booted already are given up.
     *
     * @param classNames binary names of classes
     */
    public void setForkserverPreload(List<String> classNames) {
        setForkserverPreload(classNames, Preload.IGNORE);
    }

    /**
     * Sets classes that spares initialize before they have a job, and what happens when one cannot be: Python's
     * {@code set_forkserver_preload(names, on_error=...)}.
     *
     * @param classNames binary names of classes
     * @param onError {@code ignore} leaves a class out, {@code warn} logs a warning too, {@code fail} throws when a class is not
     *     found by this process; an initializer that throws is logged by the spare for both
     * @throws IllegalArgumentException if a class is not found and this is to fail, or if {@code onError} is none of these
     */
    public void setForkserverPreload(List<String> classNames, String onError) {
        Objects.requireNonNull(classNames, "classNames");
        Objects.requireNonNull(onError, "onError");
        Spares.setPreload(Preload.checked(classNames, onError), !onError.equals(Preload.IGNORE));
    }

    /**
     * Creates a process that calls a function.
     *
     * @param target the function
     * @return the process, not started
     */
    public Process process(Action0 target) {
        return with(new Process(target));
    }

    /**
     * Creates a process that calls a function.
     *
     * @param target the function
     * @param a its argument
     * @param <A> type of the argument
     * @return the process, not started
     */
    public <A> Process process(Action1<A> target, A a) {
        return with(new Process(target, a));
    }

    /**
     * Creates a process that calls a function.
     *
     * @param target the function
     * @param a its first argument
     * @param b its second argument
     * @param <A> type of the first argument
     * @param <B> type of the second argument
     * @return the process, not started
     */
    public <A, B> Process process(Action2<A, B> target, A a, B b) {
        return with(new Process(target, a, b));
    }

    /**
     * Creates a process that calls a function.
     *
     * @param target the function
     * @param a its first argument
     * @param b its second argument
     * @param c its third argument
     * @param <A> type of the first argument
     * @param <B> type of the second argument
     * @param <C> type of the third argument
     * @return the process, not started
     */
    public <A, B, C> Process process(Action3<A, B, C> target, A a, B b, C c) {
        return with(new Process(target, a, b, c));
    }

    /**
     * Creates a process that calls a function.
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
     * @return the process, not started
     */
    public <A, B, C, D> Process process(Action4<A, B, C, D> target, A a, B b, C c, D d) {
        return with(new Process(target, a, b, c, d));
    }

    /**
     * Creates a process that calls a function.
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
     * @return the process, not started
     */
    public <A, B, C, D, E> Process process(Action5<A, B, C, D, E> target, A a, B b, C c, D d, E e) {
        return with(new Process(target, a, b, c, d, e));
    }

    /**
     * Makes a process start in the way of this context: one of a subclass, or one that {@link ProcessTarget} describes.
     *
     * @param process a process that has not been started
     * @param <P> its class
     * @return the process
     * @throws IllegalStateException when it has been started
     */
    public <P extends Process> P with(P process) {
        process.setStartMethod(own);
        return process;
    }

    /**
     * Starts a pool whose workers start in the way of this context.
     *
     * @param processes how many workers it has
     * @return the pool
     * @throws IllegalArgumentException if there would be less than one worker
     */
    public Pool pool(int processes) {
        return Pool.builder().context(this).processes(processes).build();
    }

    /**
     * Creates a queue without a bound.
     *
     * @param <T> type of the items
     * @return the queue
     */
    public <T> Queue<T> queue() {
        return new Queue<>(home(), 0, false);
    }

    /**
     * Creates a queue.
     *
     * @param maxSize the most items that it holds; without a bound when not positive
     * @param <T> type of the items
     * @return the queue
     */
    public <T> Queue<T> queue(int maxSize) {
        return new Queue<>(home(), maxSize, false);
    }

    /**
     * Creates a queue whose items can be waited for until they are done.
     *
     * @param <T> type of the items
     * @return the queue
     */
    public <T> JoinableQueue<T> joinableQueue() {
        return new JoinableQueue<>(home(), 0);
    }

    /**
     * Creates a simple queue.
     *
     * @param <T> type of the items
     * @return the queue
     */
    public <T> SimpleQueue<T> simpleQueue() {
        return new SimpleQueue<>(home());
    }

    /**
     * Opens a pipe of two ends that both send and receive.
     *
     * @return the pipe
     */
    public Pipe pipe() {
        return pipe(true);
    }

    /**
     * Opens a pipe.
     *
     * @param duplex whether both ends send and receive
     * @return the pipe
     */
    public Pipe pipe(boolean duplex) {
        if (home() != null) {
            throw Pipe.notOnCluster();
        }
        return Pipe.inMemory(duplex);
    }

    /**
     * Creates a lock.
     *
     * @return the lock
     */
    public Lock lock() {
        return new Lock(home());
    }

    /**
     * Creates a lock that its holder may acquire again.
     *
     * @return the lock
     */
    public RLock rLock() {
        return new RLock(home());
    }

    /**
     * Creates a semaphore.
     *
     * @param value the number of permits at first
     * @return the semaphore
     */
    public Semaphore semaphore(int value) {
        return new Semaphore(home(), value);
    }

    /**
     * Creates a semaphore that refuses more permits than it had at first.
     *
     * @param value the number of permits
     * @return the semaphore
     */
    public BoundedSemaphore boundedSemaphore(int value) {
        return new BoundedSemaphore(home(), value);
    }

    /**
     * Creates a condition with a lock of its own.
     *
     * @return the condition
     */
    public Condition condition() {
        return new Condition(new RLock(home()));
    }

    /**
     * Creates an event.
     *
     * @return the event
     */
    public Event event() {
        return new Event(home());
    }

    /**
     * Creates a barrier.
     *
     * @param parties how many must arrive
     * @return the barrier
     */
    public Barrier barrier(int parties) {
        return new Barrier(home(), parties, null, null);
    }

    /**
     * Creates a barrier.
     *
     * @param parties how many must arrive
     * @param action what one of them runs when all are there, or null
     * @param timeout of each wait, or null
     * @return the barrier
     */
    public Barrier barrier(int parties, @Nullable Action0 action, @Nullable Duration timeout) {
        return new Barrier(home(), parties, action, timeout);
    }

    /**
     * The context as text.
     *
     * @return such as {@code <Context spawn>}
     */
    @Override
    public String toString() {
        return "<Context "
                + (own == null ? Objects.toString(ThisProcess.here().startMethodOrNull(), "default") : getStartMethod())
                + ">";
    }
}
