package io.github.procession.multiprocessing;

/**
 * A pool that has given up, because its workers cannot start: the initializer throws, exits or hangs, or the operating
 * system refuses processes. All its tasks fail with it, and it takes no more.
 */
public final class BrokenPoolException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    BrokenPoolException(String message, Throwable cause) {
        super(message, cause);
    }
}
