package io.github.procession.internal.pool;

import java.time.Duration;

/** Maker of the exceptions for what can happen to a pool: users know their classes, the engine does not. */
public interface PoolFailures {
    /**
     * A worker has ended.
     *
     * @param name of the worker
     * @param pid its process id
     * @param exitCode negative for a signal
     * @param when it ended, in words
     * @param stderrTail its last lines on stderr, possibly empty
     * @param errorReport the beginning of the report of a JVM that crashed, else empty
     * @return the failure of the task that it ran
     */
    RuntimeException workerLost(
            String name, long pid, int exitCode, String when, String stderrTail, String errorReport);

    /** The pool has given up. */
    RuntimeException broken(String message, Throwable cause);

    /** A task ran longer than its limit. */
    Exception timedOut(Duration limit);
}
