package io.github.procession.multiprocessing;

import io.github.procession.function.Action1;
import io.github.procession.function.Function1;
import io.github.procession.function.Function2;
import io.github.procession.function.Function3;
import io.github.procession.function.Function4;
import io.github.procession.function.Function5;
import io.github.procession.internal.call.CallForm;
import io.github.procession.internal.pool.PoolEngine;
import io.github.procession.internal.pool.PoolFunction;
import io.github.procession.internal.pool.PoolJob;
import io.github.procession.ipc.codec.HomeOnly;
import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.ExecutionException;
import java.util.stream.BaseStream;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;

/**
 * The calls of a pool, with options for them: a {@link Pool} itself, or what its methods such as {@link #timeout} return
 * for calls that are to be different.
 *
 * <pre>{@code
 * List<Integer> squares = pool.map(x -> x * x, numbers);
 * String page = pool.timeout(Duration.ofSeconds(5)).retries(2).apply(Crawler::fetch, url);
 * List<Path> copies = pool.progress(bar).chunksize(10).map(Copy::one, files);
 * }</pre>
 *
 * <p>Functions and what they capture, arguments and results are copied between processes. They are copied when a worker
 * has room for them, so they must not be changed before the call has ended. A function that is called many times is sent
 * to each worker once, with what it captured; {@link Shared} does the same for a large argument.
 *
 * <p>What a function throws arrives as the cause of an {@link ExecutionException}. An argument that cannot be sent fails
 * its call in the same way.
 */
// Longer than most: each bulk call for collections, streams and chunks, with its documentation. What happens is in the
// jobs.
@HomeOnly("is a pool, whose workers belong to the process that made it; a process that needs a pool makes its own")
@NullUnmarked // arguments and results of functions may be null or not, as their types say
public sealed class PoolOperations extends SingleCalls permits Pool {
    private static final int CHUNKS_PER_WORKER = 4;
    private static final int LEAST_BUFFER = 256;
    private static final int BUFFER_PER_WORKER = 64;

    private final PoolEngine engine;
    private final CallOptions options;
    private final PoolOperations pool;

    /** Those of the pool; null in what it gives with other options. */
    private final @Nullable Set<StreamJob> streams;

    /** The pool itself. */
    PoolOperations(PoolEngine engine, CallOptions options) {
        this.engine = engine;
        this.options = options;
        this.pool = this;
        this.streams = Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));
    }

    private PoolOperations(PoolOperations pool, CallOptions options) {
        this.engine = pool.engine;
        this.options = options;
        this.pool = pool.pool;
        this.streams = null;
    }

    PoolEngine engine() {
        return engine;
    }

    // ---- options

    /**
     * The same calls with a time limit for each task. The clock starts when a worker takes the task; for the first task of a
     * worker it starts when the function is called, since a young JVM has to load it first. A task that runs longer fails with a {@link TaskTimeoutException}; its thread is interrupted, and if it has not
     * ended after the grace time, its worker is killed and replaced. A task is a single call, or a chunk of them.
     *
     * @param timeout how long a task may run; null is any time
     * @return calls with that limit
     * @throws IllegalArgumentException if it is not positive
     */
    public PoolOperations timeout(@Nullable Duration timeout) {
        return new PoolOperations(this, options.withTimeout(timeout));
    }

    /**
     * The same calls with another grace time: how long an interrupted task has before its worker is killed.
     *
     * @param grace the time, one second unless said otherwise; null never kills it
     * @return calls with that grace time
     * @throws IllegalArgumentException if it is negative
     */
    public PoolOperations grace(@Nullable Duration grace) {
        return new PoolOperations(this, options.withGrace(grace));
    }

    /**
     * The same calls, but a task whose worker died is run again. Only for functions that may be called twice.
     *
     * @param retries how often at most; 0 is never, the default
     * @return calls with that number
     * @throws IllegalArgumentException if it is negative
     */
    public PoolOperations retries(int retries) {
        return new PoolOperations(this, options.withRetries(retries));
    }

    /**
     * The same calls with another number of elements in a task: Python's argument {@code chunksize}. Large chunks cost
     * less for each element, small ones spread the work better. A failure in a chunk is the failure of all its elements.
     *
     * @param chunksize elements in a task
     * @return calls with chunks of that size
     * @throws IllegalArgumentException if it is less than 1
     */
    public PoolOperations chunksize(int chunksize) {
        return new PoolOperations(this, options.withChunkSize(chunksize));
    }

    /**
     * The same calls with another limit for reading ahead: Python's argument {@code buffersize} of {@code imap}.
     *
     * @param buffersize how many tasks the input may be ahead of the results that were taken
     * @return calls with that limit
     * @throws IllegalArgumentException if it is less than 1
     */
    public PoolOperations buffersize(int buffersize) {
        return new PoolOperations(this, options.withBufferSize(buffersize));
    }

    /**
     * The same calls, with a listener for the progress of bulk calls such as {@link #map map}.
     *
     * @param listener is told, in the thread of the pool's callbacks
     * @return calls with that listener
     */
    public PoolOperations progress(ProgressListener listener) {
        Objects.requireNonNull(listener, "listener");
        return new PoolOperations(this, options.withListener(listener));
    }

    @Override
    <R> AsyncResult<R> callAsync(Serializable function, Object[] arguments, boolean helping) {
        AsyncResult<R> result = new AsyncResult<>(engine);
        PoolJob job = new CallJob<>(PoolFunction.forCall(function), arguments, options, result);
        result.belongsTo(job);
        engine.submit(job, pool, helping);
        return result;
    }

    // ---- bulk calls

    /**
     * Calls a function with each element and waits for all results: Python's {@code map}. If a call fails, all the others
     * are waited for before the failure is thrown.
     *
     * @param function the function
     * @param elements its arguments; read to the end before anything is sent
     * @param <T> type of the elements
     * @param <R> type of the results
     * @return the results in the order of the elements
     * @throws ExecutionException if a call failed; the cause is what the first failure threw
     * @throws InterruptedException if interrupted while waiting; the calls go on
     * @throws IllegalStateException if the pool takes no more tasks
     */
    public <T, R> List<R> map(Function1<? super T, ? extends R> function, Iterable<? extends T> elements)
            throws InterruptedException, ExecutionException {
        return this.<R>bulk(function, CallForm.EACH, toArray(elements), true).get();
    }

    /**
     * Calls a function with each element of a stream, such as {@code IntStream.range(0, 10)}, and waits for all results.
     * Otherwise as {@link #map(Function1, Iterable) map}.
     *
     * @param function the function
     * @param elements its arguments; read to the end before anything is sent, not closed
     * @param <T> type of the elements
     * @param <R> type of the results
     * @return the results in the order of the elements
     * @throws ExecutionException if a call failed; the cause is what the first failure threw
     * @throws InterruptedException if interrupted while waiting; the calls go on
     * @throws IllegalStateException if the pool takes no more tasks, or the stream was used before
     */
    public <T, R> List<R> map(Function1<? super T, ? extends R> function, BaseStream<? extends T, ?> elements)
            throws InterruptedException, ExecutionException {
        return map(function, once(elements, "elements"));
    }

    /**
     * Calls a function with each element, a number of them in one task, and waits for all results: Python's
     * {@code map(func, iterable, chunksize)}.
     *
     * @param function the function
     * @param elements its arguments; read to the end before anything is sent
     * @param chunksize elements in a task
     * @param <T> type of the elements
     * @param <R> type of the results
     * @return the results in the order of the elements
     * @throws ExecutionException if a call failed; the cause is what the first failure threw
     * @throws InterruptedException if interrupted while waiting; the calls go on
     * @throws IllegalStateException if the pool takes no more tasks
     */
    public <T, R> List<R> map(Function1<? super T, ? extends R> function, Iterable<? extends T> elements, int chunksize)
            throws InterruptedException, ExecutionException {
        return chunksize(chunksize).map(function, elements);
    }

    /**
     * Calls a function with each element, without waiting: Python's {@code map_async}.
     *
     * @param function the function
     * @param elements its arguments; read to the end before this returns
     * @param <T> type of the elements
     * @param <R> type of the results
     * @return the results in the order of the elements, when all have ended
     * @throws IllegalStateException if the pool takes no more tasks
     */
    public <T, R> AsyncResult<List<R>> mapAsync(
            Function1<? super T, ? extends R> function, Iterable<? extends T> elements) {
        return bulk(function, CallForm.EACH, toArray(elements), false);
    }

    /**
     * Calls a function with each element of a stream, without waiting. Otherwise as
     * {@link #mapAsync(Function1, Iterable) mapAsync}.
     *
     * @param function the function
     * @param elements its arguments; read to the end before this returns, not closed
     * @param <T> type of the elements
     * @param <R> type of the results
     * @return the results in the order of the elements, when all have ended
     * @throws IllegalStateException if the pool takes no more tasks, or the stream was used before
     */
    public <T, R> AsyncResult<List<R>> mapAsync(
            Function1<? super T, ? extends R> function, BaseStream<? extends T, ?> elements) {
        return mapAsync(function, once(elements, "elements"));
    }

    /**
     * Calls a function with each element, a number of them in one task, without waiting: Python's
     * {@code map_async(func, iterable, chunksize)}.
     *
     * @param function the function
     * @param elements its arguments; read to the end before this returns
     * @param chunksize elements in a task
     * @param <T> type of the elements
     * @param <R> type of the results
     * @return the results in the order of the elements, when all have ended
     * @throws IllegalStateException if the pool takes no more tasks
     */
    public <T, R> AsyncResult<List<R>> mapAsync(
            Function1<? super T, ? extends R> function, Iterable<? extends T> elements, int chunksize) {
        return chunksize(chunksize).mapAsync(function, elements);
    }

    /**
     * Calls a function that returns nothing with each element and waits for the end of all: {@code map} for void
     * functions.
     *
     * @param function the function
     * @param elements its arguments; read to the end before anything is sent
     * @param <T> type of the elements
     * @throws ExecutionException if a call failed; the cause is what the first failure threw
     * @throws InterruptedException if interrupted while waiting; the calls go on
     * @throws IllegalStateException if the pool takes no more tasks
     */
    public <T> void forEach(Action1<? super T> function, Iterable<? extends T> elements)
            throws InterruptedException, ExecutionException {
        bulk(function, CallForm.EACH, toArray(elements), true).get();
    }

    /**
     * Calls a function that returns nothing with each element of a stream and waits for the end of all.
     *
     * @param function the function
     * @param elements its arguments; read to the end before anything is sent, not closed
     * @param <T> type of the elements
     * @throws ExecutionException if a call failed; the cause is what the first failure threw
     * @throws InterruptedException if interrupted while waiting; the calls go on
     * @throws IllegalStateException if the pool takes no more tasks, or the stream was used before
     */
    public <T> void forEach(Action1<? super T> function, BaseStream<? extends T, ?> elements)
            throws InterruptedException, ExecutionException {
        forEach(function, once(elements, "elements"));
    }

    /**
     * Calls a function of two arguments with each pair and waits for all results: Python's {@code starmap}.
     *
     * @param function the function
     * @param pairs its arguments, such as {@code Map.entry(a, b)} or the entries of a map
     * @param <A> type of the first argument
     * @param <B> type of the second argument
     * @param <R> type of the results
     * @return the results in the order of the pairs
     * @throws ExecutionException if a call failed, after all have ended; the cause is what the first failure threw
     * @throws InterruptedException if interrupted while waiting; the calls go on
     * @throws IllegalStateException if the pool takes no more tasks
     */
    public <A, B, R> List<R> starmap(
            Function2<A, B, R> function, Iterable<? extends Map.Entry<? extends A, ? extends B>> pairs)
            throws InterruptedException, ExecutionException {
        return this.<R>bulk(function, CallForm.ROWS, rows(pairs), true).get();
    }

    /**
     * Calls a function of two arguments with each pair of a stream and waits for all results. Otherwise as
     * {@link #starmap(Function2, Iterable) starmap}.
     *
     * @param function the function
     * @param pairs its arguments; read to the end before anything is sent, not closed
     * @param <A> type of the first argument
     * @param <B> type of the second argument
     * @param <R> type of the results
     * @return the results in the order of the pairs
     * @throws ExecutionException if a call failed, after all have ended; the cause is what the first failure threw
     * @throws InterruptedException if interrupted while waiting; the calls go on
     * @throws IllegalStateException if the pool takes no more tasks, or the stream was used before
     */
    public <A, B, R> List<R> starmap(
            Function2<A, B, R> function, BaseStream<? extends Map.Entry<? extends A, ? extends B>, ?> pairs)
            throws InterruptedException, ExecutionException {
        return starmap(function, once(pairs, "pairs"));
    }

    /**
     * Calls a function of two arguments with each pair, without waiting: Python's {@code starmap_async}.
     *
     * @param function the function
     * @param pairs its arguments, such as {@code Map.entry(a, b)} or the entries of a map
     * @param <A> type of the first argument
     * @param <B> type of the second argument
     * @param <R> type of the results
     * @return the results in the order of the pairs, when they come
     * @throws IllegalStateException if the pool takes no more tasks
     */
    public <A, B, R> AsyncResult<List<R>> starmapAsync(
            Function2<A, B, R> function, Iterable<? extends Map.Entry<? extends A, ? extends B>> pairs) {
        return bulk(function, CallForm.ROWS, rows(pairs), false);
    }

    /**
     * Calls a function of two arguments with each pair of a stream, without waiting. Otherwise as
     * {@link #starmapAsync(Function2, Iterable) starmapAsync}.
     *
     * @param function the function
     * @param pairs its arguments; read to the end before this returns, not closed
     * @param <A> type of the first argument
     * @param <B> type of the second argument
     * @param <R> type of the results
     * @return the results in the order of the pairs, when they come
     * @throws IllegalStateException if the pool takes no more tasks, or the stream was used before
     */
    public <A, B, R> AsyncResult<List<R>> starmapAsync(
            Function2<A, B, R> function, BaseStream<? extends Map.Entry<? extends A, ? extends B>, ?> pairs) {
        return starmapAsync(function, once(pairs, "pairs"));
    }

    /**
     * Calls a function with each row of arguments and waits for all results: Python's {@code starmap}.
     *
     * @param function the function
     * @param rows the arguments of each call, an array of 2
     * @param <A> type of the first argument
     * @param <B> type of the second argument
     * @param <R> type of the results
     * @return the results in the order of the rows
     * @throws IllegalArgumentException if a row has another length
     * @throws ExecutionException if a call failed, after all have ended; the cause is what the first failure threw
     * @throws InterruptedException if interrupted while waiting; the calls go on
     * @throws IllegalStateException if the pool takes no more tasks
     */
    public <A, B, R> List<R> starmap(Function2<A, B, R> function, Object[][] rows)
            throws InterruptedException, ExecutionException {
        return starmapRows(function, 2, rows);
    }

    /**
     * Calls a function with each row of arguments, without waiting: Python's {@code starmap_async}.
     *
     * @param function the function
     * @param rows the arguments of each call, an array of 2
     * @param <A> type of the first argument
     * @param <B> type of the second argument
     * @param <R> type of the results
     * @return the results in the order of the rows, when they come
     * @throws IllegalArgumentException if a row has another length
     * @throws IllegalStateException if the pool takes no more tasks
     */
    public <A, B, R> AsyncResult<List<R>> starmapAsync(Function2<A, B, R> function, Object[][] rows) {
        return starmapRowsAsync(function, 2, rows, false);
    }

    /**
     * Calls a function with each row of arguments and waits for all results: Python's {@code starmap}.
     *
     * @param function the function
     * @param rows the arguments of each call, an array of 3
     * @param <A> type of the first argument
     * @param <B> type of the second argument
     * @param <C> type of the third argument
     * @param <R> type of the results
     * @return the results in the order of the rows
     * @throws IllegalArgumentException if a row has another length
     * @throws ExecutionException if a call failed, after all have ended; the cause is what the first failure threw
     * @throws InterruptedException if interrupted while waiting; the calls go on
     * @throws IllegalStateException if the pool takes no more tasks
     */
    public <A, B, C, R> List<R> starmap(Function3<A, B, C, R> function, Object[][] rows)
            throws InterruptedException, ExecutionException {
        return starmapRows(function, 3, rows);
    }

    /**
     * Calls a function with each row of arguments, without waiting: Python's {@code starmap_async}.
     *
     * @param function the function
     * @param rows the arguments of each call, an array of 3
     * @param <A> type of the first argument
     * @param <B> type of the second argument
     * @param <C> type of the third argument
     * @param <R> type of the results
     * @return the results in the order of the rows, when they come
     * @throws IllegalArgumentException if a row has another length
     * @throws IllegalStateException if the pool takes no more tasks
     */
    public <A, B, C, R> AsyncResult<List<R>> starmapAsync(Function3<A, B, C, R> function, Object[][] rows) {
        return starmapRowsAsync(function, 3, rows, false);
    }

    /**
     * Calls a function with each row of arguments and waits for all results: Python's {@code starmap}.
     *
     * @param function the function
     * @param rows the arguments of each call, an array of 4
     * @param <A> type of the first argument
     * @param <B> type of the second argument
     * @param <C> type of the third argument
     * @param <D> type of the fourth argument
     * @param <R> type of the results
     * @return the results in the order of the rows
     * @throws IllegalArgumentException if a row has another length
     * @throws ExecutionException if a call failed, after all have ended; the cause is what the first failure threw
     * @throws InterruptedException if interrupted while waiting; the calls go on
     * @throws IllegalStateException if the pool takes no more tasks
     */
    public <A, B, C, D, R> List<R> starmap(Function4<A, B, C, D, R> function, Object[][] rows)
            throws InterruptedException, ExecutionException {
        return starmapRows(function, 4, rows);
    }

    /**
     * Calls a function with each row of arguments, without waiting: Python's {@code starmap_async}.
     *
     * @param function the function
     * @param rows the arguments of each call, an array of 4
     * @param <A> type of the first argument
     * @param <B> type of the second argument
     * @param <C> type of the third argument
     * @param <D> type of the fourth argument
     * @param <R> type of the results
     * @return the results in the order of the rows, when they come
     * @throws IllegalArgumentException if a row has another length
     * @throws IllegalStateException if the pool takes no more tasks
     */
    public <A, B, C, D, R> AsyncResult<List<R>> starmapAsync(Function4<A, B, C, D, R> function, Object[][] rows) {
        return starmapRowsAsync(function, 4, rows, false);
    }

    /**
     * Calls a function with each row of arguments and waits for all results: Python's {@code starmap}.
     *
     * @param function the function
     * @param rows the arguments of each call, an array of 5
     * @param <A> type of the first argument
     * @param <B> type of the second argument
     * @param <C> type of the third argument
     * @param <D> type of the fourth argument
     * @param <E> type of the fifth argument
     * @param <R> type of the results
     * @return the results in the order of the rows
     * @throws IllegalArgumentException if a row has another length
     * @throws ExecutionException if a call failed, after all have ended; the cause is what the first failure threw
     * @throws InterruptedException if interrupted while waiting; the calls go on
     * @throws IllegalStateException if the pool takes no more tasks
     */
    public <A, B, C, D, E, R> List<R> starmap(Function5<A, B, C, D, E, R> function, Object[][] rows)
            throws InterruptedException, ExecutionException {
        return starmapRows(function, 5, rows);
    }

    /**
     * Calls a function with each row of arguments, without waiting: Python's {@code starmap_async}.
     *
     * @param function the function
     * @param rows the arguments of each call, an array of 5
     * @param <A> type of the first argument
     * @param <B> type of the second argument
     * @param <C> type of the third argument
     * @param <D> type of the fourth argument
     * @param <E> type of the fifth argument
     * @param <R> type of the results
     * @return the results in the order of the rows, when they come
     * @throws IllegalArgumentException if a row has another length
     * @throws IllegalStateException if the pool takes no more tasks
     */
    public <A, B, C, D, E, R> AsyncResult<List<R>> starmapAsync(Function5<A, B, C, D, E, R> function, Object[][] rows) {
        return starmapRowsAsync(function, 5, rows, false);
    }

    /**
     * Calls a function with each element and gives the results one after the other, in the order of the elements, as they
     * come: Python's {@code imap}. The input may be endless: other than in Python it is never read more than
     * {@link #buffersize} tasks ahead of the results that were taken, 64 for each worker and at least 256 unless said
     * otherwise. It is read in a thread of the pool, unless it is a collection, which is copied.
     *
     * @param function the function
     * @param elements its arguments
     * @param <T> type of the elements
     * @param <R> type of the results
     * @return the results, to be closed if not all are taken
     * @throws IllegalStateException if the pool takes no more tasks
     */
    public <T, R> PoolIterator<R> imap(Function1<? super T, ? extends R> function, Iterable<? extends T> elements) {
        return stream(function, elements, true);
    }

    /**
     * Calls a function with each element of a stream and gives the results one after the other, in the order of the elements, as they come.
     * The stream may be infinite: it is pulled as {@link #imap(Function1, Iterable) imap} says, in a thread of the pool.
     *
     * @param function the function
     * @param elements its arguments; not closed
     * @param <T> type of the elements
     * @param <R> type of the results
     * @return the results, to be closed if not all are taken
     * @throws IllegalStateException if the pool takes no more tasks, or the stream was used before
     */
    public <T, R> PoolIterator<R> imap(
            Function1<? super T, ? extends R> function, BaseStream<? extends T, ?> elements) {
        return imap(function, once(elements, "elements"));
    }

    /**
     * Calls a function with each element, a number of them in one task, and gives the results in the order of the elements:
     * Python's {@code imap(func, iterable, chunksize)}. Otherwise as {@link #imap(Function1, Iterable) imap}.
     *
     * @param function the function
     * @param elements its arguments
     * @param chunksize elements in a task
     * @param <T> type of the elements
     * @param <R> type of the results
     * @return the results, to be closed if not all are taken
     * @throws IllegalStateException if the pool takes no more tasks
     */
    public <T, R> PoolIterator<R> imap(
            Function1<? super T, ? extends R> function, Iterable<? extends T> elements, int chunksize) {
        return chunksize(chunksize).imap(function, elements);
    }

    /**
     * Calls a function with each element and gives the results as they come, in no order: Python's
     * {@code imap_unordered}. Otherwise as {@link #imap(Function1, Iterable) imap}.
     *
     * @param function the function
     * @param elements its arguments
     * @param <T> type of the elements
     * @param <R> type of the results
     * @return the results, to be closed if not all are taken
     * @throws IllegalStateException if the pool takes no more tasks
     */
    public <T, R> PoolIterator<R> imapUnordered(
            Function1<? super T, ? extends R> function, Iterable<? extends T> elements) {
        return stream(function, elements, false);
    }

    /**
     * Calls a function with each element of a stream and gives the results one after the other, as they come, in no order.
     * The stream may be infinite: it is pulled as {@link #imap(Function1, Iterable) imap} says, in a thread of the pool.
     *
     * @param function the function
     * @param elements its arguments; not closed
     * @param <T> type of the elements
     * @param <R> type of the results
     * @return the results, to be closed if not all are taken
     * @throws IllegalStateException if the pool takes no more tasks, or the stream was used before
     */
    public <T, R> PoolIterator<R> imapUnordered(
            Function1<? super T, ? extends R> function, BaseStream<? extends T, ?> elements) {
        return imapUnordered(function, once(elements, "elements"));
    }

    /**
     * Calls a function with each element, a number of them in one task, and gives the results as they come: Python's
     * {@code imap_unordered(func, iterable, chunksize)}. Otherwise as {@link #imap(Function1, Iterable) imap}.
     *
     * @param function the function
     * @param elements its arguments
     * @param chunksize elements in a task
     * @param <T> type of the elements
     * @param <R> type of the results
     * @return the results, to be closed if not all are taken
     * @throws IllegalStateException if the pool takes no more tasks
     */
    public <T, R> PoolIterator<R> imapUnordered(
            Function1<? super T, ? extends R> function, Iterable<? extends T> elements, int chunksize) {
        return chunksize(chunksize).imapUnordered(function, elements);
    }

    private <R> PoolIterator<R> stream(Serializable function, Iterable<?> elements, boolean ordered) {
        int chunkSize = Math.max(1, options.chunkSize());
        int bound = options.bufferSize() > 0
                ? options.bufferSize()
                : Math.max(LEAST_BUFFER, BUFFER_PER_WORKER * engine.size());
        Objects.requireNonNull(elements, "elements");
        Object[] inputs = elements instanceof Collection<?> collection ? collection.toArray() : null;
        Iterator<?> input = inputs == null ? elements.iterator() : null; // if that throws, nothing was begun
        StreamJob job = new StreamJob(
                PoolFunction.forMany(function, CallForm.EACH),
                inputs,
                chunkSize,
                ordered,
                bound,
                options,
                ProgressMeter.withoutEnd(options.listener(), engine.callbacks()));
        if (inputs != null && inputs.length == 0) {
            engine.requireRunning(); // no task will end, and so none would end the job
        } else {
            engine.submit(job, pool, false);
        }
        if (inputs == null) {
            engine.runInBackground(new InputFeeder(input, chunkSize, job, engine));
        }
        pool.streams.add(job);
        return new PoolIterator<>(job, engine);
    }

    /** Has the inputs read to their ends of all jobs whose results the calling thread would take. */
    final void readInputsToTheEnd() {
        List<StreamJob> jobs;
        synchronized (streams) {
            jobs = List.copyOf(streams);
        }
        for (StreamJob job : jobs) {
            if (job.readToTheEnd()) {
                engine.resume(job, false);
            }
        }
    }

    private <R> AsyncResult<List<R>> bulk(Serializable function, CallForm form, Object[] inputs, boolean helping) {
        AsyncResult<List<R>> result = new AsyncResult<>(engine);
        ProgressMeter progress = new ProgressMeter(options.listener(), engine.callbacks(), inputs.length);
        MapJob<R> job = new MapJob<>(
                PoolFunction.forMany(function, form), inputs, chunkSize(inputs.length), options, result, progress);
        result.belongsTo(job);
        if (inputs.length == 0) {
            engine.requireRunning();
            result.succeed(new ArrayList<>());
        } else {
            engine.submit(job, pool, helping);
        }
        return result;
    }

    private int chunkSize(int length) {
        if (options.chunkSize() > 0) {
            return options.chunkSize();
        }
        int chunks = CHUNKS_PER_WORKER * engine.size();
        return length / chunks + (length % chunks == 0 ? 0 : 1);
    }

    /** A stream where an input is wanted, which is asked for its iterator at once: a used one fails the call. */
    private static <T> Iterable<T> once(BaseStream<T, ?> stream, String name) {
        Iterator<T> elements = Objects.requireNonNull(stream, name).iterator();
        return () -> elements;
    }

    private static Object[] toArray(Iterable<?> elements) {
        Objects.requireNonNull(elements, "elements");
        if (elements instanceof Collection<?> collection) {
            return collection.toArray();
        }
        List<Object> list = new ArrayList<>();
        elements.forEach(list::add);
        return list.toArray();
    }

    private static <A, B> Object[] rows(Iterable<? extends Map.Entry<? extends A, ? extends B>> pairs) {
        Objects.requireNonNull(pairs, "pairs");
        List<Object[]> rows = new ArrayList<>();
        pairs.forEach(pair -> rows.add(new Object[] {pair.getKey(), pair.getValue()}));
        return rows.toArray();
    }

    private <R> List<R> starmapRows(Serializable function, int arity, Object[][] rows)
            throws InterruptedException, ExecutionException {
        return this.<R>starmapRowsAsync(function, arity, rows, true).get();
    }

    private <R> AsyncResult<List<R>> starmapRowsAsync(
            Serializable function, int arity, Object[][] rows, boolean helping) {
        Objects.requireNonNull(rows, "rows");
        for (int i = 0; i < rows.length; i++) {
            if (rows[i] == null) {
                throw new NullPointerException("row " + i);
            }
            if (rows[i].length != arity) {
                throw new IllegalArgumentException("row " + i + " has " + rows[i].length
                        + (rows[i].length == 1 ? " argument" : " arguments") + ", the function takes " + arity);
            }
        }
        return bulk(function, CallForm.ROWS, rows.clone(), helping);
    }
}
