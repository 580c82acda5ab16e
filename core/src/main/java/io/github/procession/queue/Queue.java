package io.github.procession.queue;

import io.github.procession.ipc.system.ArrayRing;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * A first-in first-out queue between the threads of one JVM: Python's {@code queue.Queue}. It has the calls of
 * {@link io.github.procession.multiprocessing.Queue}, so that one import changes between threads and processes; but it
 * hands over the objects themselves. Any number of platform and virtual threads may put and get.
 *
 * <pre>{@code
 * var queue = new Queue<String>();
 * Thread.ofVirtual().start(() -> {
 *     try {
 *         while (true) {
 *             work(queue.get());
 *             queue.taskDone();
 *         }
 *     } catch (ShutDown e) {
 *         // no more to come
 *     }
 * });
 * queue.put("a");
 * queue.join();                    // until the work on all items is done
 * queue.shutdown();
 * }</pre>
 *
 * <p>It is not fair: a caller that comes at the right moment may pass those that wait. {@link #asBlockingQueue} is the same
 * queue for code that wants the interface of {@code java.util.concurrent}.
 *
 * <p><b>Memory consistency.</b> What a thread did before it put an item happens-before what a thread does after it got
 * that item, what it did before {@link #taskDone} happens-before what a thread does after the {@link #join} that this
 * call made return, and what it did before {@link #shutdown()} happens-before what a thread does that saw
 * {@link ShutDown}.
 *
 * @param <T> the type of the items
 */
// Longer than most: the methods of Python's class with their comments.
public class Queue<T extends @Nullable Object> {
    private final Monitor monitor;
    private final BlockingView<T> view;

    /** Makes a queue without bound: Python's {@code Queue()}. */
    public Queue() {
        this(0);
    }

    /**
     * Makes a queue: Python's {@code Queue(maxsize)}.
     *
     * @param maxsize how many items it may hold; zero or less means no bound
     */
    public Queue(int maxsize) {
        this(new StoredMonitor(maxsize, new ArrayRing<>()));
    }

    /**
     * Makes a queue over a storage of the caller's, which decides on the order, and on what is kept: Python's hooks
     * {@code _init}, {@code _qsize}, {@code _put} and {@code _get}.
     *
     * <p>The queue calls {@code offer}, {@code poll}, {@code peek}, {@code size}, {@code isEmpty} and {@code iterator},
     * one thread at a time, and no other may touch the storage from now on. What it throws reaches who put or got;
     * the queue stays as it was. An item that {@code offer} refuses, by returning false, is dropped and does not count
     * for {@link #join}.
     *
     * @param maxsize how many items it may hold; zero or less means no bound
     * @param storage where the items are kept, empty
     */
    @SuppressWarnings("unchecked") // only items go in, and come out as they were
    protected Queue(int maxsize, java.util.Queue<T> storage) {
        this(new CustomMonitor(maxsize, (java.util.Queue<Object>) storage));
    }

    Queue(Monitor monitor) {
        this.monitor = monitor;
        this.view = new BlockingView<>(monitor);
    }

    /**
     * Adds an item, waiting while the queue is full: Python's {@code put(item)}.
     *
     * @param item the item to add, possibly null
     * @throws InterruptedException if interrupted while waiting; nothing was added then
     * @throws ShutDown if the queue was shut down, before or while this waited
     */
    public void put(T item) throws InterruptedException {
        monitor.put(mask(item), Monitor.FOREVER);
    }

    /**
     * Adds an item: Python's {@code put(item, block)}.
     *
     * @param item the item to add, possibly null
     * @param block false throws {@link Full} at once when the queue is full
     * @throws Full if the queue is full and {@code block} is false
     * @throws InterruptedException as for {@link #put(Object)}
     * @throws ShutDown as for {@link #put(Object)}
     */
    public void put(T item, boolean block) throws InterruptedException {
        put(item, block, null);
    }

    /**
     * Adds an item, waiting for some time while the queue is full: Python's {@code put(item, timeout=t)}.
     *
     * @param item the item to add, possibly null
     * @param timeout how long to wait; null waits for ever
     * @throws Full if the queue was full all the time
     * @throws InterruptedException as for {@link #put(Object)}
     * @throws ShutDown as for {@link #put(Object)}
     * @throws IllegalArgumentException if the queue has a bound and the timeout is negative (Python: {@code ValueError})
     */
    public void put(T item, @Nullable Duration timeout) throws InterruptedException {
        put(item, true, timeout);
    }

    /**
     * Adds an item: Python's {@code put(item, block, timeout)}.
     *
     * @param item the item to add, possibly null
     * @param block false throws {@link Full} at once when the queue is full, whatever the timeout
     * @param timeout how long to wait; null waits for ever
     * @throws Full if the queue was full all the time
     * @throws InterruptedException as for {@link #put(Object)}
     * @throws ShutDown as for {@link #put(Object)}
     * @throws IllegalArgumentException as for {@link #put(Object, Duration)}
     */
    public void put(T item, boolean block, @Nullable Duration timeout) throws InterruptedException {
        if (!block) {
            putNowait(item);
        } else if (!monitor.put(mask(item), maxsize() > 0 ? Timeouts.toNanos(timeout) : Monitor.FOREVER)) {
            throw new Full("the queue stayed full for " + timeout + ": " + maxsize() + " items");
        }
    }

    /**
     * Adds an item if the queue is not full: Python's {@code put_nowait(item)}.
     *
     * @param item the item to add, possibly null
     * @throws Full if the queue is full
     * @throws ShutDown if the queue was shut down
     */
    public void putNowait(T item) {
        if (!monitor.offer(mask(item))) {
            throw new Full("the queue is full: " + maxsize() + " items");
        }
    }

    /**
     * Takes the next item, waiting while the queue is empty: Python's {@code get()}.
     *
     * @return the item, possibly null
     * @throws InterruptedException if interrupted while waiting; nothing was taken then
     * @throws ShutDown if the queue was shut down, before or while this waited, and is empty
     */
    public T get() throws InterruptedException {
        return unmask(monitor.take(Monitor.FOREVER));
    }

    /**
     * Takes the next item: Python's {@code get(block)}.
     *
     * @param block false throws {@link Empty} at once when the queue is empty
     * @return the item, possibly null
     * @throws Empty if the queue is empty and {@code block} is false
     * @throws InterruptedException as for {@link #get()}
     * @throws ShutDown as for {@link #get()}
     */
    public T get(boolean block) throws InterruptedException {
        return get(block, null);
    }

    /**
     * Takes the next item, waiting for some time while the queue is empty: Python's {@code get(timeout=t)}.
     *
     * @param timeout how long to wait; null waits for ever
     * @return the item, possibly null
     * @throws Empty if the queue was empty all the time
     * @throws InterruptedException as for {@link #get()}
     * @throws ShutDown as for {@link #get()}
     * @throws IllegalArgumentException if the timeout is negative, whether there is an item or not (Python:
     *     {@code ValueError})
     */
    public T get(@Nullable Duration timeout) throws InterruptedException {
        return get(true, timeout);
    }

    /**
     * Takes the next item: Python's {@code get(block, timeout)}.
     *
     * @param block false throws {@link Empty} at once when the queue is empty, whatever the timeout
     * @param timeout how long to wait; null waits for ever
     * @return the item, possibly null
     * @throws Empty if the queue was empty all the time
     * @throws InterruptedException as for {@link #get()}
     * @throws ShutDown as for {@link #get()}
     * @throws IllegalArgumentException as for {@link #get(Duration)}
     */
    public T get(boolean block, @Nullable Duration timeout) throws InterruptedException {
        if (!block) {
            return getNowait();
        }
        Object item = monitor.take(Timeouts.toNanos(timeout));
        if (item == null) {
            throw new Empty("the queue stayed empty for " + timeout);
        }
        return unmask(item);
    }

    /**
     * Takes the next item if there is one: Python's {@code get_nowait()}.
     *
     * @return the item, possibly null
     * @throws Empty if the queue is empty
     * @throws ShutDown if the queue was shut down and is empty
     */
    public T getNowait() {
        Object item = monitor.poll();
        if (item == null) {
            throw new Empty("the queue is empty");
        }
        return unmask(item);
    }

    /**
     * Marks the work on one item as done: Python's {@code task_done()}.
     *
     * @throws IllegalStateException if it was called as often as items were put (Python: {@code ValueError})
     */
    public void taskDone() {
        if (!monitor.finish()) {
            throw new IllegalStateException("taskDone() was called more often than items were put");
        }
    }

    /**
     * Waits until the work on all items is done: Python's {@code join()}.
     *
     * @throws InterruptedException if interrupted while waiting
     */
    public void join() throws InterruptedException {
        monitor.awaitFinished(Monitor.FOREVER);
    }

    /**
     * Waits for some time until the work on all items is done; as for
     * {@link io.github.procession.multiprocessing.JoinableQueue#join(Duration)}, Python has no such call.
     *
     * @param timeout how long to wait; null waits for ever, zero or less does not wait
     * @return whether all items are done
     * @throws InterruptedException if interrupted while waiting
     */
    public boolean join(@Nullable Duration timeout) throws InterruptedException {
        return monitor.awaitFinished(timeout != null && timeout.isNegative() ? 0 : Timeouts.toNanos(timeout));
    }

    /**
     * Lets nothing in any more: Python's {@code shutdown()}. A thread that puts, or waits to put, gets {@link ShutDown}; items that
     * are there can be got, after them {@code get} throws it too. {@link #join} is not touched.
     */
    public void shutdown() {
        monitor.shutDown(false);
    }

    /**
     * Lets nothing in any more, and perhaps nothing out: Python's {@code shutdown(immediate)}. It may be called again, the
     * second time with the other argument.
     *
     * @param immediate true drops the items that are there, and counts them as done: {@link #join} returns unless items
     *     that were got are unfinished
     */
    public void shutdown(boolean immediate) {
        monitor.shutDown(immediate);
    }

    /**
     * Whether the queue was shut down: Python's {@code is_shutdown}.
     *
     * @return true from the first shutdown on
     */
    public boolean isShutdown() {
        return monitor.isShutDown();
    }

    /**
     * How many items the queue holds at this moment: Python's {@code qsize()}.
     *
     * @return the number of items; others may put and get before the caller looks at it
     */
    public int qsize() {
        return monitor.size();
    }

    /**
     * Whether the queue holds no item at this moment: Python's {@code empty()}.
     *
     * @return true if it is empty
     */
    public boolean empty() {
        return monitor.size() == 0;
    }

    /**
     * Whether the queue holds as many items as it may at this moment: Python's {@code full()}.
     *
     * @return true if it is full; never for a queue without bound
     */
    public boolean full() {
        return monitor.full();
    }

    /**
     * How many items the queue may hold: Python's {@code maxsize}.
     *
     * @return the bound; zero or less means that there is none
     */
    public int maxsize() {
        return monitor.maxsize();
    }

    /**
     * Sets how many items the queue may hold: Python's {@code q.maxsize = n}. Items above a lower bound stay; who waits
     * for room goes on at once if the bound is higher (in Python: with the next {@code get}).
     *
     * @param maxsize the bound; zero or less means that there is none
     */
    public void setMaxsize(int maxsize) {
        monitor.setMaxsize(maxsize);
    }

    /**
     * The same queue as an interface of {@code java.util.concurrent}.
     *
     * <p>What is put through it counts for {@link #join}, and {@link #taskDone} says that the work on it is done. What is
     * removed and not taken ({@code remove(Object)}, {@code removeIf}, {@code clear} and the like) counts as done.
     * After {@link #shutdown()} whatever adds throws {@link ShutDown}; so do {@code take} and the {@code poll} that waits,
     * when the queue is empty. The interface knows no null: it adds none, and where the next item is a null that
     * {@link #put} has brought, taking or looking throws {@link NullPointerException} and leaves it to {@link #get}.
     *
     * <p>Iterators, streams and {@code toArray} show the items of one moment; an iterator may remove what is still there.
     *
     * @return a view, always the same one
     */
    public BlockingQueue<T> asBlockingQueue() {
        return view;
    }

    @Override
    public String toString() {
        return "<" + getClass().getSimpleName() + " of " + qsize() + " items" + (isShutdown() ? ", shut down>" : ">");
    }

    private static Object mask(Object item) {
        return item == null ? Monitor.NULL : item;
    }

    @SuppressWarnings("unchecked") // only items of this type go in
    private T unmask(Object item) {
        return item == Monitor.NULL ? null : (T) item;
    }
}
