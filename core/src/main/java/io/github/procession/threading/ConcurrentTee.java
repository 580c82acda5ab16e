package io.github.procession.threading;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * The values of one iterator for several consumers. The values are linked, and each consumer holds the last one that it has
 * had: what all have had is held by none.
 */
final class ConcurrentTee<T extends @Nullable Object> {
    private static final int MOST_CONSUMERS = 1 << 16;

    private final Iterator<? extends T> source;

    /** A value and those after it, as far as they were asked for; guarded by the tee. */
    private static final class Link<T> {
        private final T value;
        private Link<T> next;

        Link(T value) {
            this.value = value;
        }
    }

    private ConcurrentTee(Iterator<? extends T> source) {
        this.source = source;
    }

    static <T> List<Iterator<T>> of(Iterator<? extends T> source, int n) {
        if (n < 0 || n > MOST_CONSUMERS) {
            throw new IllegalArgumentException("n must be from 0 to " + MOST_CONSUMERS + ": " + n);
        }
        ConcurrentTee<T> tee = new ConcurrentTee<>(source);
        Link<T> start = new Link<>(null);
        List<Iterator<T>> consumers = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            consumers.add(tee.new Consumer(start));
        }
        return List.copyOf(consumers);
    }

    /** The link after that one, null at the end. */
    private synchronized Link<T> after(Link<T> last) {
        if (last.next == null && source.hasNext()) {
            last.next = new Link<>(source.next());
        }
        return last.next;
    }

    private final class Consumer implements Iterator<T> {
        private Link<T> last;

        Consumer(Link<T> start) {
            this.last = start;
        }

        @Override
        public boolean hasNext() {
            return after(last) != null;
        }

        @Override
        public T next() {
            Link<T> next = after(last);
            if (next == null) {
                throw new NoSuchElementException("the iterator is at its end");
            }
            last = next;
            return next.value;
        }
    }
}
