package io.github.procession.multiprocessing;

import io.github.procession.queue.Empty;
import io.github.procession.queue.Full;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A queue of a manager: Python's {@code manager.Queue()} and {@code manager.JoinableQueue()}. It does what
 * {@link JoinableQueue} does, and a registered factory may give any queue of this package or of package {@code queue}.
 *
 * <p>In processes of the tree to which the server belongs, the queue of {@link SyncManager#queue()} is one in shared memory:
 * its calls do not go to the server, and it outlives it. From other processes, such as those of other machines, each call is
 * one round trip.
 *
 * <p><b>If a process dies, or the network is cut.</b> An item whose {@code put} has returned is in the queue. If {@code put}
 * throws {@link ManagerException} the item may be there. An item that the server took for a process that it did not reach goes
 * back into the queue, at its end, so an item may come twice if only the acknowledgement was lost.
 *
 * @param <T> the type of the items
 */
public interface QueueProxy<T extends @Nullable Object> extends BaseProxy {
    /**
     * Adds an item, waiting while the queue is full: Python's {@code put(obj)}.
     *
     * @param item the item to add, possibly null
     * @throws InterruptedException if interrupted while waiting; nothing was added then
     */
    void put(T item) throws InterruptedException;

    /**
     * Adds an item: Python's {@code put(obj, block)}.
     *
     * @param item the item to add, possibly null
     * @param block false throws at once when the queue is full
     * @throws Full if the queue is full
     * @throws InterruptedException as for {@link #put(Object)}
     */
    void put(T item, boolean block) throws InterruptedException;

    /**
     * Adds an item, waiting for some time while the queue is full: Python's {@code put(obj, timeout=t)}.
     *
     * @param item the item to add, possibly null
     * @param timeout how long to wait; null waits for ever
     * @throws Full if the queue was full all the time
     * @throws InterruptedException as for {@link #put(Object)}
     */
    void put(T item, @Nullable Duration timeout) throws InterruptedException;

    /**
     * Adds an item: Python's {@code put(obj, block, timeout)}.
     *
     * @param item the item to add, possibly null
     * @param block false throws at once when the queue is full, whatever the timeout
     * @param timeout how long to wait; null waits for ever
     * @throws Full if the queue was full all the time
     * @throws InterruptedException as for {@link #put(Object)}
     */
    void put(T item, boolean block, @Nullable Duration timeout) throws InterruptedException;

    /**
     * Adds an item if the queue is not full: Python's {@code put_nowait(obj)}.
     *
     * @param item the item to add, possibly null
     * @throws Full if the queue is full
     * @throws InterruptedException if interrupted while the server answers
     */
    void putNowait(T item) throws InterruptedException;

    /**
     * Takes the first item, waiting while the queue is empty: Python's {@code get()}.
     *
     * @return the item, possibly null
     * @throws InterruptedException if interrupted while waiting; nothing was taken then
     */
    T get() throws InterruptedException;

    /**
     * Takes the first item: Python's {@code get(block)}.
     *
     * @param block false throws at once when the queue is empty
     * @return the item, possibly null
     * @throws Empty if the queue is empty
     * @throws InterruptedException as for {@link #get()}
     */
    T get(boolean block) throws InterruptedException;

    /**
     * Takes the first item, waiting for some time while the queue is empty: Python's {@code get(timeout=t)}.
     *
     * @param timeout how long to wait; null waits for ever
     * @return the item, possibly null
     * @throws Empty if the queue was empty all the time
     * @throws InterruptedException as for {@link #get()}
     */
    T get(@Nullable Duration timeout) throws InterruptedException;

    /**
     * Takes the first item: Python's {@code get(block, timeout)}.
     *
     * @param block false throws at once when the queue is empty, whatever the timeout
     * @param timeout how long to wait; null waits for ever
     * @return the item, possibly null
     * @throws Empty if the queue was empty all the time
     * @throws InterruptedException as for {@link #get()}
     */
    T get(boolean block, @Nullable Duration timeout) throws InterruptedException;

    /**
     * Takes the first item if there is one: Python's {@code get_nowait()}.
     *
     * @return the item, possibly null
     * @throws Empty if the queue is empty
     * @throws InterruptedException if interrupted while the server answers
     */
    T getNowait() throws InterruptedException;

    /**
     * How many items the queue holds: Python's {@code qsize()}.
     *
     * @return the number of items
     */
    int qsize();

    /**
     * Whether the queue holds no item: Python's {@code empty()}.
     *
     * @return true if it is empty
     */
    boolean empty();

    /**
     * Whether the queue holds as many items as it may: Python's {@code full()}.
     *
     * @return true if it is full
     */
    boolean full();

    /**
     * Marks the work on one item as done: Python's {@code task_done()}.
     *
     * @throws IllegalStateException if it was called as often as items were put
     */
    void taskDone();

    /**
     * Waits until the work on all items is done: Python's {@code join()}.
     *
     * @throws InterruptedException if interrupted while waiting
     */
    void join() throws InterruptedException;

    /**
     * Waits for some time until the work on all items is done.
     *
     * @param timeout how long to wait; null waits for ever
     * @return whether all items are done
     * @throws InterruptedException if interrupted while waiting
     */
    boolean join(@Nullable Duration timeout) throws InterruptedException;
}
