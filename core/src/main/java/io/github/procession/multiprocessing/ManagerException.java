package io.github.procession.multiprocessing;

/**
 * The loss of a manager's server: it has ended, was killed, or cannot be reached any more. All calls of proxies throw it,
 * those that wait within two seconds of the death; over a network that was cut, within about twenty seconds. Whether a call
 * that waited was done is not known. In Python such calls throw {@code ConnectionRefusedError}, {@code BrokenPipeError} or
 * {@code EOFError}.
 *
 * <p>A later call connects anew. It succeeds if the server lives and can be reached again.
 */
public final class ManagerException extends IllegalStateException {
    private static final long serialVersionUID = 1;

    ManagerException(String message, Throwable cause) {
        super(message, cause);
    }
}
