package io.github.procession.concurrent;

import java.util.concurrent.RejectedExecutionException;

/**
 * An executor that is not usable any more: Python's {@code BrokenExecutor}. Calls that had not ended fail with one, each
 * with an object of its own, and later ones are refused with one.
 */
public abstract sealed class BrokenExecutor extends RejectedExecutionException
        permits BrokenProcessPool, BrokenThreadPool {
    private static final long serialVersionUID = 1L;

    BrokenExecutor(String message, Throwable cause) {
        super(message, cause);
    }
}
