package io.github.procession.queue;

/** Failure to take an item from a queue that stayed empty: Python's {@code queue.Empty}. */
public final class Empty extends RuntimeException {
    private static final long serialVersionUID = 1;

    /**
     * Creates the exception.
     *
     * @param message what was attempted
     */
    public Empty(String message) {
        super(message);
    }
}
