package io.github.procession.multiprocessing;

/** The base of this package's own exceptions: Python's {@code multiprocessing.ProcessError}. */
public class ProcessError extends RuntimeException {
    private static final long serialVersionUID = 1;

    /**
     * Creates the exception.
     *
     * @param message what went wrong
     */
    public ProcessError(String message) {
        super(message);
    }
}
