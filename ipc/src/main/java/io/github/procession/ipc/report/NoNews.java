package io.github.procession.ipc.report;

import org.jspecify.annotations.Nullable;

/** Mark of exceptions that are no news to anybody: what they cause is not logged by the library. */
public interface NoNews {
    /** Causes of users' exceptions may go round in a circle. */
    int MOST_CAUSES = 100;

    /**
     * Whether it was made here. One that has come from another process is news: this process goes on.
     *
     * @return false after it has travelled
     */
    boolean isOfThisProcess();

    /**
     * Whether an exception is of no interest, or one of its causes is.
     *
     * @param exception an exception, or null
     * @return true if one of them has the mark
     */
    static boolean isBehind(@Nullable Throwable exception) {
        Throwable cause = exception;
        for (int i = 0; cause != null && i < MOST_CAUSES; i++, cause = cause.getCause()) {
            if (cause instanceof NoNews mark && mark.isOfThisProcess()) {
                return true;
            }
        }
        return false;
    }
}
