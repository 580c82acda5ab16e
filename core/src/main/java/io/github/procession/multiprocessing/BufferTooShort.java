package io.github.procession.multiprocessing;

/**
 * The buffer given to {@link Connection#recvBytesInto} is too small: Python's {@code multiprocessing.BufferTooShort}.
 * Nothing is lost: the exception has the message.
 */
public final class BufferTooShort extends ProcessError {
    private static final long serialVersionUID = 1;

    /** The whole message. */
    private final byte[] message;

    BufferTooShort(byte[] message, long room) {
        super("the message has " + message.length + " bytes, the buffer has room for " + room);
        this.message = message;
    }

    /**
     * The whole message.
     *
     * @return its bytes, not copied
     */
    public byte[] message() {
        return message;
    }
}
