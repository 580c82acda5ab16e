package io.github.procession.multiprocessing;

import io.github.procession.function.Action1;
import io.github.procession.function.Function0;
import io.github.procession.function.Function1;
import io.github.procession.function.Function2;
import java.util.List;
import java.util.concurrent.ExecutionException;

/**
 * A pool of a manager, whose workers are children of the server: Python's {@code manager.Pool(processes)}. Several processes,
 * and those of other machines, use one pool. What its methods do is what those of {@link Pool} do.
 */
public interface PoolProxy extends BaseProxy, AutoCloseable {
    /**
     * Calls a function in a worker and waits: Python's {@code apply(f)}.
     *
     * @param function the function
     * @param <R> type of the result
     * @return the result
     * @throws ExecutionException if the function throws
     * @throws InterruptedException if interrupted while waiting
     */
    <R> R apply(Function0<R> function) throws InterruptedException, ExecutionException;

    /**
     * Calls a function in a worker and waits: Python's {@code apply(f, (a,))}.
     *
     * @param function the function
     * @param a its argument
     * @param <A> type of the argument
     * @param <R> type of the result
     * @return the result
     * @throws ExecutionException if the function throws
     * @throws InterruptedException if interrupted while waiting
     */
    <A, R> R apply(Function1<A, R> function, A a) throws InterruptedException, ExecutionException;

    /**
     * Calls a function in a worker and waits: Python's {@code apply(f, (a, b))}.
     *
     * @param function the function
     * @param a its first argument
     * @param b its second argument
     * @param <A> type of the first argument
     * @param <B> type of the second argument
     * @param <R> type of the result
     * @return the result
     * @throws ExecutionException if the function throws
     * @throws InterruptedException if interrupted while waiting
     */
    <A, B, R> R apply(Function2<A, B, R> function, A a, B b) throws InterruptedException, ExecutionException;

    /**
     * Has a function called in a worker: Python's {@code apply_async(f)}.
     *
     * @param function the function
     * @param <R> type of the result
     * @return the future result
     */
    <R> AsyncResultProxy<R> applyAsync(Function0<R> function);

    /**
     * Has a function called in a worker: Python's {@code apply_async(f, (a,))}.
     *
     * @param function the function
     * @param a its argument
     * @param <A> type of the argument
     * @param <R> type of the result
     * @return the future result
     */
    <A, R> AsyncResultProxy<R> applyAsync(Function1<A, R> function, A a);

    /**
     * Has a function called in a worker: Python's {@code apply_async(f, (a, b))}.
     *
     * @param function the function
     * @param a its first argument
     * @param b its second argument
     * @param <A> type of the first argument
     * @param <B> type of the second argument
     * @param <R> type of the result
     * @return the future result
     */
    <A, B, R> AsyncResultProxy<R> applyAsync(Function2<A, B, R> function, A a, B b);

    /**
     * Calls a function for each element: Python's {@code map(f, xs)}.
     *
     * @param function the function
     * @param elements the elements, which are sent to the server at once
     * @param <T> type of the elements
     * @param <R> type of the results
     * @return the results, in the order of the elements
     * @throws ExecutionException if the function throws
     * @throws InterruptedException if interrupted while waiting
     */
    <T, R> List<R> map(Function1<? super T, ? extends R> function, List<? extends T> elements)
            throws InterruptedException, ExecutionException;

    /**
     * Calls a function for each element: Python's {@code map(f, xs, chunksize)}.
     *
     * @param function the function
     * @param elements the elements, which are sent to the server at once
     * @param chunksize how many of them make one task
     * @param <T> type of the elements
     * @param <R> type of the results
     * @return the results, in the order of the elements
     * @throws ExecutionException if the function throws
     * @throws InterruptedException if interrupted while waiting
     */
    <T, R> List<R> map(Function1<? super T, ? extends R> function, List<? extends T> elements, int chunksize)
            throws InterruptedException, ExecutionException;

    /**
     * Calls a function that returns nothing for each element and waits for the end of all.
     *
     * @param function the function
     * @param elements the elements, which are sent to the server at once
     * @param <T> type of the elements
     * @throws ExecutionException if the function throws
     * @throws InterruptedException if interrupted while waiting
     */
    <T> void forEach(Action1<? super T> function, List<? extends T> elements)
            throws InterruptedException, ExecutionException;

    /**
     * Has a function called for each element: Python's {@code map_async(f, xs)}.
     *
     * @param function the function
     * @param elements the elements, which are sent to the server at once
     * @param <T> type of the elements
     * @param <R> type of the results
     * @return the future results
     */
    <T, R> AsyncResultProxy<List<R>> mapAsync(Function1<? super T, ? extends R> function, List<? extends T> elements);

    /**
     * Has a function called for each element: Python's {@code map_async(f, xs, chunksize)}.
     *
     * @param function the function
     * @param elements the elements, which are sent to the server at once
     * @param chunksize how many of them make one task
     * @param <T> type of the elements
     * @param <R> type of the results
     * @return the future results
     */
    <T, R> AsyncResultProxy<List<R>> mapAsync(
            Function1<? super T, ? extends R> function, List<? extends T> elements, int chunksize);

    /**
     * Calls a function for each row of arguments: Python's {@code starmap(f, rows)}.
     *
     * @param function the function
     * @param rows two arguments each
     * @param <A> type of the first argument
     * @param <B> type of the second argument
     * @param <R> type of the results
     * @return the results, in the order of the rows
     * @throws ExecutionException if the function throws
     * @throws InterruptedException if interrupted while waiting
     */
    <A, B, R> List<R> starmap(Function2<A, B, R> function, Object[][] rows)
            throws InterruptedException, ExecutionException;

    /**
     * Calls a function for each row of arguments: Python's {@code starmap(f, rows, chunksize)}.
     *
     * @param function the function
     * @param rows two arguments each
     * @param chunksize how many of them make one task
     * @param <A> type of the first argument
     * @param <B> type of the second argument
     * @param <R> type of the results
     * @return the results, in the order of the rows
     * @throws ExecutionException if the function throws
     * @throws InterruptedException if interrupted while waiting
     */
    <A, B, R> List<R> starmap(Function2<A, B, R> function, Object[][] rows, int chunksize)
            throws InterruptedException, ExecutionException;

    /**
     * Has a function called for each row of arguments: Python's {@code starmap_async(f, rows)}.
     *
     * @param function the function
     * @param rows two arguments each
     * @param <A> type of the first argument
     * @param <B> type of the second argument
     * @param <R> type of the results
     * @return the future results
     */
    <A, B, R> AsyncResultProxy<List<R>> starmapAsync(Function2<A, B, R> function, Object[][] rows);

    /**
     * Has a function called for each row of arguments: Python's {@code starmap_async(f, rows, chunksize)}.
     *
     * @param function the function
     * @param rows two arguments each
     * @param chunksize how many of them make one task
     * @param <A> type of the first argument
     * @param <B> type of the second argument
     * @param <R> type of the results
     * @return the future results
     */
    <A, B, R> AsyncResultProxy<List<R>> starmapAsync(Function2<A, B, R> function, Object[][] rows, int chunksize);

    /**
     * Calls a function for each element and gives results as they come, in order: Python's {@code imap(f, xs)}.
     *
     * @param function the function
     * @param elements the elements, which are sent to the server at once
     * @param <T> type of the elements
     * @param <R> type of the results
     * @return an iterator at the server
     */
    <T, R> IteratorProxy<R> imap(Function1<? super T, ? extends R> function, List<? extends T> elements);

    /**
     * Calls a function for each element and gives results as they come, in order: Python's {@code imap(f, xs, chunksize)}.
     *
     * @param function the function
     * @param elements the elements, which are sent to the server at once
     * @param chunksize how many of them make one task
     * @param <T> type of the elements
     * @param <R> type of the results
     * @return an iterator at the server
     */
    <T, R> IteratorProxy<R> imap(Function1<? super T, ? extends R> function, List<? extends T> elements, int chunksize);

    /**
     * Calls a function for each element and gives results as they come, in any order: Python's
     * {@code imap_unordered(f, xs)}.
     *
     * @param function the function
     * @param elements the elements, which are sent to the server at once
     * @param <T> type of the elements
     * @param <R> type of the results
     * @return an iterator at the server
     */
    <T, R> IteratorProxy<R> imapUnordered(Function1<? super T, ? extends R> function, List<? extends T> elements);

    /**
     * Calls a function for each element and gives results as they come, in any order: Python's
     * {@code imap_unordered(f, xs, chunksize)}.
     *
     * @param function the function
     * @param elements the elements, which are sent to the server at once
     * @param chunksize how many of them make one task
     * @param <T> type of the elements
     * @param <R> type of the results
     * @return an iterator at the server
     */
    <T, R> IteratorProxy<R> imapUnordered(
            Function1<? super T, ? extends R> function, List<? extends T> elements, int chunksize);

    /** Takes no more tasks: Python's {@code close()}. */
    void closePool();

    /** Ends the workers: Python's {@code terminate()}. */
    void terminate();

    /**
     * Waits for the end of the workers: Python's {@code join()}.
     *
     * @throws InterruptedException if interrupted while waiting
     */
    void join() throws InterruptedException;

    /** Does what {@link #terminate()} does, as Python's {@code with}. */
    @Override
    default void close() {
        terminate();
    }
}
