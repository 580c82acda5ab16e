package io.github.procession.internal.pool;

import java.io.IOException;

/** The process of a worker, as far as an engine needs it. */
public interface WorkerProcess {
    String name();

    long pid();

    /** The connection to it, and the words that it shares with the pool. */
    WorkerLink link();

    /** Kills it; does nothing if it has ended. */
    void kill();

    /** Ends it by SIGTERM; does nothing if it has ended. */
    void terminate();

    /** Makes the worker look at the word that says which task is to be interrupted. */
    void interrupt();

    /** How it ended: negative for a signal, 0 while it runs. */
    int exitCode();

    /** The last lines that it wrote to its standard error. */
    String stderrTail();

    /** Beginning of the report that a JVM writes when it crashes; empty if there is none. */
    String errorReport();

    /** Registers an action that runs once, when the process has ended, or at once if it has; in any thread. */
    void onEnd(Runnable action);

    /**
     * Drops what a process that has ended has left behind, such as its report.
     *
     * @throws IOException if it cannot be dropped
     */
    void cleanUp() throws IOException;
}
