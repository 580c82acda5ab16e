package io.github.procession.concurrent;

import io.github.procession.function.Function1;
import io.github.procession.function.Function2;
import io.github.procession.function.Function3;
import io.github.procession.function.Function4;
import io.github.procession.function.Function5;
import io.github.procession.ipc.sync.Deadline;
import io.github.procession.multiprocessing.Shared;
import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.BaseStream;
import org.jspecify.annotations.Nullable;

/**
 * The calls of {@code map} of an executor, with options for them: the executor itself, or what its methods such as
 * {@link #chunksize} return for calls with other options.
 *
 * <pre>{@code
 * for (int square : executor.chunksize(100).map(x -> x * x, numbers)) { ... }
 * }</pre>
 *
 * <p>A function is sent to each worker once for each call of {@code map}, with what it captured.
 */
public sealed class MapCalls permits SubmitCalls {
    private final PoolExecutor executor;
    private final MapOptions options;

    /** The executor itself. */
    MapCalls() {
        executor = null;
        options = MapOptions.DEFAULT;
    }

    private MapCalls(PoolExecutor executor, MapOptions options) {
        this.executor = executor;
        this.options = options;
    }

    PoolExecutor executor() {
        return executor;
    }

    /**
     * The same calls with a time limit: Python's argument {@code timeout} of {@code map}. The clock starts when
     * {@code map} is called. A thread that waits for a result when the time is over gets an {@link UncheckedTimeoutException}.
     *
     * @param timeout how long after the call of {@code map} results may come; null is any time, zero or less does not wait
     *     for any
     * @return calls with that limit
     */
    public MapCalls timeout(@Nullable Duration timeout) {
        return new MapCalls(executor(), options.withTimeout(timeout));
    }

    /**
     * The same calls with another number of elements in one call of a worker: Python's argument {@code chunksize}. Large
     * chunks cost less for each element. Threads do not need it and ignore it, as in Python.
     *
     * @param chunksize elements in a chunk; 1 unless said otherwise
     * @return calls with chunks of that size
     * @throws IllegalArgumentException if it is less than 1
     */
    public MapCalls chunksize(int chunksize) {
        return new MapCalls(executor(), options.withChunkSize(chunksize));
    }

    /**
     * The same calls, but the input is read and calls are begun only so far ahead of the results that were taken:
     * Python's argument {@code buffersize}. For input that is large or endless.
     *
     * @param buffersize how many chunks; all unless said otherwise
     * @return calls with that limit
     * @throws IllegalArgumentException if it is less than 1
     */
    public MapCalls buffersize(int buffersize) {
        return new MapCalls(executor(), options.withBufferSize(buffersize));
    }

    /**
     * Calls a function with each element: Python's {@code map}. The input is read in this thread, and all calls are begun,
     * before this returns, unless there is a {@linkplain #buffersize limit}. Does not wait.
     *
     * @param function the function
     * @param elements its arguments
     * @param <A> type of the elements
     * @param <R> type of the results
     * @return the results in the order of the input
     * @throws RejectedExecutionException if the executor takes no more calls
     */
    public <A, R> MapResults<R> map(Function1<? super A, ? extends R> function, Iterable<? extends A> elements) {
        return results(function, Objects.requireNonNull(elements, "elements").iterator());
    }

    /**
     * Calls a function with each element of a stream, such as {@code IntStream.range(0, 10)}. Otherwise as
     * {@link #map(Function1, Iterable) map}.
     *
     * @param function the function
     * @param elements its arguments; an infinite stream needs a {@linkplain #buffersize limit}; not closed
     * @param <A> type of the elements
     * @param <R> type of the results
     * @return the results in the order of the input
     * @throws RejectedExecutionException if the executor takes no more calls
     * @throws IllegalStateException if the stream was used before
     */
    public <A, R> MapResults<R> map(Function1<? super A, ? extends R> function, BaseStream<? extends A, ?> elements) {
        return results(function, Objects.requireNonNull(elements, "elements").iterator());
    }

    /**
     * Calls a function with one element of each of two inputs, until the shortest ends: Python's {@code map}. The inputs
     * are read in this thread, and all calls are begun, before this returns, unless there is a
     * {@linkplain #buffersize limit}. Does not wait.
     *
     * @param function the function
     * @param first the function's first arguments
     * @param second the function's second arguments
     * @param <A> type of the first arguments
     * @param <B> type of the second arguments
     * @param <R> type of the results
     * @return the results in the order of the input
     * @throws RejectedExecutionException if the executor takes no more calls
     */
    public <A, B, R> MapResults<R> map(
            Function2<? super A, ? super B, ? extends R> function,
            Iterable<? extends A> first,
            Iterable<? extends B> second) {
        return results(function, MapChunk.zip(first, second));
    }

    /**
     * Calls a function with one element of each of three inputs, until the shortest ends: Python's {@code map}. The inputs
     * are read in this thread, and all calls are begun, before this returns, unless there is a
     * {@linkplain #buffersize limit}. Does not wait.
     *
     * @param function the function
     * @param first the function's first arguments
     * @param second the function's second arguments
     * @param third the function's third arguments
     * @param <A> type of the first arguments
     * @param <B> type of the second arguments
     * @param <C> type of the third arguments
     * @param <R> type of the results
     * @return the results in the order of the input
     * @throws RejectedExecutionException if the executor takes no more calls
     */
    public <A, B, C, R> MapResults<R> map(
            Function3<? super A, ? super B, ? super C, ? extends R> function,
            Iterable<? extends A> first,
            Iterable<? extends B> second,
            Iterable<? extends C> third) {
        return results(function, MapChunk.zip(first, second, third));
    }

    /**
     * Calls a function with one element of each of four inputs, until the shortest ends: Python's {@code map}. The inputs
     * are read in this thread, and all calls are begun, before this returns, unless there is a
     * {@linkplain #buffersize limit}. Does not wait.
     *
     * @param function the function
     * @param first the function's first arguments
     * @param second the function's second arguments
     * @param third the function's third arguments
     * @param fourth the function's fourth arguments
     * @param <A> type of the first arguments
     * @param <B> type of the second arguments
     * @param <C> type of the third arguments
     * @param <D> type of the fourth arguments
     * @param <R> type of the results
     * @return the results in the order of the input
     * @throws RejectedExecutionException if the executor takes no more calls
     */
    public <A, B, C, D, R> MapResults<R> map(
            Function4<? super A, ? super B, ? super C, ? super D, ? extends R> function,
            Iterable<? extends A> first,
            Iterable<? extends B> second,
            Iterable<? extends C> third,
            Iterable<? extends D> fourth) {
        return results(function, MapChunk.zip(first, second, third, fourth));
    }

    /**
     * Calls a function with one element of each of five inputs, until the shortest ends: Python's {@code map}. The inputs
     * are read in this thread, and all calls are begun, before this returns, unless there is a
     * {@linkplain #buffersize limit}. Does not wait.
     *
     * @param function the function
     * @param first the function's first arguments
     * @param second the function's second arguments
     * @param third the function's third arguments
     * @param fourth the function's fourth arguments
     * @param fifth the function's fifth arguments
     * @param <A> type of the first arguments
     * @param <B> type of the second arguments
     * @param <C> type of the third arguments
     * @param <D> type of the fourth arguments
     * @param <E> type of the fifth arguments
     * @param <R> type of the results
     * @return the results in the order of the input
     * @throws RejectedExecutionException if the executor takes no more calls
     */
    public <A, B, C, D, E, R> MapResults<R> map(
            Function5<? super A, ? super B, ? super C, ? super D, ? super E, ? extends R> function,
            Iterable<? extends A> first,
            Iterable<? extends B> second,
            Iterable<? extends C> third,
            Iterable<? extends D> fourth,
            Iterable<? extends E> fifth) {
        return results(function, MapChunk.zip(first, second, third, fourth, fifth));
    }

    private <R> MapResults<R> results(Serializable function, Iterator<?> rows) {
        PoolExecutor target = executor();
        Shared<Serializable> shared = Shared.of(Objects.requireNonNull(function, "function"));
        int size = target.usesChunks() ? options.chunkSize() : 1;
        Supplier<Future<Object[]>> more = () -> {
            List<Object> chunk = new ArrayList<>(Math.min(size, 1000));
            while (chunk.size() < size && rows.hasNext()) {
                chunk.add(rows.next());
            }
            return chunk.isEmpty() ? null : begin(target, shared, chunk.toArray());
        };
        Deadline deadline = options.timeout() == null ? Deadline.FOREVER : Deadline.after(options.timeout());
        int ahead = options.bufferSize() == 0 ? Integer.MAX_VALUE : options.bufferSize();
        return new MapResults<>(more, ahead, deadline);
    }

    private static Future<Object[]> begin(PoolExecutor target, Shared<Serializable> shared, Object[] rows) {
        return target.start(
                () -> target.pool().applyAsync(MapChunk::call, shared, rows),
                UnaryOperator.identity(),
                () -> LocalCall.run(() -> MapChunk.call(shared, rows)));
    }
}
