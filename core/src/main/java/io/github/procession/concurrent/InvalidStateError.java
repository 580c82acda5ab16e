package io.github.procession.concurrent;

/** Refusal of a call that the state of a {@link Future} does not allow: Python's {@code InvalidStateError}. */
public final class InvalidStateError extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    InvalidStateError(String message) {
        super(message);
    }
}
