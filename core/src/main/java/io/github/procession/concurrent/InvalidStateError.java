package io.github.procession.concurrent;

/** Something was done to a {@link Future} that its state does not allow: Python's {@code InvalidStateError}. */
public final class InvalidStateError extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    InvalidStateError(String message) {
        super(message);
    }
}
