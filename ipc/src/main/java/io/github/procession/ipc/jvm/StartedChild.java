package io.github.procession.ipc.jvm;

/** A child that was started, whatever runs it, as its parent sees it. */
public interface StartedChild {
    /**
     * Identifies the process that runs the child to the operating system.
     *
     * @return the process id
     */
    long pid();

    /**
     * The end of the child, to wait for.
     *
     * @return the object that all waiters for the end share
     */
    Termination end();

    /**
     * Exit status of the child.
     *
     * @return its exit status, or the negative number of the signal that killed it; 0 while it is alive
     */
    int exitCode();

    /**
     * The token of the child's process.
     *
     * @return 0 if it has none of its own: it runs in a thread, or on another machine
     */
    default int token() {
        return 0;
    }

    /**
     * The end of what the child wrote to its standard error, as far as it has been passed on.
     *
     * @return some lines; none for a child that prints to this process's own streams
     */
    default String stderrTail() {
        return "";
    }

    /** Kills the child with SIGTERM; no effect on a dead one. */
    void terminate();

    /** Kills the child with SIGKILL; no effect on a dead one. */
    void kill();

    /** Interrupts the main thread of the child; no effect on a dead one. */
    void interrupt();
}
