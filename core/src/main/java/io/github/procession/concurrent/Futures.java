package io.github.procession.concurrent;

import io.github.procession.ipc.sync.Deadline;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Waiting for several futures: the functions {@code wait} and {@code as_completed} of Python's
 * {@code concurrent.futures}. The futures may come from different executors, and may be of one's own.
 *
 * <p>A cancelled future counts as ended when the code that runs it has taken notice: one of an executor at once, one of one's
 * own after {@link Future#setRunningOrNotifyCancel}.
 */
public final class Futures {
    private Futures() {}

    /**
     * Waits until all futures have ended: Python's {@code wait(fs)}.
     *
     * @param futures the futures; the same one twice counts once
     * @param <F> type of the futures
     * @return those that have ended: all
     * @throws InterruptedException if interrupted while waiting
     */
    public static <F extends Future<?>> DoneAndNotDone<F> wait(Iterable<? extends F> futures)
            throws InterruptedException {
        return wait(futures, Deadline.FOREVER, ReturnWhen.ALL_COMPLETED);
    }

    /**
     * Waits until all futures have ended, but not for ever: Python's {@code wait(fs, timeout)}.
     *
     * @param futures the futures; the same one twice counts once
     * @param timeout how long to wait; null waits for ever, zero or less does not wait
     * @param <F> type of the futures
     * @return those that have ended, and the others
     * @throws InterruptedException if interrupted while waiting
     */
    public static <F extends Future<?>> DoneAndNotDone<F> wait(
            Iterable<? extends F> futures, @Nullable Duration timeout) throws InterruptedException {
        return wait(futures, Deadline.after(timeout), ReturnWhen.ALL_COMPLETED);
    }

    /**
     * Waits until enough futures have ended: Python's {@code wait(fs, return_when=...)}.
     *
     * @param futures the futures; the same one twice counts once
     * @param when what is enough
     * @param <F> type of the futures
     * @return those that have ended, and the others
     * @throws InterruptedException if interrupted while waiting
     */
    public static <F extends Future<?>> DoneAndNotDone<F> wait(Iterable<? extends F> futures, ReturnWhen when)
            throws InterruptedException {
        return wait(futures, Deadline.FOREVER, when);
    }

    /**
     * Waits until enough futures have ended, but not for ever: Python's {@code wait(fs, timeout, return_when)}.
     *
     * @param futures the futures; the same one twice counts once
     * @param timeout how long to wait; null waits for ever, zero or less does not wait
     * @param when what is enough
     * @param <F> type of the futures
     * @return those that have ended, and the others
     * @throws InterruptedException if interrupted while waiting
     */
    public static <F extends Future<?>> DoneAndNotDone<F> wait(
            Iterable<? extends F> futures, @Nullable Duration timeout, ReturnWhen when) throws InterruptedException {
        return wait(futures, Deadline.after(timeout), when);
    }

    private static <F extends Future<?>> DoneAndNotDone<F> wait(
            Iterable<? extends F> futures, Deadline deadline, ReturnWhen when) throws InterruptedException {
        Set<F> all = distinct(futures);
        EndedCount ended = new EndedCount(all.size(), Objects.requireNonNull(when, "when"));
        try {
            all.forEach(future -> future.addWaiter(ended));
            ended.await(deadline);
        } finally {
            all.forEach(future -> future.removeWaiter(ended));
        }
        Set<F> done = new LinkedHashSet<>();
        Set<F> notDone = new LinkedHashSet<>();
        for (F future : all) {
            (future.isEnded() ? done : notDone).add(future);
        }
        return new DoneAndNotDone<>(Collections.unmodifiableSet(done), Collections.unmodifiableSet(notDone));
    }

    /**
     * The futures in the order in which they end, those first that have ended already: Python's {@code as_completed(fs)}.
     *
     * <pre>{@code
     * for (Future<Page> page : Futures.asCompleted(pages)) {
     *     show(page.result());
     * }
     * }</pre>
     *
     * @param futures the futures; the same one twice counts once
     * @param <T> type of the results
     * @return gives each of them once
     */
    public static <T> CompletedFutures<T> asCompleted(Iterable<? extends Future<T>> futures) {
        return new CompletedFutures<>(distinct(futures), Deadline.FOREVER);
    }

    /**
     * The futures in the order in which they end, but not for ever: Python's {@code as_completed(fs, timeout)}.
     *
     * @param futures the futures; the same one twice counts once
     * @param timeout how long after this call the last one must have ended; null is any time
     * @param <T> type of the results
     * @return gives each of them once; throws {@link UncheckedTimeoutException} when the time is over
     */
    public static <T> CompletedFutures<T> asCompleted(
            Iterable<? extends Future<T>> futures, @Nullable Duration timeout) {
        return new CompletedFutures<>(distinct(futures), Deadline.after(timeout));
    }

    private static <F extends Future<?>> Set<F> distinct(Iterable<? extends F> futures) {
        Set<F> all = new LinkedHashSet<>();
        Objects.requireNonNull(futures, "futures").forEach(future -> all.add(Objects.requireNonNull(future, "future")));
        return all;
    }
}
