package io.github.procession.queue;

import java.util.AbstractQueue;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A {@link Queue} as a {@link BlockingQueue}; what it promises stands at {@link Queue#asBlockingQueue}. */
final class BlockingView<T extends @Nullable Object> extends AbstractQueue<T> implements BlockingQueue<T> {
    private final Monitor monitor;

    BlockingView(Monitor monitor) {
        this.monitor = monitor;
    }

    @Override
    public void put(T item) throws InterruptedException {
        monitor.put(Objects.requireNonNull(item, "item"), Monitor.FOREVER);
    }

    @Override
    public boolean offer(T item) {
        return monitor.offer(Objects.requireNonNull(item, "item"));
    }

    @Override
    public boolean offer(T item, long timeout, TimeUnit unit) throws InterruptedException {
        return monitor.put(Objects.requireNonNull(item, "item"), unit.toNanos(timeout));
    }

    @Override
    public T take() throws InterruptedException {
        return cast(monitor.takeUnlessNull(Monitor.FOREVER));
    }

    @Override
    public T poll(long timeout, TimeUnit unit) throws InterruptedException {
        return cast(monitor.takeUnlessNull(unit.toNanos(timeout)));
    }

    @Override
    public T poll() {
        return cast(monitor.pollUnlessNull());
    }

    @Override
    public T peek() {
        return cast(monitor.peek());
    }

    @SuppressWarnings("unchecked") // only items of this type go in
    private T cast(Object item) {
        return (T) item;
    }

    @Override
    public int size() {
        return monitor.size();
    }

    @Override
    public int remainingCapacity() {
        return monitor.room();
    }

    @Override
    public int drainTo(Collection<? super T> target) {
        return drainTo(target, Integer.MAX_VALUE);
    }

    @Override
    public int drainTo(Collection<? super T> target, int most) {
        Objects.requireNonNull(target, "target");
        if (target == this) {
            throw new IllegalArgumentException("a queue cannot be drained to itself");
        }
        return monitor.drain(item -> target.add(cast(item)), most);
    }

    @Override
    public boolean contains(Object item) {
        return item != null && monitor.snapshot().contains(item);
    }

    @Override
    public boolean remove(Object item) {
        return item != null && monitor.dropIf(item::equals, true);
    }

    @Override
    public boolean removeIf(Predicate<? super T> filter) {
        Objects.requireNonNull(filter, "filter");
        return monitor.dropIf(item -> filter.test(unmask(item)), false);
    }

    @Override
    public boolean removeAll(Collection<?> items) {
        Objects.requireNonNull(items, "items");
        return removeIf(items::contains);
    }

    @Override
    public boolean retainAll(Collection<?> items) {
        Objects.requireNonNull(items, "items");
        return removeIf(item -> !items.contains(item));
    }

    @Override
    public void clear() {
        monitor.dropIf(_ -> true, false);
    }

    @Override
    public Object[] toArray() {
        return items().toArray();
    }

    @Override
    public <E> E[] toArray(E[] array) {
        return items().toArray(array);
    }

    @Override
    public String toString() {
        return items().toString();
    }

    @Override
    public Spliterator<T> spliterator() {
        return Spliterators.spliterator(items(), Spliterator.ORDERED);
    }

    @Override
    public Iterator<T> iterator() {
        return new SnapshotIterator(monitor.snapshot().iterator());
    }

    private List<T> items() {
        List<T> items = new ArrayList<>();
        monitor.snapshot().forEach(item -> items.add(unmask(item)));
        return items;
    }

    private T unmask(Object item) {
        return item == Monitor.NULL ? null : cast(item);
    }

    /**
     * Iterator over the items that the queue had at one moment; it removes the very object that it gave, if that is
     * still in the queue.
     */
    private final class SnapshotIterator implements Iterator<T> {
        private final Iterator<Object> items;
        private Object last;

        private SnapshotIterator(Iterator<Object> items) {
            this.items = items;
        }

        @Override
        public boolean hasNext() {
            return items.hasNext();
        }

        @Override
        public T next() {
            last = items.next();
            return unmask(last);
        }

        @Override
        public void remove() {
            if (last == null) {
                throw new IllegalStateException("remove() comes once after each next()");
            }
            Object item = last;
            last = null;
            monitor.dropIf(each -> each == item, true);
        }
    }
}
