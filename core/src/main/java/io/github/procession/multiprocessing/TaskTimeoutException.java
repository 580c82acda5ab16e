package io.github.procession.multiprocessing;

import java.time.Duration;
import java.util.concurrent.TimeoutException;

/**
 * Failure of a pool's task that ran longer than its {@linkplain PoolOperations#timeout time limit} and was stopped. A pool alone makes such an
 * exception, so it is told from a {@link TimeoutException} that the task threw by itself.
 */
public final class TaskTimeoutException extends TimeoutException {
    private static final long serialVersionUID = 1L;

    /** The limit that was passed. */
    private final Duration limit;

    TaskTimeoutException(Duration limit) {
        super("the task ran longer than " + limit);
        this.limit = limit;
    }

    /**
     * The time limit of the task.
     *
     * @return how long it could have run
     */
    public Duration limit() {
        return limit;
    }
}
