package io.github.procession.queue;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Queue;
import java.util.function.Predicate;

/**
 * A monitor over a collection that a user supplies: it stores null as null, and asks the collection whether it is
 * empty.
 */
@SuppressWarnings("serial") // as its superclass
final class CustomMonitor extends Monitor {
    private final Queue<Object> storage;

    CustomMonitor(int maxsize, Queue<Object> storage) {
        super(maxsize);
        this.storage = storage;
    }

    private static Object masked(Object item) {
        return item == null ? NULL : item;
    }

    @Override
    boolean offerItem(Object item) {
        return storage.offer(item == NULL ? null : item);
    }

    @Override
    Object pollItem() {
        return storage.isEmpty() ? null : masked(storage.poll());
    }

    @Override
    Object peekItem() {
        return storage.isEmpty() ? null : masked(storage.peek());
    }

    @Override
    int count() {
        return storage.size();
    }

    @Override
    Iterator<Object> iterator() {
        List<Object> items = new ArrayList<>(storage.size());
        storage.forEach(item -> items.add(masked(item)));
        return items.iterator();
    }

    @Override
    void drop(Predicate<Object> filter, boolean onlyFirst) {
        StoredMonitor.drop(storage, item -> filter.test(masked(item)), onlyFirst);
    }
}
