package io.github.procession.multiprocessing;

import io.github.procession.function.Action1;
import io.github.procession.function.Function0;
import io.github.procession.function.Function1;
import io.github.procession.function.Function2;
import io.github.procession.function.SerializableUnaryOperator;
import java.util.List;
import java.util.concurrent.ExecutionException;

/** The pool at a manager's server for which {@link PoolProxy} objects stand. */
final class ServedPool {
    private final Pool pool;

    private ServedPool(Pool pool) {
        this.pool = pool;
    }

    /**
     * A pool of that many workers, or with the options that a function sets; null is as many workers as the server may use
     * processors.
     */
    @SuppressWarnings("unchecked") // as SyncManager declares it
    static ServedPool of(Object size) {
        if (size instanceof SerializableUnaryOperator<?> options) {
            return new ServedPool(((SerializableUnaryOperator<PoolBuilder>) options)
                    .apply(Pool.builder())
                    .build());
        }
        return new ServedPool(size == null ? new Pool() : new Pool((Integer) size));
    }

    public Object apply(Function0<?> function) throws InterruptedException, ExecutionException {
        return pool.apply(function);
    }

    public Object apply(Function1<Object, ?> function, Object a) throws InterruptedException, ExecutionException {
        return pool.apply(function, a);
    }

    public Object apply(Function2<Object, Object, ?> function, Object a, Object b)
            throws InterruptedException, ExecutionException {
        return pool.apply(function, a, b);
    }

    public Object applyAsync(Function0<?> function) {
        return pool.applyAsync(function);
    }

    public Object applyAsync(Function1<Object, ?> function, Object a) {
        return pool.applyAsync(function, a);
    }

    public Object applyAsync(Function2<Object, Object, ?> function, Object a, Object b) {
        return pool.applyAsync(function, a, b);
    }

    public List<?> map(Function1<Object, ?> function, List<?> elements)
            throws InterruptedException, ExecutionException {
        return pool.map(function, elements);
    }

    public List<?> map(Function1<Object, ?> function, List<?> elements, int chunksize)
            throws InterruptedException, ExecutionException {
        return pool.map(function, elements, chunksize);
    }

    public void forEach(Action1<Object> function, List<?> elements) throws InterruptedException, ExecutionException {
        pool.forEach(function, elements);
    }

    public Object mapAsync(Function1<Object, ?> function, List<?> elements) {
        return pool.mapAsync(function, elements);
    }

    public Object mapAsync(Function1<Object, ?> function, List<?> elements, int chunksize) {
        return pool.mapAsync(function, elements, chunksize);
    }

    public List<?> starmap(Function2<Object, Object, ?> function, Object[][] rows)
            throws InterruptedException, ExecutionException {
        return pool.starmap(function, rows);
    }

    public List<?> starmap(Function2<Object, Object, ?> function, Object[][] rows, int chunksize)
            throws InterruptedException, ExecutionException {
        return pool.chunksize(chunksize).starmap(function, rows);
    }

    public Object starmapAsync(Function2<Object, Object, ?> function, Object[][] rows) {
        return pool.starmapAsync(function, rows);
    }

    public Object starmapAsync(Function2<Object, Object, ?> function, Object[][] rows, int chunksize) {
        return pool.chunksize(chunksize).starmapAsync(function, rows);
    }

    public Object imap(Function1<Object, ?> function, List<?> elements) {
        return pool.imap(function, elements);
    }

    public Object imapUnordered(Function1<Object, ?> function, List<?> elements) {
        return pool.imapUnordered(function, elements);
    }

    public Object imap(Function1<Object, ?> function, List<?> elements, int chunksize) {
        return pool.imap(function, elements, chunksize);
    }

    public Object imapUnordered(Function1<Object, ?> function, List<?> elements, int chunksize) {
        return pool.imapUnordered(function, elements, chunksize);
    }

    public void closePool() {
        pool.close();
    }

    public void terminate() {
        pool.terminate();
    }

    public void join() throws InterruptedException {
        pool.join();
    }

    @Override
    public String toString() {
        return pool.toString();
    }
}
