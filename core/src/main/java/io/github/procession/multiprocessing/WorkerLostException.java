package io.github.procession.multiprocessing;

import io.github.procession.internal.SignalNames;

/**
 * Loss of the worker that ran a task, before it had a result: it was killed, crashed, or the task ended it. Only the task
 * that it ran fails so. It is also the cause where a pool gives up because of a worker that had no task.
 */
public final class WorkerLostException extends ProcessError {
    private static final long serialVersionUID = 1L;

    /** Process id of the dead worker. */
    private final long pid;
    /** Its exit code, negative for a signal. */
    private final int exitCode;
    /** The end of what it wrote to its standard error. */
    private final String stderrTail;
    /** The beginning of the JVM's error report. */
    private final String errorReport;

    WorkerLostException(String name, long pid, int exitCode, String when, String stderrTail, String errorReport) {
        super(describe(name, pid, exitCode, when, stderrTail, errorReport));
        this.pid = pid;
        this.exitCode = exitCode;
        this.stderrTail = stderrTail;
        this.errorReport = errorReport;
    }

    /** Loss of which only the message and the exit code are known. */
    WorkerLostException(String message, int exitCode) {
        super(message);
        this.pid = 0;
        this.exitCode = exitCode;
        this.stderrTail = "";
        this.errorReport = "";
    }

    private static String describe(
            String name, long pid, int exitCode, String when, String stderrTail, String errorReport) {
        StringBuilder text = new StringBuilder("worker ")
                .append(name)
                .append(" (pid ")
                .append(pid)
                .append(") ended with exit code ")
                .append(SignalNames.describe(exitCode))
                .append(' ')
                .append(when);
        if (!stderrTail.isEmpty()) {
            text.append("\nits last lines on stderr:\n").append(stderrTail.strip());
        }
        if (!errorReport.isEmpty()) {
            text.append("\nits error report:\n").append(errorReport.strip());
        }
        return text.toString();
    }

    /**
     * The dead worker.
     *
     * @return its process id; 0 if it is not known, as its whole machine was lost
     */
    public long pid() {
        return pid;
    }

    /**
     * Exit code of the worker, as of {@link Process#exitCode()}.
     *
     * @return its exit code, or the negative number of the signal that killed it
     */
    public int exitCode() {
        return exitCode;
    }

    /**
     * The last that the worker wrote to its standard error.
     *
     * @return some lines, or nothing
     */
    public String stderrTail() {
        return stderrTail;
    }

    /**
     * The head of the error report that a crashed JVM writes ({@code hs_err}).
     *
     * @return some lines, empty if the JVM did not crash
     */
    public String errorReport() {
        return errorReport;
    }
}
