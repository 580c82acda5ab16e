package io.github.procession.concurrent;

/** A {@link ThreadPoolExecutor} that has given up, because its initializer failed; the cause is what that threw. */
public final class BrokenThreadPool extends BrokenExecutor {
    private static final long serialVersionUID = 1L;

    BrokenThreadPool(String message, Throwable cause) {
        super(message, cause);
    }
}
