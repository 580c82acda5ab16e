package io.github.procession.serialization;

/**
 * Thrown where a value is sent, when it or something it holds cannot be sent to another process. Nothing has been sent.
 *
 * <p>The message begins with the path from the value to the part that cannot travel, as in
 * {@code order.customer.socket: java.net.Socket cannot be sent to another process: is an open stream, channel or socket;
 * send the data or the path instead}.
 */
public final class NotSendableException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param message what cannot be sent, where it hangs, why, and what to do instead
     */
    public NotSendableException(String message) {
        super(message);
    }

    /**
     * Creates the exception with the failure that revealed it.
     *
     * @param message what cannot be sent, where it hangs, why, and what to do instead
     * @param cause the failure, such as an exception of the value's own {@code writeObject}
     */
    public NotSendableException(String message, Throwable cause) {
        super(message, cause);
    }
}
