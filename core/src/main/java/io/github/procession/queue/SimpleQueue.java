package io.github.procession.queue;

import io.github.procession.ipc.system.ArrayRing;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A first-in first-out queue without bound and with the fewest calls: Python's {@code queue.SimpleQueue}. {@link #put}
 * never waits for a consumer, so it may be called from anywhere, a cleaner's or a signal's thread included.
 *
 * <p><b>Memory consistency.</b> What a thread did before it put an item happens-before what a thread does after it got
 * that item.
 *
 * @param <T> the type of the items
 */
public final class SimpleQueue<T extends @Nullable Object> {
    private final Monitor items = new StoredMonitor(0, new ArrayRing<>());

    /** Makes a queue: Python's {@code SimpleQueue()}. */
    public SimpleQueue() {}

    /**
     * Adds an item: Python's {@code put(item)}.
     *
     * @param item the item to add, possibly null
     */
    public void put(T item) {
        if (!items.offer(item == null ? Monitor.NULL : item)) {
            throw new IllegalStateException("the queue holds " + items.size() + " items, as many as it can count");
        }
    }

    /**
     * Adds an item: Python's {@code put(item, block, timeout)}, which has these parameters for compatibility with
     * {@link Queue} and ignores them.
     *
     * @param item the item to add, possibly null
     * @param block of no meaning
     * @param timeout of no meaning
     */
    public void put(T item, boolean block, @Nullable Duration timeout) {
        put(item);
    }

    /**
     * Adds an item: Python's {@code put_nowait(item)}.
     *
     * @param item the item to add, possibly null
     */
    public void putNowait(T item) {
        put(item);
    }

    /**
     * Takes the first item, waiting while the queue is empty: Python's {@code get()}.
     *
     * @return the item, possibly null
     * @throws InterruptedException if interrupted while waiting; nothing was taken then
     */
    public T get() throws InterruptedException {
        return unmask(items.take(Monitor.FOREVER));
    }

    /**
     * Takes the first item: Python's {@code get(block)}.
     *
     * @param block false throws {@link Empty} at once when the queue is empty
     * @return the item, possibly null
     * @throws Empty if the queue is empty and {@code block} is false
     * @throws InterruptedException as for {@link #get()}
     */
    public T get(boolean block) throws InterruptedException {
        return get(block, null);
    }

    /**
     * Takes the first item, waiting for some time while the queue is empty: Python's {@code get(timeout=t)}.
     *
     * @param timeout how long to wait; null waits for ever
     * @return the item, possibly null
     * @throws Empty if the queue was empty all the time
     * @throws InterruptedException as for {@link #get()}
     * @throws IllegalArgumentException if the timeout is negative, whether there is an item or not (Python:
     *     {@code ValueError})
     */
    public T get(@Nullable Duration timeout) throws InterruptedException {
        return get(true, timeout);
    }

    /**
     * Takes the first item: Python's {@code get(block, timeout)}.
     *
     * @param block false throws {@link Empty} at once when the queue is empty, whatever the timeout
     * @param timeout how long to wait; null waits for ever
     * @return the item, possibly null
     * @throws Empty if the queue was empty all the time
     * @throws InterruptedException as for {@link #get()}
     * @throws IllegalArgumentException as for {@link #get(Duration)}
     */
    public T get(boolean block, @Nullable Duration timeout) throws InterruptedException {
        if (!block) {
            return getNowait();
        }
        Object item = items.take(Timeouts.toNanos(timeout));
        if (item == null) {
            throw new Empty("the queue stayed empty for " + timeout);
        }
        return unmask(item);
    }

    /**
     * Takes the first item if there is one: Python's {@code get_nowait()}.
     *
     * @return the item, possibly null
     * @throws Empty if the queue is empty
     */
    public T getNowait() {
        Object item = items.poll();
        if (item == null) {
            throw new Empty("the queue is empty");
        }
        return unmask(item);
    }

    /**
     * How many items the queue holds at this moment: Python's {@code qsize()}.
     *
     * @return the number of items; others may put and get before the caller looks at it
     */
    public int qsize() {
        return items.size();
    }

    /**
     * Whether the queue holds no item at this moment: Python's {@code empty()}.
     *
     * @return true if it is empty
     */
    public boolean empty() {
        return items.size() == 0;
    }

    @Override
    public String toString() {
        return "<SimpleQueue of " + qsize() + " items>";
    }

    @SuppressWarnings("unchecked") // only items of this type go in
    private T unmask(Object item) {
        return item == Monitor.NULL ? null : (T) item;
    }
}
