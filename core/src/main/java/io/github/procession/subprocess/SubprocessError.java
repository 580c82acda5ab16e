package io.github.procession.subprocess;

/** The base of this package's exceptions: Python's {@code subprocess.SubprocessError}. */
public class SubprocessError extends RuntimeException {
    private static final long serialVersionUID = 1;

    /**
     * Creates the exception.
     *
     * @param message what went wrong
     */
    public SubprocessError(String message) {
        super(message);
    }
}
