package io.github.procession.concurrent;

import io.github.procession.ipc.sync.Deadline;
import java.util.Deque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The results of {@link MapCalls#map map} in the order of the input: what Python's {@code Executor.map} returns. It may be
 * iterated once, also in a for-each loop, by one thread at a time; any thread may close it.
 *
 * <p>Code that does not take all results closes it, so that calls that have not begun are not made.
 *
 * @param <R> type of the results
 */
public final class MapResults<R extends @Nullable Object> implements Iterator<R>, Iterable<R>, AutoCloseable {
    private static final Object[] NOTHING = {};

    private final Deque<Future<Object[]>> waiting = new ConcurrentLinkedDeque<>();
    private final Deadline deadline;
    private Supplier<Future<Object[]>> more;
    private Future<Object[]> followed;
    private Object[] current = NOTHING;
    private int position;
    private volatile boolean closed;

    /** Begins with as many calls as are wanted ahead; the supplier begins one more, or returns null at the end. */
    MapResults(Supplier<Future<Object[]>> more, int ahead, Deadline deadline) {
        this.more = more;
        this.deadline = deadline;
        boolean begun = false;
        try {
            for (int i = 0; i < ahead && this.more != null; i++) {
                begin();
            }
            begun = true;
        } finally {
            if (!begun) {
                close(); // the input or the executor has thrown
            }
        }
    }

    /** Begins one more call if there is one; what throws is not tried again. */
    private void begin() {
        Supplier<Future<Object[]>> source = more;
        more = null;
        Future<Object[]> call = source.get();
        if (call != null) {
            more = source;
            waiting.addLast(call);
            if (closed) {
                cancelAll();
            }
        }
    }

    /**
     * Whether there is another result, or a failure at its place. Does not wait.
     *
     * @return false at the end, and when this was closed or the time was over
     */
    @Override
    public boolean hasNext() {
        return !closed && (position < current.length || !waiting.isEmpty());
    }

    /**
     * Waits for the next result. A failed call throws at its place, once for all elements of a chunk; the next call goes on
     * behind it. If interrupted while waiting it throws an {@link InterruptedException}, which {@link Iterator} cannot declare;
     * the result is still the next one.
     *
     * @return the result
     * @throws NoSuchElementException at the end, and when this was closed
     * @throws CompletionException if the call failed, with what it threw as the cause
     * @throws CancellationException if the call was cancelled because the executor was shut down
     * @throws UncheckedTimeoutException if the {@linkplain MapCalls#timeout time} is over; this is at its end then, and
     *     calls that have not begun are not made
     * @throws RuntimeException what the input's iterator threw, if it is read with {@linkplain MapCalls#buffersize a
     *     limit}; or that the executor takes no more of it
     */
    @Override
    @SuppressWarnings("unchecked") // the function's type says what it returns
    public R next() {
        while (!closed && position == current.length) {
            take();
        }
        if (closed) {
            throw new NoSuchElementException("the results were closed");
        }
        Object value = current[position];
        current[position++] = null;
        return (R) value;
    }

    private void take() {
        Future<Object[]> first = waiting.peekFirst();
        if (first == null) {
            throw new NoSuchElementException("there are no more results");
        }
        if (more != null && followed != first) {
            followed = first; // one for each, even if the wait below is interrupted and done again
            begin();
        }
        try {
            current = first.get(Math.max(0, deadline.left()), TimeUnit.NANOSECONDS);
            position = 0;
            waiting.remove(first);
        } catch (TimeoutException e) {
            int left = waiting.size();
            close();
            throw new UncheckedTimeoutException("the time is over, " + left + " calls have not given their results");
        } catch (ExecutionException e) {
            waiting.remove(first);
            throw new CompletionException(e.getMessage(), e.getCause());
        } catch (CancellationException e) {
            waiting.remove(first);
            if (!closed) {
                throw e;
            }
        } catch (InterruptedException e) {
            throw Undeclared.<RuntimeException>interrupt(e);
        }
    }

    @Override
    public Iterator<R> iterator() {
        return this;
    }

    /** Takes no more: calls that have not begun are cancelled, the rest of the input is not read. */
    @Override
    public void close() {
        closed = true;
        cancelAll();
    }

    private void cancelAll() {
        for (Future<Object[]> call = waiting.pollLast(); call != null; call = waiting.pollLast()) {
            call.cancel();
        }
    }
}
