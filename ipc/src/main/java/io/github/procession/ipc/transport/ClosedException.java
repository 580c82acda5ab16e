package io.github.procession.ipc.transport;

/** A call on something that this process has closed. */
public final class ClosedException extends IllegalStateException {
    private static final long serialVersionUID = 1;

    /**
     * Creates the exception.
     *
     * @param message what is closed
     */
    public ClosedException(String message) {
        super(message);
    }
}
