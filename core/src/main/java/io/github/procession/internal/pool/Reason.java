package io.github.procession.internal.pool;

import io.github.procession.ipc.report.FailureText;

/**
 * The reason why something failed: an exception, perhaps of a class of the user's, and its text.
 *
 * @param cause the exception
 * @param text what it says; asking it for that runs code of users
 */
record Reason(Throwable cause, String text) {
    /** To be called without a lock: the exception's own methods may never return. */
    static Reason of(Throwable cause) {
        return new Reason(cause, FailureText.of(cause));
    }
}
