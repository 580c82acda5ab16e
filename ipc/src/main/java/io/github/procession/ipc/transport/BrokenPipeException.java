package io.github.procession.ipc.transport;

import java.io.IOException;

/**
 * Failure to send a message, because no process has the other end of the pipe any more; Python's {@code
 * BrokenPipeError}.
 */
public final class BrokenPipeException extends IOException {
    private static final long serialVersionUID = 1;

    /**
     * Creates the exception.
     *
     * @param message what is broken
     */
    public BrokenPipeException(String message) {
        super(message);
    }
}
