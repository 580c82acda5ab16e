package io.github.procession.concurrent;

/**
 * A time limit has passed during an iteration over results or futures: Python's {@code TimeoutError} there. The cause of
 * a failed task is never of this type, so the two cannot be mistaken for each other.
 */
public final class UncheckedTimeoutException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UncheckedTimeoutException(String message) {
        super(message);
    }
}
