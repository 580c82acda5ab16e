package io.github.procession.serialization;

import org.jspecify.annotations.Nullable;

/**
 * Stand-in for an exception of another process that cannot be rebuilt here, because its class is missing or refuses to be
 * read. It reads and prints like the original: same text, stack trace, causes and suppressed exceptions.
 */
public final class RemoteException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Class of the original. */
    private final String className;
    /** Text of the original's {@code toString()}. */
    private final String text;

    /** Why the original is not here itself. */
    private final Throwable decodeFailure;

    /**
     * Creates the stand-in for an exception. Cause, suppressed exceptions and stack trace are set as for any other.
     *
     * @param className binary name of the original's class
     * @param message message of the original, possibly null
     * @param text what the original's {@code toString()} gave
     * @param decodeFailure why the original could not be rebuilt, or null when it could not be sent to begin with
     */
    public RemoteException(String className, @Nullable String message, String text, @Nullable Throwable decodeFailure) {
        super(message);
        this.className = className;
        this.text = text;
        this.decodeFailure = decodeFailure;
    }

    /**
     * Why the original could not be rebuilt in this process, such as a class that is missing here.
     *
     * @return the reason, or null when the original could not be sent to begin with
     */
    public @Nullable Throwable decodeFailure() {
        return decodeFailure;
    }

    /**
     * The class of the original exception.
     *
     * @return its binary name
     */
    public String remoteClassName() {
        return className;
    }

    /**
     * Text that the original's {@code toString()} gave in its own process, so that a printed trace reads like the
     * original.
     *
     * @return the text
     */
    @Override
    public String toString() {
        return text;
    }
}
