package io.github.procession.ipc.memory;

import java.io.IOException;

/** Reason why a session cannot be looked at: it is of another user or version, has ended, or is damaged. */
public final class UnreadableSessionException extends IOException {
    private static final long serialVersionUID = 1L;

    /**
     * A reason.
     *
     * @param message one sentence for the user
     */
    public UnreadableSessionException(String message) {
        super(message);
    }
}
