package io.github.procession.multiprocessing;

/** The other side of a connection does not know the secret: Python's {@code multiprocessing.AuthenticationError}. */
public final class AuthenticationError extends ProcessError {
    private static final long serialVersionUID = 1;

    AuthenticationError(String message) {
        super(message);
    }
}
