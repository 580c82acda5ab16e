package io.github.procession.concurrent;

import io.github.procession.function.Function1;
import io.github.procession.function.Function2;
import io.github.procession.function.Function3;
import io.github.procession.function.Function4;
import io.github.procession.function.Function5;
import io.github.procession.multiprocessing.Shared;
import java.io.Serializable;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Objects;

/** Some elements of a call of {@link MapCalls#map map}, which a worker does in one go. */
final class MapChunk {
    /** Names of the parameters with several inputs. */
    private static final String[] INPUTS = {"first", "second", "third", "fourth", "fifth"};

    private MapChunk() {}

    /** Runs in the worker; a row is the argument of a function of one, else the array of its arguments. */
    static Object[] call(Shared<Serializable> shared, Object[] rows) throws Exception {
        Serializable function = shared.get();
        Object[] results = new Object[rows.length];
        for (int i = 0; i < results.length; i++) {
            results[i] = call(function, rows[i]);
        }
        return results;
    }

    @SuppressWarnings("unchecked") // types were checked where map was called
    private static Object call(Serializable function, Object row) throws Exception {
        if (function instanceof Function1<?, ?>) {
            return ((Function1<Object, Object>) function).apply(row);
        }
        Object[] a = (Object[]) row;
        return switch (function) {
            case Function2<?, ?, ?> f -> ((Function2<Object, Object, Object>) f).apply(a[0], a[1]);
            case Function3<?, ?, ?, ?> f -> ((Function3<Object, Object, Object, Object>) f).apply(a[0], a[1], a[2]);
            case Function4<?, ?, ?, ?, ?> f ->
                ((Function4<Object, Object, Object, Object, Object>) f).apply(a[0], a[1], a[2], a[3]);
            case Function5<?, ?, ?, ?, ?, ?> f ->
                ((Function5<Object, Object, Object, Object, Object, Object>) f).apply(a[0], a[1], a[2], a[3], a[4]);
            default -> throw new IllegalStateException("not a function: " + function.getClass());
        };
    }

    /** Rows made of one element of each input, as long as each has one. */
    static Iterator<Object> zip(Iterable<?>... inputs) {
        Iterator<?>[] iterators = new Iterator<?>[inputs.length];
        for (int i = 0; i < inputs.length; i++) {
            iterators[i] = Objects.requireNonNull(inputs[i], INPUTS[i]).iterator();
        }
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                for (Iterator<?> each : iterators) {
                    if (!each.hasNext()) {
                        return false;
                    }
                }
                return true;
            }

            @Override
            public Object next() {
                if (!hasNext()) {
                    throw new NoSuchElementException("an input has ended");
                }
                Object[] row = new Object[iterators.length];
                for (int i = 0; i < row.length; i++) {
                    row[i] = iterators[i].next();
                }
                return row;
            }
        };
    }
}
