package io.github.procession.multiprocessing;

import io.github.procession.ipc.codec.Explainer;
import io.github.procession.ipc.jvm.ChildOutput;
import io.github.procession.ipc.log.LogForwarding;
import io.github.procession.ipc.memory.Dependencies;
import io.github.procession.ipc.report.LibraryLogger;
import io.github.procession.serialization.Explanation;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.event.Level;

/** The functions of Python's module {@code multiprocessing}. */
// Longer than most: one method for each function of Python's module, and its comment.
public final class Multiprocessing {
    private Multiprocessing() {}

    /**
     * The process that runs this code. In the root, which no other process of the tree has started, it is called
     * {@code MainProcess}.
     *
     * @return the current process; a child of a subclass's object gets its own object
     */
    public static Process currentProcess() {
        return ThisProcess.here().current();
    }

    /**
     * The process that has started this one. Its {@code pid}, {@code getName}, {@code isAlive} and {@code join} work; this
     * process itself ends about half a second after the parent has died.
     *
     * @return the parent, or null in the root
     */
    public static @Nullable Process parentProcess() {
        return ThisProcess.here().parent();
    }

    /**
     * The children of this process that run now.
     *
     * @return a new list
     */
    public static List<Process> activeChildren() {
        return RunningChildren.of(ThisProcess.here());
    }

    /**
     * Ends all that this library does in this JVM, which goes on: for containers and plug-ins, whose programs come and go in
     * one JVM. Pools and children are terminated, daemons or not; queues and connections are closed, spares and threads end, the
     * shared memory is unmapped and removed, and the JVM's shutdown hook is taken back. Nothing then holds the class loader of
     * this library. Waits for the ends: about a second, for pools whose workers do not die five seconds each.
     *
     * <p>Afterwards new processes, pools and shared objects are refused with an {@link IllegalStateException}; what is used
     * again, loaded by a new class loader, works. Further calls do nothing. A web application calls it in
     * {@code contextDestroyed} of a listener or in a destroy method of its framework. One that ends its pools and children and drops
     * its shared objects needs no call: threads end by themselves then, and its shared memory is removed by the next program
     * of the user or with the JVM.
     */
    public static void shutdown() {
        Shutdown.run();
    }

    /**
     * Lets Ctrl-C (SIGINT) interrupt the calling thread, as Python raises {@code KeyboardInterrupt} in the main thread, instead
     * of ending the JVM: what waits in this thread throws {@link InterruptedException}. A second Ctrl-C before the thread has
     * taken the first ends the JVM as usual, with exit code 130. A terminal sends the signal to the children as well, which it
     * kills; a pool replaces such workers.
     *
     * @throws IllegalStateException in a child, whose parent decides about its end; or when this JVM was started with
     *     {@code -Xrs} or has no module {@code jdk.unsupported}
     */
    public static void interruptOnSigint() {
        Sigint.interrupt(Thread.currentThread());
    }

    /**
     * The number of processors that this process may use. Python counts those of the machine; here a container's limit
     * counts too.
     *
     * @return at least 1
     */
    public static int cpuCount() {
        return Runtime.getRuntime().availableProcessors();
    }

    /**
     * Ends the current process with exit code 0, as {@link #exit(Object)} does.
     *
     * @return never; the type lets {@code throw} stand in front of the call
     */
    public static SystemExit exit() {
        return exit(null);
    }

    /**
     * Ends the current process by throwing {@link SystemExit}; Python's {@code sys.exit}. {@code finally} blocks run. In
     * another thread than the main one only that thread ends.
     *
     * @param status the exit code: a whole number; null or false for 0; true for 1; anything else is printed to stderr and
     *     the code is 1
     * @return never; the type lets {@code throw} stand in front of the call
     */
    public static SystemExit exit(@Nullable Object status) {
        throw Exits.prepare(new SystemExit(status));
    }

    /**
     * Sets the {@code java} launcher for children, for example that of another JDK.
     *
     * @param java path of the launcher; null for the one of this JVM
     */
    public static void setExecutable(@Nullable Path java) {
        JvmDefaults.setExecutable(java);
    }

    /**
     * Sets JVM options for all children that are started from now on, and for their children. The system property
     * {@code procession.jvmOptions} does the same from the start: white space stands between options, and quotes keep it
     * within one, as in {@code JDK_JAVA_OPTIONS}.
     *
     * @param options the options, one each
     * @throws IllegalArgumentException if one is empty, or is several options with white space between them
     */
    public static void setJvmOptions(String... options) {
        JvmDefaults.setOptions(List.of(options));
    }

    /**
     * The ways to start a process on this system.
     *
     * @return the names, the default first; Python's {@code fork} is not there, since a JVM cannot be copied, nor is
     *     {@code threads}, which starts none
     */
    public static List<String> getAllStartMethods() {
        return StartMethod.names();
    }

    /**
     * Start method of processes that have no context of their own. This call fixes it.
     *
     * @return {@code spawn}, unless {@link #setStartMethod(String)} was called here, or the parent has started this process
     *     in another way; always {@code threads} with the system property {@code procession.threads=true}
     */
    public static String getStartMethod() {
        return ThisProcess.here().startMethod().text();
    }

    /**
     * Start method of processes that have no context of their own.
     *
     * @param allowNone whether null is the answer when it is not fixed; else it is fixed by this
     * @return the name, or null
     */
    public static @Nullable String getStartMethod(boolean allowNone) {
        StartMethod method = allowNone
                ? ThisProcess.here().startMethodOrNull()
                : ThisProcess.here().startMethod();
        return method == null ? null : method.text();
    }

    /**
     * Sets, once, how processes start that have no context of their own, and their children.
     *
     * @param method {@code spawn}, {@code forkserver}, {@code threads} or {@code cluster}
     * @throws IllegalArgumentException when there is no such method
     * @throws IllegalStateException when it is fixed already (Python: {@code RuntimeError})
     */
    public static void setStartMethod(String method) {
        setStartMethod(method, false);
    }

    /**
     * Sets how processes start that have no context of their own, and their children.
     *
     * @param method {@code spawn}, {@code forkserver}, {@code threads} or {@code cluster}; null, with force, for the default, not fixed
     * @param force whether it may be fixed already
     * @throws IllegalArgumentException when there is no such method
     * @throws IllegalStateException when it is fixed already and {@code force} is false
     */
    public static void setStartMethod(@Nullable String method, boolean force) {
        if (method == null && !force) {
            throw new IllegalArgumentException("method is null");
        }
        ThisProcess.here().setStartMethod(method == null ? null : StartMethod.of(method), force);
    }

    /**
     * The context of the start method that is set, which is fixed by this.
     *
     * @return the context
     */
    public static Context getContext() {
        return Context.of(ThisProcess.here().startMethod());
    }

    /**
     * The context of a start method; that of the module as a whole is neither changed nor fixed.
     *
     * @param method {@code spawn}, {@code forkserver}, {@code threads} or {@code cluster}; null as
     *     {@link #getContext()}
     * @return the context
     * @throws IllegalArgumentException when there is no such method
     */
    public static Context getContext(@Nullable String method) {
        return method == null ? getContext() : Context.of(StartMethod.of(method));
    }

    /**
     * Sets classes that spare JVMs of the start method {@code forkserver} initialize in advance.
     *
     * @param classNames binary names of classes; one that cannot be loaded is left out
     */
    public static void setForkserverPreload(List<String> classNames) {
        Context.ofDefault().setForkserverPreload(Objects.requireNonNull(classNames, "classNames"));
    }

    /**
     * Sets classes that spare JVMs of the start method {@code forkserver} initialize in advance, and what happens when one
     * cannot be, see {@link Context#setForkserverPreload(List, String)}.
     *
     * @param classNames binary names of classes
     * @param onError {@code ignore}, {@code warn} or {@code fail}
     * @throws IllegalArgumentException if a class is not found and this is to fail, or if {@code onError} is none of these
     */
    public static void setForkserverPreload(List<String> classNames, String onError) {
        Context.ofDefault()
                .setForkserverPreload(
                        Objects.requireNonNull(classNames, "classNames"), Objects.requireNonNull(onError, "onError"));
    }

    /**
     * Sets whether each line that a child prints gets the child's name in front, as in {@code [Process-1] text}. The system
     * property {@code procession.outputPrefix=true} does it from the start, in children too.
     *
     * @param on whether it does
     */
    public static void setOutputPrefix(boolean on) {
        ChildOutput.setPrefix(on);
    }

    /**
     * Sets who takes the lines that children print, in place of {@code System.out} and {@code System.err}. An exception that
     * the consumer throws is logged, once for each stream of a child.
     *
     * @param consumer receiver of the lines; null for the usual streams
     */
    public static void setOutputConsumer(@Nullable OutputConsumer consumer) {
        ChildOutput.setConsumer(consumer == null ? null : consumer::line);
    }

    /**
     * The library's own logger, {@code io.github.procession.multiprocessing}; Python's {@code get_logger}. It logs with the
     * backend that slf4j finds, or to stderr after {@link #logToStderr(Level)}. Its level is set as the backend has it.
     *
     * @return the logger
     */
    public static Logger getLogger() {
        Dependencies.check();
        return LibraryLogger.ofModule();
    }

    /**
     * Lets the library's log go to stderr, from the level {@code WARN} on, if it does not go there already.
     *
     * @return the logger
     * @see #logToStderr(Level)
     */
    public static Logger logToStderr() {
        Dependencies.check();
        return logToStderr(LibraryLogger.stderrLevel() == null ? Level.WARN : LibraryLogger.stderrLevel());
    }

    /**
     * Lets the library's log go to stderr instead of the backend, in this process and in children that are started from now
     * on: Python's {@code log_to_stderr}. Each line looks like {@code [INFO/Process-1] process exiting with exitcode 0}. From
     * {@code INFO} on it tells when processes begin and end. The system property {@code procession.logToStderr}, with a
     * level, does it from the start.
     *
     * @param level the lowest level that is printed; null for the backend again
     * @return the logger
     */
    public static Logger logToStderr(@Nullable Level level) {
        Dependencies.check();
        LifecycleLog.logToStderr(level);
        return LibraryLogger.ofModule();
    }

    /**
     * Sets whether children that are started from now on, and theirs, log here: what they log with slf4j 2.0.9 or later goes
     * to the logger of the same name in this process, if its level lets it, and not to a backend of their own. While it
     * is logged the thread here is named after the process and the thread there, as in {@code Process-1/main}, and the MDC is
     * that of the thread there with {@code processName} added. The level of a logger is asked for when a child first uses
     * it. The system property {@code procession.logForwarding=true} does it from the start.
     *
     * <p>Nothing is lost when a child is killed after it has logged. A child whose events are not taken for a second, since
     * the backend here is stuck, goes on without them; a warning says how many are missing.
     *
     * @param on whether they do
     */
    public static void setLogForwarding(boolean on) {
        LogForwarding.set(on);
    }

    /**
     * Starts a server of objects that processes share: Python's {@code Manager()}.
     *
     * @return the manager, started; to be closed
     * @throws IllegalStateException if the path of the folder of shared memory is too long for a socket
     * @throws InterruptedException if interrupted while waiting for the server
     */
    public static SyncManager manager() throws InterruptedException {
        SyncManager manager = new SyncManager();
        manager.start();
        return manager;
    }

    /**
     * Waits until at least one of several things is ready: Python's {@code multiprocessing.connection.wait}. A connection
     * is ready when a message or its end can be received, a queue when it has an item, the {@linkplain Process#sentinel
     * sentinel} of a process when that has ended, a selectable channel of {@code java.nio} when it can be read from or
     * accepted on. The thread parks once for all of them.
     *
     * @param objects what to wait for, each once
     * @return those that are ready, in the order given
     * @throws IllegalArgumentException if the same object is given twice, or one that cannot be waited for
     * @throws InterruptedException if interrupted while waiting
     */
    public static List<Object> wait(Collection<?> objects) throws InterruptedException {
        return WaitSet.await(Objects.requireNonNull(objects, "objects"), null);
    }

    /**
     * Waits until at least one of several things is ready, for some time.
     *
     * @param objects what to wait for, each once, see {@link #wait(Collection)}
     * @param timeout how long to wait; null waits for ever, zero or less does not wait
     * @return those that are ready, in the order given; none when the time was over
     * @throws IllegalArgumentException if the same object is given twice, or one that cannot be waited for
     * @throws InterruptedException if interrupted while waiting
     */
    public static List<Object> wait(Collection<?> objects, @Nullable Duration timeout) throws InterruptedException {
        return WaitSet.await(Objects.requireNonNull(objects, "objects"), timeout);
    }

    /**
     * Describes what would become of a value on its way to another process, without sending it: which objects it is made of and
     * how each kind of them travels, or where and why it cannot be sent. For tests of one's own classes, and for a user who
     * wonders. The value's own code for serialization runs.
     *
     * <pre>{@code
     * IO.println(Multiprocessing.explain(order));
     * assertTrue(Multiprocessing.explain(order).isSendable());
     * }</pre>
     *
     * @param value any value, possibly null
     * @return how its parts travel, what may surprise, and why it is refused if it is
     */
    public static Explanation explain(@Nullable Object value) {
        return Explainer.explain(value);
    }
}
