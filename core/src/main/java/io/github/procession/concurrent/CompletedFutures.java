package io.github.procession.concurrent;

import io.github.procession.ipc.sync.Awaited;
import io.github.procession.ipc.sync.Deadline;
import io.github.procession.ipc.sync.ShownWait;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Futures in the order in which they end: what Python's {@code as_completed} returns. It may be iterated once, also in a
 * for-each loop. Several threads may take from it; each future goes to one of them.
 *
 * @param <T> type of the results
 */
public final class CompletedFutures<T> implements Iterator<Future<T>>, Iterable<Future<T>> {
    private final int all;
    private final Deadline deadline;
    private final BlockingQueue<Future<?>> ended; // with a place for each, as there may be no memory for it later
    private final AtomicInteger claimed = new AtomicInteger();
    private final AtomicInteger given = new AtomicInteger();

    CompletedFutures(Set<? extends Future<T>> futures, Deadline deadline) {
        this.all = futures.size();
        this.deadline = deadline;
        this.ended = new ArrayBlockingQueue<>(Math.max(1, all));
        FutureWaiter waiter = ended::add;
        futures.forEach(future -> future.addWaiter(waiter));
    }

    /**
     * Whether there are futures that were not given. Does not wait.
     *
     * @return false when all were
     */
    @Override
    public boolean hasNext() {
        return claimed.get() < all;
    }

    /**
     * Waits for the next future to end. If interrupted while waiting it throws an {@link InterruptedException}, which
     * {@link Iterator} cannot declare.
     *
     * @return the future
     * @throws NoSuchElementException if all were given
     * @throws UncheckedTimeoutException if the time is over; says how many have not ended
     */
    @Override
    @SuppressWarnings("unchecked") // only such were given to the constructor
    public Future<T> next() {
        if (claimed.getAndUpdate(count -> Math.min(count + 1, all)) == all) {
            throw new NoSuchElementException("all " + all + " futures were given");
        }
        Future<?> future = null;
        try (ShownWait wait = ShownWait.of(Awaited.FUTURE, 0)) {
            do {
                future = ended.poll(wait.part(Math.max(0, deadline.left())), TimeUnit.NANOSECONDS);
            } while (future == null && deadline.left() > 0);
        } catch (InterruptedException e) {
            throw Undeclared.<RuntimeException>interrupt(e);
        } finally {
            if (future == null) {
                claimed.decrementAndGet();
            } else {
                given.incrementAndGet();
            }
        }
        if (future == null) {
            throw new UncheckedTimeoutException((all - given.get()) + " (of " + all + ") futures unfinished");
        }
        return (Future<T>) future;
    }

    @Override
    public Iterator<Future<T>> iterator() {
        return this;
    }
}
