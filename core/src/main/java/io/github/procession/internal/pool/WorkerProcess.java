package io.github.procession.internal.pool;

import java.nio.file.Path;

/** A worker's process, as far as an engine needs it. */
public interface WorkerProcess {
    String name();

    long pid();

    /** The line to it, and the words that it shares with the pool. */
    WorkerLink link();

    /** Ends it at once; does nothing if it has ended. */
    void kill();

    /** Has the worker look at the word that says which task is to be interrupted. */
    void interrupt();

    /** How it ended: negative for a signal, 0 while it runs. */
    int exitCode();

    /** The last lines that it wrote to its standard error. */
    String stderrTail();

    /** The file for the report of a JVM that crashes. */
    Path errorReport();

    /** Has an action run once, when the process has ended or at once if it has; in any thread. */
    void onEnd(Runnable action);
}
