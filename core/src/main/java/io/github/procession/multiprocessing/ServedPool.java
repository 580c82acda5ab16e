package io.github.procession.multiprocessing;

import io.github.procession.function.Function0;
import io.github.procession.function.Function1;
import io.github.procession.function.Function2;
import java.util.List;
import java.util.concurrent.ExecutionException;

/** The object of a {@link PoolProxy}. */
final class ServedPool {
    private final Pool pool;

    /** A pool of that many workers; null is as many as the server may use processors. */
    ServedPool(Integer processes) {
        pool = processes == null ? new Pool() : new Pool(processes);
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

    public Object mapAsync(Function1<Object, ?> function, List<?> elements) {
        return pool.mapAsync(function, elements);
    }

    public List<?> starmap(Function2<Object, Object, ?> function, Object[][] rows)
            throws InterruptedException, ExecutionException {
        return pool.starmap(function, rows);
    }

    public Object starmapAsync(Function2<Object, Object, ?> function, Object[][] rows) {
        return pool.starmapAsync(function, rows);
    }

    public Object imap(Function1<Object, ?> function, List<?> elements) {
        return pool.imap(function, elements);
    }

    public Object imapUnordered(Function1<Object, ?> function, List<?> elements) {
        return pool.imapUnordered(function, elements);
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
