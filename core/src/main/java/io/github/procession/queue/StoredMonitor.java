package io.github.procession.queue;

import java.util.Iterator;
import java.util.Queue;
import java.util.function.Predicate;

/** A monitor over a collection of this package's own, in whose order items go; it holds {@link Monitor#NULL} for null. */
@SuppressWarnings("serial") // as its superclass
final class StoredMonitor extends Monitor {
    private final Queue<Object> storage;

    StoredMonitor(int maxsize, Queue<Object> storage) {
        super(maxsize);
        this.storage = storage;
    }

    @Override
    boolean offerItem(Object item) {
        return storage.offer(item);
    }

    @Override
    Object pollItem() {
        return storage.poll();
    }

    @Override
    Object peekItem() {
        return storage.peek();
    }

    @Override
    int count() {
        return storage.size();
    }

    @Override
    Iterator<Object> iterator() {
        return storage.iterator();
    }

    @Override
    void drop(Predicate<Object> filter, boolean onlyFirst) {
        drop(storage, filter, onlyFirst);
    }

    static void drop(Queue<Object> storage, Predicate<Object> filter, boolean onlyFirst) {
        if (!onlyFirst) {
            storage.removeIf(filter);
            return;
        }
        for (Iterator<Object> items = storage.iterator(); items.hasNext(); ) {
            if (filter.test(items.next())) {
                items.remove();
                return;
            }
        }
    }
}
