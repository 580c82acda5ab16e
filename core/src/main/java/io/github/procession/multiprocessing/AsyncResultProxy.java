package io.github.procession.multiprocessing;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A result of a manager's pool that may still be computed: the proxy of an {@link AsyncResult}.
 *
 * @param <T> type of the result
 */
public interface AsyncResultProxy<T extends @Nullable Object> extends BaseProxy {
    /**
     * Waits for the result: Python's {@code get()}.
     *
     * @return the result
     * @throws ExecutionException if the function threw
     * @throws InterruptedException if interrupted while waiting
     */
    T get() throws InterruptedException, ExecutionException;

    /**
     * Waits for some time for the result: Python's {@code get(timeout)}.
     *
     * @param timeout how long to wait; null waits for ever
     * @return the result
     * @throws ExecutionException if the function threw
     * @throws TimeoutException if it is not there in time
     * @throws InterruptedException if interrupted while waiting
     */
    T get(@Nullable Duration timeout) throws InterruptedException, ExecutionException, TimeoutException;

    /**
     * Waits for some time until the task is done: Python's {@code wait(timeout)}.
     *
     * @param timeout how long to wait; null waits for ever
     * @return whether it is done
     * @throws InterruptedException if interrupted while waiting
     */
    boolean await(@Nullable Duration timeout) throws InterruptedException;

    /**
     * Whether the task is done: Python's {@code ready()}.
     *
     * @return true if it is
     */
    boolean ready();

    /**
     * Whether the task was done without an exception: Python's {@code successful()}.
     *
     * @return true if so
     * @throws IllegalStateException if it is not done
     */
    boolean successful();
}
