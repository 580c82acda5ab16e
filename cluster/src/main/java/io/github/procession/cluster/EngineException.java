package io.github.procession.cluster;

/**
 * A failure of the engine, the Valkey or Redis server on which a {@link Cluster} stands: it cannot be reached, is full, is too
 * old, or does not allow what was asked. The message says which, and the way out.
 */
public class EngineException extends RuntimeException {
    private static final long serialVersionUID = 1;

    EngineException(String message) {
        super(message);
    }

    EngineException(String message, Throwable cause) {
        super(message, cause);
    }

    /** The same, to be thrown by another thread: with its stack, and with this one as the cause. */
    EngineException again() {
        return new EngineException(getMessage(), this);
    }
}
