package io.github.procession.multiprocessing;

import io.github.procession.internal.SignalNames;
import io.github.procession.internal.pool.RemoteFailures;
import java.time.Duration;

/** Maker of the exceptions that pools give to their users. */
enum PoolExceptions implements RemoteFailures {
    INSTANCE;

    /** Loaded before any pool gives up: then there may be no memory to load it, and no jar. */
    static final Class<?> BROKEN = BrokenPoolException.class;

    @Override
    public RuntimeException workerLost(
            String name, long pid, int exitCode, String when, String stderrTail, String errorReport) {
        return new WorkerLostException(name, pid, exitCode, when, stderrTail, errorReport);
    }

    @Override
    public RuntimeException machineLost(String machine) {
        return new WorkerLostException(machine + " did not answer for its lease, and had the task", 0);
    }

    @Override
    public RuntimeException workerStopped(String machine, int signal) {
        return new WorkerLostException(
                machine + " has ended the worker of the task with " + SignalNames.describe(-signal)
                        + ", as it was told to",
                -signal);
    }

    @Override
    public boolean isLoss(Throwable reason) {
        return reason instanceof WorkerLostException;
    }

    @Override
    public RuntimeException notEncoded(Throwable reason, String result) {
        return MaybeEncodingError.of(reason, result);
    }

    @Override
    public RuntimeException broken(String message, Throwable cause) {
        return new BrokenPoolException(message, cause);
    }

    @Override
    public Exception timedOut(Duration limit) {
        return new TaskTimeoutException(limit);
    }
}
