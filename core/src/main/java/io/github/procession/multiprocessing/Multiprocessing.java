package io.github.procession.multiprocessing;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;

/** The functions of Python's module {@code multiprocessing}. */
public final class Multiprocessing {
    private Multiprocessing() {}

    /**
     * The process that runs this code. In the root, the process that nobody has started, it is called
     * {@code MainProcess}.
     *
     * @return the current process; a child of a subclass's object gets its own object
     */
    public static Process currentProcess() {
        return ThisProcess.current();
    }

    /**
     * The process that has started this one. Its {@code pid}, {@code getName}, {@code isAlive} and {@code join} work; this
     * process itself ends about half a second after the parent has died.
     *
     * @return the parent, or null in the root
     */
    public static Process parentProcess() {
        return ThisProcess.parent();
    }

    /**
     * The children of this process that run now.
     *
     * @return a new list
     */
    public static List<Process> activeChildren() {
        return ChildLife.running();
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
    public static SystemExit exit(Object status) {
        throw Exits.prepare(new SystemExit(status));
    }

    /**
     * Sets the {@code java} launcher for children, for example that of another JDK.
     *
     * @param java path of the launcher; null for the one of this JVM
     */
    public static void setExecutable(Path java) {
        JvmDefaults.setExecutable(java);
    }

    /**
     * Sets JVM options for all children that are started from now on, and for their children. The system property
     * {@code procession.jvmOptions}, with spaces between options, does the same from the start.
     *
     * @param options the options, one each, without white space
     */
    public static void setJvmOptions(String... options) {
        JvmDefaults.setOptions(List.of(options));
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
        return Waits.await(objects, null);
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
    public static List<Object> wait(Collection<?> objects, Duration timeout) throws InterruptedException {
        return Waits.await(objects, timeout);
    }
}
