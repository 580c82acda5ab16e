package io.github.procession.ipc.codec;

/**
 * Stands for an exception of another process that cannot be rebuilt here, because its class is missing or refuses to be
 * read. It reads and prints like the original: same text, stack trace, causes and suppressed exceptions.
 */
public final class RemoteException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Class of the original. */
    private final String className;
    /** What the original's {@code toString()} gave. */
    private final String text;

    RemoteException(String className, String message, String text) {
        super(message, null, true, true);
        this.className = className;
        this.text = text;
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
     * What the original's {@code toString()} gave in its own process, so that a printed trace reads like the original.
     *
     * @return the text
     */
    @Override
    public String toString() {
        return text;
    }
}
