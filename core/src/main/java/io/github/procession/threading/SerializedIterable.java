package io.github.procession.threading;

import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/** One iterator for many threads: each of its views takes the next value, in turn with the others. */
final class SerializedIterable<T extends @Nullable Object> implements Iterable<T> {
    private final Iterator<? extends T> source;

    SerializedIterable(Iterator<? extends T> source) {
        this.source = source;
    }

    /** The next value for one of the views, or null when there is none. */
    private synchronized @Nullable Taken<T> take() {
        return source.hasNext() ? new Taken<>(source.next()) : null;
    }

    /** A value, which may be null. */
    private record Taken<T>(T value) {}

    @Override
    public Iterator<T> iterator() {
        return new View();
    }

    /** The view of one thread, which needs no lock of its own. What {@code hasNext} has taken is for this view's {@code next}. */
    private final class View implements Iterator<T> {
        private Taken<T> taken;

        @Override
        public boolean hasNext() {
            if (taken == null) {
                taken = take();
            }
            return taken != null;
        }

        @Override
        public T next() {
            if (!hasNext()) {
                throw new NoSuchElementException("the iterator is at its end");
            }
            T value = taken.value();
            taken = null;
            return value;
        }
    }
}
