package io.github.procession.queue;

/**
 * Refusal of a queue that was shut down: nothing can be put any more, and nothing is left to get. Python's {@code queue.ShutDown}.
 */
public final class ShutDown extends IllegalStateException {
    private static final long serialVersionUID = 1;

    /**
     * Creates the exception.
     *
     * @param message what was attempted
     */
    public ShutDown(String message) {
        super(message);
    }
}
