package io.github.procession.cluster;

/**
 * The end of a session against its will: this process was taken for dead, or the server was lost for longer than the lease, or
 * has lost data. Locks, permits and items that the process held belong to others now; the message names them. Nothing that it
 * calls changes anything any more. A new {@link Cluster} begins a new session.
 */
public final class SessionLostException extends EngineException {
    private static final long serialVersionUID = 1;

    SessionLostException(String message, Throwable cause) {
        super(message, cause);
    }

    @Override
    SessionLostException again() {
        return new SessionLostException(getMessage(), this);
    }
}
