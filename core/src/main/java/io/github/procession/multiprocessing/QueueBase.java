package io.github.procession.multiprocessing;

import io.github.procession.internal.Cleaners;
import io.github.procession.internal.ObjectHome;
import io.github.procession.ipc.memory.RemoteHandle;
import io.github.procession.ipc.memory.Shareable;
import io.github.procession.ipc.memory.Shareables;
import io.github.procession.ipc.sync.Deadline;
import io.github.procession.ipc.sync.EventCount;
import io.github.procession.ipc.transport.ClosedException;
import io.github.procession.ipc.transport.MessageQueue;
import io.github.procession.queue.Empty;
import io.github.procession.queue.Full;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ref.Reference;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Base of the queues between processes: the shared queue, and its errors in users' words. */
@SuppressWarnings("exports") // Shareable is for the library's own classes
abstract sealed class QueueBase<T extends @Nullable Object> implements Shareable, AutoCloseable, Waitable
        permits Queue, SimpleQueue {
    /** Null if the queue is not in shared memory. */
    final @Nullable MessageQueue shared;

    /** Where the queue lives; null for shared memory. */
    final @Nullable Remote<QueueProxy<Object>> remote;

    /** Only of a queue that is not in shared memory. */
    private volatile boolean closed;

    /** Whether this process ever put or got an item; Python's empty() on a closed queue depends on it. */
    volatile boolean used;

    QueueBase(MessageQueue shared, Remote<QueueProxy<Object>> remote) {
        this.shared = shared;
        this.remote = remote;
        if (remote == null) {
            shared.closeWith(Cleaners.CLEANER, this);
        }
    }

    /** The home of a new queue. */
    @SuppressWarnings({"unchecked", "rawtypes"}) // a class literal has no type arguments
    static Remote<QueueProxy<Object>> draw(ObjectHome home, int maxsize, boolean joinable) {
        return (Remote) Remote.draw(home, QueueProxy.class, Math.max(0, maxsize), joinable ? 1 : 0, null);
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // as above
    static Remote<QueueProxy<Object>> remote(RemoteHandle handle) {
        return (Remote) Remote.of(QueueProxy.class, handle);
    }

    @Override
    public final long address() {
        return remote == null ? shared.address() : 0;
    }

    @Override
    public final RemoteHandle remoteHandle() {
        return remote == null ? null : remote.handleToSend();
    }

    @Override
    public final boolean isReleased() {
        return closed;
    }

    /** The calls of a queue that is not in shared memory. */
    final QueueProxy<Object> calls() {
        if (closed) {
            throw new ClosedException("the queue is closed");
        }
        return remote.calls();
    }

    static Deadline deadline(boolean block, Duration timeout) {
        return Deadline.after(block ? timeout : Duration.ZERO);
    }

    final boolean offer(Object item, Deadline deadline) throws InterruptedException {
        used = true;
        if (remote != null) {
            try {
                calls().put(item, Remote.blocks(deadline), Remote.left(deadline));
                return true;
            } catch (Full _) {
                return false;
            }
        }
        try {
            return shared.put(item, deadline);
        } catch (IOException e) {
            throw new UncheckedIOException(e.getMessage(), e);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    /** The item in an array of one, or null when the queue stayed empty. */
    final Object @Nullable [] poll(Deadline deadline) throws InterruptedException {
        used = true;
        Object[] item = new Object[1];
        if (remote != null) {
            try {
                item[0] = calls().get(Remote.blocks(deadline), Remote.left(deadline));
                return item;
            } catch (Empty _) {
                return null;
            }
        }
        try {
            return shared.take(deadline, value -> item[0] = value) ? item : null;
        } catch (IOException e) {
            throw new UncheckedIOException(e.getMessage(), e);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    /** Whether there is an item to be taken. */
    @Override
    public final boolean isReady() {
        return size() > 0;
    }

    /** Wakes those who wait for items; null where nothing does, and they look now and then. */
    final @Nullable EventCount arrivals() {
        return remote == null ? shared.items() : null;
    }

    final int size() {
        return remote == null ? shared.size() : calls().qsize();
    }

    final boolean isClosed() {
        return remote == null ? shared.isClosed() : closed;
    }

    final void closeHere() {
        if (remote != null) {
            closed = true;
            return;
        }
        Shareables.forget(this);
        shared.close();
    }

    /** Ends the use of the queue by this process. */
    @Override
    public abstract void close();

    final boolean isEmpty() {
        try {
            return size() == 0;
        } catch (ClosedException e) {
            if (used) {
                throw e;
            }
            return true;
        }
    }
}
