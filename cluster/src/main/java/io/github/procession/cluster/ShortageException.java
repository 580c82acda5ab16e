package io.github.procession.cluster;

/** A want of memory at the worker of this process: what it was asked for may go well later, or in another process. */
final class ShortageException extends EngineException {
    private static final long serialVersionUID = 1;

    ShortageException(String message, Throwable cause) {
        super(message, cause);
    }

    @Override
    ShortageException again() {
        return new ShortageException(getMessage(), this);
    }
}
