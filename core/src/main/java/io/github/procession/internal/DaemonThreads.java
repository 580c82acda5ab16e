package io.github.procession.internal;

import org.jspecify.annotations.Nullable;

/**
 * Daemon threads in which code of users runs. They have a context class loader, for the objects that are rebuilt in them, and take
 * over nothing else of the thread that makes them.
 */
public final class DaemonThreads {
    private DaemonThreads() {}

    /** A thread that is not started yet. */
    public static Thread create(String name, @Nullable ClassLoader contextLoader, Runnable body) {
        Thread thread = new Thread(null, body, name, 0, false);
        thread.setDaemon(true);
        thread.setContextClassLoader(contextLoader);
        return thread;
    }
}
