package io.github.procession.multiprocessing;

import io.github.procession.internal.ObjectHome;
import io.github.procession.ipc.memory.RemoteHandle;
import io.github.procession.ipc.memory.Shareables;
import io.github.procession.ipc.sync.Deadline;
import io.github.procession.ipc.transport.MessageQueue;
import java.lang.ref.Reference;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A queue whose consumers say when they are done with an item, so that producers can wait for it: Python's
 * {@code multiprocessing.JoinableQueue}.
 *
 * <p><b>Memory consistency.</b> As for {@link Queue}; and what a thread did to shared memory before
 * {@link #taskDone} happens-before what a thread does after the {@link #join} that this call made return.
 *
 * <p><b>If a process dies.</b> As for {@link Queue}. An item that a process got and was not done with when it died
 * stays unfinished; any process may call {@link #taskDone} for it, and {@link #join(Duration)} bounds the wait.
 *
 * @param <T> the type of the items
 */
public final class JoinableQueue<T extends @Nullable Object> extends Queue<T> {
    static {
        Shareables.register(JoinableQueue.class, address -> new JoinableQueue<>(MessageQueue.open(address)));
    }

    /**
     * Makes a queue without bound: Python's {@code JoinableQueue()}.
     *
     * @throws java.io.UncheckedIOException if there is no shared memory for it
     */
    public JoinableQueue() {
        this(0);
    }

    /**
     * Makes a queue: Python's {@code JoinableQueue(maxsize)}.
     *
     * @param maxsize how many items it may hold; zero or less means no bound
     * @throws java.io.UncheckedIOException if there is no shared memory for it
     */
    public JoinableQueue(int maxsize) {
        this(Homes.ofDefault(), maxsize);
    }

    JoinableQueue(ObjectHome home, int maxsize) {
        super(home, maxsize, true);
    }

    JoinableQueue(RemoteHandle handle) {
        super(handle);
    }

    private JoinableQueue(MessageQueue shared) {
        super(shared);
    }

    /**
     * Marks the work on one item as done: Python's {@code task_done()}.
     *
     * @throws IllegalStateException if it was called as often as items were put (Python: {@code ValueError}), or if
     *     this process closed the queue
     */
    public void taskDone() {
        if (remote != null) {
            calls().taskDone();
            return;
        }
        if (!shared.finish()) {
            throw new IllegalStateException("taskDone() was called more often than items were put");
        }
        Reference.reachabilityFence(this);
    }

    /**
     * Waits until the work on all items is done: Python's {@code join()}.
     *
     * @throws InterruptedException if interrupted while waiting
     * @throws IllegalStateException if this process closed the queue
     */
    public void join() throws InterruptedException {
        join(null);
    }

    /**
     * Waits for some time until the work on all items is done.
     *
     * @param timeout how long to wait; null waits for ever, zero or less does not wait
     * @return whether all items are done
     * @throws InterruptedException if interrupted while waiting
     * @throws IllegalStateException if this process closed the queue
     */
    public boolean join(@Nullable Duration timeout) throws InterruptedException {
        if (remote != null) {
            return calls().join(timeout);
        }
        boolean done = shared.awaitFinished(Deadline.after(timeout));
        Reference.reachabilityFence(this);
        return done;
    }
}
