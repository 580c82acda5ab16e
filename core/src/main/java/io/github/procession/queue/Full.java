package io.github.procession.queue;

/** Failure to put an item into a queue that stayed full: Python's {@code queue.Full}. */
public final class Full extends RuntimeException {
    private static final long serialVersionUID = 1;

    /**
     * Creates the exception.
     *
     * @param message what was attempted
     */
    public Full(String message) {
        super(message);
    }
}
