package io.github.procession.multiprocessing;

import io.github.procession.function.Action0;
import io.github.procession.function.Action1;
import io.github.procession.function.Action2;
import io.github.procession.function.Action3;
import io.github.procession.function.Action4;
import io.github.procession.function.Action5;
import io.github.procession.internal.Durations;
import io.github.procession.internal.call.TargetMethod;
import io.github.procession.internal.call.Targets;
import io.github.procession.ipc.codec.HomeOnly;
import java.io.Serializable;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;

/**
 * A function that runs in a process of its own: a child JVM with a heap, a collector and threads of its own. Python's
 * {@code multiprocessing.Process}.
 *
 * <p>There are three ways to say what runs. A constructor takes a method reference or lambda and its arguments.
 * {@code Process.target} begins a {@link ProcessTarget} for arguments by name, and for name and daemon flag. A subclass overrides
 * {@link #run()}; its fields travel to the child.
 *
 * <pre>{@code
 * var process = new Process(Tour::download, "a.pdf", 6);
 * process.start();
 * process.join();
 * System.out.println(process.exitCode());
 * }</pre>
 *
 * <p>Arguments are copied to the child by {@link #start()}, which also throws when one of them cannot travel. What the
 * child prints appears in {@code System.out} and {@code System.err} of this process; its standard input is empty. The
 * child runs the function, never the {@code main} of the program, and static fields have there what their classes
 * initialize them to.
 *
 * <p>When this JVM ends it waits for its children, except for daemons, which it terminates. Other than in Python, daemon
 * children may have children of their own. When this JVM is killed, its children end within two seconds, and so do theirs.
 *
 * <p>Any thread may call the methods, but only in the process that has created the object: elsewhere they throw an
 * {@link IllegalStateException}, as they do after {@link #close()}. The object travels with a start alone: that of a subclass to
 * the child that it is, and any other to a child whose target or arguments hold it, such as a service with its process in a
 * field. Queues, connections, pools and managers refuse it; what others need to know of a process is its name or its pid.
 */
// Longer than most: five arities, twice, with their documentation. What happens is in ProcessDelegate and its
// subclasses.
@NullUnmarked // arguments and results of functions may be null or not, as their types say
@HomeOnly(
        value = "is a process, which only the process that created it can use; send its name or its pid(), and make a"
                + " field that holds it transient",
        exceptAtStart = true)
public class Process {
    /** Travels only as a part of a subclass's object, for {@code super.run()}. */
    private Serializable target;

    private Object[] arguments;

    /** Travels too, and tells an object that is at home from one that has travelled, whether a constructor ran or not. */
    private long home = ThisProcess.here().home();

    private transient ProcessDelegate delegate;

    /** Creates a process for a subclass that overrides {@link #run()}. */
    protected Process() {
        this((Serializable) null, TargetMethod.none());
    }

    /**
     * Creates a named process for a subclass that overrides {@link #run()}.
     *
     * @param name its name
     */
    protected Process(String name) {
        this();
        delegate.setName(Objects.requireNonNull(name, "name"));
    }

    /**
     * Creates a process that calls a function; the value that it may return is dropped.
     *
     * @param target the function
     */
    public Process(Action0 target) {
        this((Serializable) Objects.requireNonNull(target, "target"), TargetMethod.none());
    }

    /**
     * Creates a process that calls a function; the value that it may return is dropped.
     *
     * @param target the function
     * @param a its argument
     * @param <A> type of the argument
     */
    public <A> Process(Action1<A> target, A a) {
        this((Serializable) Objects.requireNonNull(target, "target"), new Object[] {a});
    }

    /**
     * Creates a process that calls a function; the value that it may return is dropped.
     *
     * @param target the function
     * @param a its first argument
     * @param b its second argument
     * @param <A> type of the first argument
     * @param <B> type of the second argument
     */
    public <A, B> Process(Action2<A, B> target, A a, B b) {
        this((Serializable) Objects.requireNonNull(target, "target"), new Object[] {a, b});
    }

    /**
     * Creates a process that calls a function; the value that it may return is dropped.
     *
     * @param target the function
     * @param a its first argument
     * @param b its second argument
     * @param c its third argument
     * @param <A> type of the first argument
     * @param <B> type of the second argument
     * @param <C> type of the third argument
     */
    public <A, B, C> Process(Action3<A, B, C> target, A a, B b, C c) {
        this((Serializable) Objects.requireNonNull(target, "target"), new Object[] {a, b, c});
    }

    /**
     * Creates a process that calls a function; the value that it may return is dropped.
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
    public <A, B, C, D> Process(Action4<A, B, C, D> target, A a, B b, C c, D d) {
        this((Serializable) Objects.requireNonNull(target, "target"), new Object[] {a, b, c, d});
    }

    /**
     * Creates a process that calls a function; the value that it may return is dropped.
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
    public <A, B, C, D, E> Process(Action5<A, B, C, D, E> target, A a, B b, C c, D d, E e) {
        this((Serializable) Objects.requireNonNull(target, "target"), new Object[] {a, b, c, d, e});
    }

    Process(Serializable target, Object[] arguments) {
        this.target = target;
        this.arguments = arguments;
        delegate = new ChildProcess(defaultTypeName());
    }

    /** For the objects that stand for processes which this one has not created. */
    Process(ProcessDelegate delegate) {
        this.delegate = delegate;
    }

    /**
     * Starts the description of a process that calls a function without arguments.
     *
     * @param target the function
     * @return the builder, which takes arguments, name and daemon flag
     */
    public static ProcessTarget target(Action0 target) {
        return new ProcessTarget(target, 0);
    }

    /**
     * Starts the description of a process that calls a function of one argument.
     *
     * @param target the function
     * @param <A> type of the argument
     * @return the builder, which takes arguments, name and daemon flag
     */
    public static <A> ProcessTarget target(Action1<A> target) {
        return new ProcessTarget(target, 1);
    }

    /**
     * Starts the description of a process that calls a function of two arguments.
     *
     * @param target the function
     * @param <A> type of the first argument
     * @param <B> type of the second argument
     * @return the builder, which takes arguments, name and daemon flag
     */
    public static <A, B> ProcessTarget target(Action2<A, B> target) {
        return new ProcessTarget(target, 2);
    }

    /**
     * Starts the description of a process that calls a function of three arguments.
     *
     * @param target the function
     * @param <A> type of the first argument
     * @param <B> type of the second argument
     * @param <C> type of the third argument
     * @return the builder, which takes arguments, name and daemon flag
     */
    public static <A, B, C> ProcessTarget target(Action3<A, B, C> target) {
        return new ProcessTarget(target, 3);
    }

    /**
     * Starts the description of a process that calls a function of four arguments.
     *
     * @param target the function
     * @param <A> type of the first argument
     * @param <B> type of the second argument
     * @param <C> type of the third argument
     * @param <D> type of the fourth argument
     * @return the builder, which takes arguments, name and daemon flag
     */
    public static <A, B, C, D> ProcessTarget target(Action4<A, B, C, D> target) {
        return new ProcessTarget(target, 4);
    }

    /**
     * Starts the description of a process that calls a function of five arguments.
     *
     * @param target the function
     * @param <A> type of the first argument
     * @param <B> type of the second argument
     * @param <C> type of the third argument
     * @param <D> type of the fourth argument
     * @param <E> type of the fifth argument
     * @return the builder, which takes arguments, name and daemon flag
     */
    public static <A, B, C, D, E> ProcessTarget target(Action5<A, B, C, D, E> target) {
        return new ProcessTarget(target, 5);
    }

    /**
     * Calls the target; what the child does. A subclass overrides it instead of giving a target.
     *
     * @throws Exception whatever the target throws: the child prints it and ends with exit code 1
     */
    protected void run() throws Exception {
        if (target != null) {
            Targets.call(target, arguments);
        }
    }

    /**
     * Starts the process: copies target and arguments, launches the JVM and returns. Waits only while the child reads
     * arguments larger than a pipe holds.
     *
     * @throws IllegalArgumentException when something cannot be sent to another process; nothing has been started then
     * @throws IllegalStateException when the process has been started before, or in a shutdown hook: the program is ending
     * @throws java.io.UncheckedIOException when the operating system refuses another process
     */
    public void start() {
        delegate().start(this);
        target = null;
        arguments = TargetMethod.none();
    }

    /**
     * Waits until the process has ended.
     *
     * @throws InterruptedException when this thread is interrupted
     * @throws IllegalStateException before {@link #start()}
     */
    public void join() throws InterruptedException {
        delegate().join();
    }

    /**
     * Waits until the process has ended, but not for ever. Python's {@code join(timeout)}, which returns nothing.
     *
     * @param timeout how long to wait; null waits for ever, zero and less only look
     * @return whether the process has ended
     * @throws InterruptedException when this thread is interrupted
     * @throws IllegalStateException before {@link #start()}
     */
    public boolean join(@Nullable Duration timeout) throws InterruptedException {
        return delegate().join(Durations.toNanos(timeout));
    }

    /**
     * Whether the process runs.
     *
     * @return true from {@link #start()} to the end of the process; always for the current process
     */
    public boolean isAlive() {
        return delegate().isAlive();
    }

    /**
     * Ends the process with SIGTERM: neither {@code finally} blocks nor shutdown hooks run, and its own children end too.
     * No effect when it has ended already. The exit code is -15. A process in a thread is interrupted instead, with its
     * threads and its children, and ends when they do.
     *
     * @throws IllegalStateException before {@link #start()}
     */
    public void terminate() {
        delegate().terminate();
    }

    /**
     * Ends the process with SIGKILL, otherwise as {@link #terminate()}. The exit code is -9.
     *
     * @throws IllegalStateException before {@link #start()}
     */
    public void kill() {
        delegate().kill();
    }

    /**
     * Interrupts the main thread of the process, as {@link java.lang.Thread#interrupt()} would there. Where nothing
     * catches the {@link InterruptedException} the process ends with exit code 1. Python's {@code interrupt}, which sends
     * SIGINT and raises a {@code KeyboardInterrupt}.
     *
     * @throws IllegalStateException before {@link #start()}
     */
    public void interrupt() {
        delegate().interrupt();
    }

    /**
     * Gives up what is known of an ended process; further calls do nothing, all other methods throw. Not needed: the
     * garbage collector does the same.
     *
     * @throws IllegalStateException while the process runs
     */
    public void close() {
        delegate().close();
        target = null;
        arguments = TargetMethod.none();
    }

    /**
     * Exit code of the process: 0 after a normal end, n after {@code System.exit(n)} or {@link Multiprocessing#exit},
     * 1 after an uncaught exception, -n when signal n has killed it.
     *
     * @return the exit code; empty before the end
     */
    public OptionalInt exitCode() {
        return delegate().exitCode();
    }

    /**
     * The process id given by the operating system: for a process in a thread that of this JVM. Python's {@code pid}, which
     * is {@code None} before the start.
     *
     * @return the process id
     * @throws IllegalStateException before {@link #start()}
     */
    public long pid() {
        return delegate().pid();
    }

    /**
     * Object that {@code Multiprocessing.wait} waits for to notice the end of this process.
     *
     * @return the sentinel
     * @throws IllegalStateException before {@link #start()}
     */
    public Sentinel sentinel() {
        return delegate().sentinel();
    }

    /**
     * The name, for people to read. By default {@code Process-1}, {@code Process-2} and so on in the order of creation,
     * with the creator's numbers in front in deeper processes: {@code Process-2:1}. A subclass's simple name stands in
     * place of {@code Process}.
     *
     * @return the name
     */
    public String getName() {
        return delegate().getName();
    }

    /**
     * Changes the name. The process itself sees the name that it had at its start.
     *
     * @param name the name
     */
    public void setName(String name) {
        delegate().setName(Objects.requireNonNull(name, "name"));
    }

    /**
     * Whether the process is terminated, not awaited, when its parent ends.
     *
     * @return the flag; inherited from the current process unless it was set
     */
    public boolean isDaemon() {
        return delegate().isDaemon();
    }

    /**
     * Makes the process a daemon, or not.
     *
     * @param daemon the flag
     * @throws IllegalStateException after {@link #start()}
     */
    public void setDaemon(boolean daemon) {
        delegate().setDaemon(daemon);
    }

    /**
     * The secret by which processes of one tree know each other; a random one unless set, inherited by children.
     *
     * @return a copy of the key
     */
    public byte[] authKey() {
        return delegate().authKey().clone();
    }

    /**
     * Sets the secret by which processes know each other.
     *
     * @param key the key
     */
    public void setAuthKey(byte[] key) {
        Objects.requireNonNull(key, "key");
        delegate().setAuthKey(key.clone());
    }

    /**
     * Sets options for the child's JVM, such as {@code -Xmx2g}. They win over those that
     * {@link Multiprocessing#setJvmOptions} has set for all children, and those over the library's own.
     *
     * @param options the options, one each
     * @throws IllegalStateException after {@link #start()}
     */
    public void setJvmOptions(String... options) {
        delegate().setJvmOptions(List.of(options));
    }

    /** The end of what the child wrote to its standard error. */
    String stderrTail() {
        return delegate().stderrTail();
    }

    /** Records in which static initializers the process is started, beside those of the thread that starts it. */
    void setStartedIn(Set<String> initializers) {
        delegate().setStartedIn(initializers);
    }

    /** Sets how the process starts; null for the way of the creating process as a whole. */
    void setStartMethod(StartMethod method) {
        delegate().setStartMethod(method);
    }

    /**
     * The process as text, in Python's form.
     *
     * @return such as {@code <Process name='Process-1' pid=4711 parent=4700 stopped exitcode=-SIGKILL daemon>}
     */
    @Override
    public String toString() {
        return isAtHome() ? delegate.describe() : "<" + defaultTypeName() + " unknown>";
    }

    private String defaultTypeName() {
        String simpleName = getClass().getSimpleName();
        return simpleName.isEmpty() ? "Process" : simpleName;
    }

    private boolean isAtHome() {
        return delegate != null && home == delegate.home();
    }

    private ProcessDelegate delegate() {
        if (!isAtHome()) {
            throw new IllegalStateException(
                    "this object belongs to a process that another process has created, and only that one can use it");
        }
        return delegate;
    }

    /** Makes an object that has travelled here the current process. */
    void becomeCurrent() {
        delegate = new CurrentProcess(defaultTypeName(), ThisProcess.here());
        home = delegate.home();
    }

    Serializable target() {
        return target;
    }

    Object[] arguments() {
        return arguments;
    }
}
