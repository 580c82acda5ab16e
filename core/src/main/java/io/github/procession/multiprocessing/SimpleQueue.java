package io.github.procession.multiprocessing;

import io.github.procession.internal.ObjectHome;
import io.github.procession.ipc.memory.RemoteHandle;
import io.github.procession.ipc.memory.Shareables;
import io.github.procession.ipc.sync.Deadline;
import io.github.procession.ipc.transport.MessageQueue;
import org.jspecify.annotations.Nullable;

/**
 * A queue that processes share, with the fewest calls: Python's {@code multiprocessing.SimpleQueue}. It has no bound;
 * unlike Python's, {@link #put} never waits.
 *
 * <p><b>Memory consistency.</b> As for {@link Queue}.
 *
 * <p><b>If a process dies.</b> As for {@link Queue}.
 *
 * @param <T> the type of the items
 */
public final class SimpleQueue<T extends @Nullable Object> extends QueueBase<T> {
    static {
        Shareables.register(SimpleQueue.class, address -> new SimpleQueue<>(MessageQueue.open(address)));
    }

    /**
     * Makes a queue: Python's {@code SimpleQueue()}.
     *
     * @throws java.io.UncheckedIOException if there is no shared memory for it
     */
    public SimpleQueue() {
        this(Homes.ofDefault());
    }

    SimpleQueue(ObjectHome home) {
        Remote<QueueProxy<Object>> drawn = home == null ? null : draw(home, 0, false);
        super(drawn == null ? MessageQueue.create(Integer.MAX_VALUE) : null, drawn);
        Homes.intern(this, drawn);
    }

    SimpleQueue(RemoteHandle handle) {
        super(null, remote(handle));
    }

    private SimpleQueue(MessageQueue shared) {
        super(shared, null);
    }

    /**
     * Adds an item: Python's {@code put(obj)}.
     *
     * @param item the item to add, possibly null
     * @throws InterruptedException if interrupted while another process is putting; nothing was added then
     * @throws IllegalArgumentException if the item cannot travel, with the path of the field; nothing was added then
     * @throws IllegalStateException if this process closed the queue
     * @throws java.io.UncheckedIOException if shared memory is full; nothing was added then
     */
    public void put(T item) throws InterruptedException {
        offer(item, Deadline.FOREVER);
    }

    /**
     * Takes the first item, waiting while the queue is empty: Python's {@code get()}.
     *
     * @return the item, possibly null
     * @throws InterruptedException if interrupted while waiting; nothing was taken then
     * @throws IllegalStateException if this process closed the queue
     */
    @SuppressWarnings("unchecked") // what comes out is what was put in, as with any collection
    public T get() throws InterruptedException {
        return (T) poll(Deadline.FOREVER)[0];
    }

    /**
     * Whether the queue holds no item at this moment: Python's {@code empty()}.
     *
     * @return true if it is empty
     * @throws IllegalStateException if this process closed the queue
     */
    public boolean empty() {
        return size() == 0;
    }

    /** Ends the use of the queue by this process: Python's {@code close()}. Further calls do nothing. */
    @Override
    public void close() {
        closeHere();
    }

    @Override
    public String toString() {
        return "<SimpleQueue " + (isClosed() ? "closed" : "of " + size() + " items") + ">";
    }
}
