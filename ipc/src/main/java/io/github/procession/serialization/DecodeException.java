package io.github.procession.serialization;

/**
 * Thrown where a message is received, when its value cannot be rebuilt: a class is missing here, the value's own code
 * for reading failed, or the bytes are damaged. Later messages are not affected.
 */
public final class DecodeException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param message what could not be read
     */
    public DecodeException(String message) {
        super(message);
    }

    /**
     * Creates the exception with the failure behind it.
     *
     * @param message what could not be read
     * @param cause the failure
     */
    public DecodeException(String message, Throwable cause) {
        super(message, cause);
    }
}
