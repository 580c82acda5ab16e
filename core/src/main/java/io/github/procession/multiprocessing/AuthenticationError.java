package io.github.procession.multiprocessing;

/** Failure of the other side of a connection to prove that it knows the secret: Python's {@code multiprocessing.AuthenticationError}. */
public final class AuthenticationError extends ProcessError {
    private static final long serialVersionUID = 1;

    AuthenticationError(String message) {
        super(message);
    }
}
