package io.github.procession.multiprocessing;

import io.github.procession.internal.ObjectHome;
import io.github.procession.ipc.memory.RemoteHandle;
import io.github.procession.ipc.memory.Shareables;
import io.github.procession.ipc.transport.MessageQueue;
import io.github.procession.queue.Empty;
import io.github.procession.queue.Full;
import io.github.procession.serialization.NotSendableException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A first-in first-out queue that processes share: Python's {@code multiprocessing.Queue}. It may be sent to any process
 * at any time, as an argument, through another queue or captured by a lambda; all copies are the same queue.
 *
 * <p>Items are copied: {@link #put} encodes its argument before it returns, so later changes do not travel, and an
 * object that cannot travel is refused there, with the path of the field that cannot. Items of one producer keep their
 * order. Any number of processes and threads may put and get.
 *
 * <p>Without a bound {@code put} never waits, and nothing waits for a consumer when a process ends: what was put stays in
 * shared memory, so joining a producer before draining its queue is safe. Python's feeder thread does not exist;
 * {@link #joinThread} and {@link #cancelJoinThread} are here for ported programs.
 *
 * <p><b>Memory consistency.</b> What a thread did to shared memory before it put an item happens-before what a thread of
 * any process does after it got that item.
 *
 * <p><b>If a process dies.</b> An item whose {@code put} had returned is never lost, unless the process that was getting
 * it died; an item whose {@code put} had not returned is there as a whole or not at all. A process that waits for one
 * that died goes on within about 100 ms.
 *
 * @param <T> the type of the items
 */
public non-sealed class Queue<T extends @Nullable Object> extends QueueBase<T> {
    static {
        Shareables.register(Queue.class, address -> new Queue<>(MessageQueue.open(address)));
    }

    /**
     * Makes a queue without bound: Python's {@code Queue()}.
     *
     * @throws java.io.UncheckedIOException if there is no shared memory for it
     */
    public Queue() {
        this(0);
    }

    /**
     * Makes a queue: Python's {@code Queue(maxsize)}.
     *
     * @param maxsize how many items it may hold; zero or less means no bound
     * @throws java.io.UncheckedIOException if there is no shared memory for it
     */
    @SuppressWarnings("this-escape") // only into a weak table, where no thread can look the new address up yet
    public Queue(int maxsize) {
        this(Homes.ofDefault(), maxsize, false);
    }

    @SuppressWarnings("this-escape") // as above
    Queue(ObjectHome home, int maxsize, boolean joinable) {
        Remote<QueueProxy<Object>> drawn = home == null ? null : draw(home, maxsize, joinable);
        super(drawn == null ? MessageQueue.create(maxsize <= 0 ? Integer.MAX_VALUE : maxsize) : null, drawn);
        Homes.intern(this, drawn);
    }

    Queue(MessageQueue shared) {
        super(shared, null);
    }

    Queue(RemoteHandle handle) {
        super(null, remote(handle));
    }

    /**
     * Adds an item, waiting while the queue is full: Python's {@code put(obj)}.
     *
     * @param item the item to add, possibly null
     * @throws InterruptedException if interrupted while waiting; nothing was added then
     * @throws IllegalArgumentException if the item cannot travel, with the path of the field; nothing was added then
     * @throws IllegalStateException if this process closed the queue
     * @throws java.io.UncheckedIOException if shared memory is full; nothing was added then
     */
    public void put(T item) throws InterruptedException {
        put(item, true, null);
    }

    /**
     * Adds an item: Python's {@code put(obj, block)}.
     *
     * @param item the item to add, possibly null
     * @param block false throws {@link Full} at once when the queue is full
     * @throws Full if the queue is full and {@code block} is false
     * @throws InterruptedException as for {@link #put(Object)}
     */
    public void put(T item, boolean block) throws InterruptedException {
        put(item, block, null);
    }

    /**
     * Adds an item, waiting for some time while the queue is full: Python's {@code put(obj, timeout=t)}.
     *
     * @param item the item to add, possibly null
     * @param timeout how long to wait; null waits for ever, zero or less does not wait
     * @throws Full if the queue was full all the time
     * @throws InterruptedException as for {@link #put(Object)}
     */
    public void put(T item, @Nullable Duration timeout) throws InterruptedException {
        put(item, true, timeout);
    }

    /**
     * Adds an item: Python's {@code put(obj, block, timeout)}.
     *
     * @param item the item to add, possibly null
     * @param block false throws {@link Full} at once when the queue is full, whatever the timeout
     * @param timeout how long to wait; null waits for ever, zero or less does not wait
     * @throws Full if the queue was full all the time
     * @throws InterruptedException as for {@link #put(Object)}
     */
    public void put(T item, boolean block, @Nullable Duration timeout) throws InterruptedException {
        boolean added;
        try {
            added = offer(item, deadline(block, timeout));
        } catch (NotSendableException e) {
            onPutError(e, item);
            return;
        }
        if (!added) {
            throw new Full("the queue is full: " + bound() + " items");
        }
    }

    /**
     * Adds an item if the queue is not full: Python's {@code put_nowait(obj)}.
     *
     * @param item the item to add, possibly null
     * @throws Full if the queue is full
     * @throws InterruptedException as for {@link #put(Object)}
     */
    public void putNowait(T item) throws InterruptedException {
        put(item, false, null);
    }

    /**
     * Hook for an item that cannot travel: Python's {@code _on_queue_feeder_error}, called by {@code put}
     * in its own thread. This method throws the error; a subclass may do otherwise. A subclass's queue works in the
     * process that made it; in others it is a plain queue.
     *
     * @param error says why the item cannot travel
     * @param item the item, which is in no queue
     */
    protected void onPutError(IllegalArgumentException error, T item) {
        throw error;
    }

    /**
     * Takes the first item, waiting while the queue is empty: Python's {@code get()}.
     *
     * @return the item, possibly null
     * @throws InterruptedException if interrupted while waiting; nothing was taken then
     * @throws IllegalStateException if this process closed the queue, or if the item cannot be rebuilt here: it is gone
     *     then, the next one is not harmed
     */
    public T get() throws InterruptedException {
        return get(true, null);
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
     * @param timeout how long to wait; null waits for ever, zero or less does not wait
     * @return the item, possibly null
     * @throws Empty if the queue was empty all the time
     * @throws InterruptedException as for {@link #get()}
     */
    public T get(@Nullable Duration timeout) throws InterruptedException {
        return get(true, timeout);
    }

    /**
     * Takes the first item: Python's {@code get(block, timeout)}.
     *
     * @param block false throws {@link Empty} at once when the queue is empty, whatever the timeout
     * @param timeout how long to wait; null waits for ever, zero or less does not wait
     * @return the item, possibly null
     * @throws Empty if the queue was empty all the time
     * @throws InterruptedException as for {@link #get()}
     */
    @SuppressWarnings("unchecked") // what comes out is what was put in, as with any collection
    public T get(boolean block, @Nullable Duration timeout) throws InterruptedException {
        Object[] item = poll(deadline(block, timeout));
        if (item == null) {
            throw new Empty(block ? "the queue stayed empty for " + timeout : "the queue is empty");
        }
        return (T) item[0];
    }

    /**
     * Takes the first item if there is one: Python's {@code get_nowait()}.
     *
     * @return the item, possibly null
     * @throws Empty if the queue is empty
     * @throws InterruptedException as for {@link #get()}
     */
    public T getNowait() throws InterruptedException {
        return get(false, null);
    }

    /**
     * How many items the queue holds at this moment: Python's {@code qsize()}.
     *
     * @return the number of items; others may put and get before the caller looks at it
     * @throws IllegalStateException if this process closed the queue
     */
    public int qsize() {
        return size();
    }

    private long bound() {
        return remote == null ? shared.bound() : remote.handle().parameter();
    }

    /**
     * Whether the queue holds no item at this moment: Python's {@code empty()}. Unlike in Python, an item whose
     * {@code put} has returned is always seen.
     *
     * @return true if it is empty
     * @throws IllegalStateException if this process used the queue and closed it
     */
    public boolean empty() {
        return isEmpty();
    }

    /**
     * Whether the queue holds as many items as it may at this moment: Python's {@code full()}.
     *
     * @return true if it is full; never for a queue without bound
     * @throws IllegalStateException if this process closed the queue
     */
    public boolean full() {
        return remote == null ? shared.size() >= shared.bound() : calls().full();
    }

    /**
     * Ends the use of the queue by this process: Python's {@code close()}. Other processes are not
     * touched, and what was put stays for them. Further calls do nothing.
     */
    @Override
    public void close() {
        closeHere();
    }

    /**
     * Waits until all that this process put can be got: Python's {@code join_thread()}. That is so when {@code put}
     * returns, so this never waits.
     *
     * @throws IllegalStateException if the queue is not closed
     */
    public void joinThread() {
        if (!isClosed()) {
            throw new IllegalStateException("joinThread() comes after close()");
        }
    }

    /** Lets the process end without waiting for the queue: Python's {@code cancel_join_thread()}. It never waits. */
    public void cancelJoinThread() {
        // there is no feeder thread, so there is nothing to cancel and nothing that could be lost
    }

    @Override
    public String toString() {
        return "<" + getClass().getSimpleName() + " " + (isClosed() ? "closed" : "of " + qsize() + " items") + ">";
    }
}
