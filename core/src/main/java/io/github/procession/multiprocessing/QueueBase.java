package io.github.procession.multiprocessing;

import io.github.procession.internal.Cleaners;
import io.github.procession.ipc.memory.Shareable;
import io.github.procession.ipc.sync.Deadline;
import io.github.procession.ipc.sync.EventCount;
import io.github.procession.ipc.transport.ClosedException;
import io.github.procession.ipc.transport.MessageQueue;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ref.Reference;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Base of the queues between processes: the shared queue, and its errors in users' words. */
@SuppressWarnings("exports") // Shareable is for the library's own classes
abstract sealed class QueueBase<T extends @Nullable Object> implements Shareable, AutoCloseable, Waitable
        permits Queue, SimpleQueue {
    final MessageQueue shared;

    /** Whether this process ever put or got an item; Python's empty() on a closed queue depends on it. */
    volatile boolean used;

    QueueBase(MessageQueue shared) {
        this.shared = shared;
        shared.closeWith(Cleaners.CLEANER, this);
    }

    @Override
    public final long address() {
        return shared.address();
    }

    static Deadline deadline(boolean block, Duration timeout) {
        return Deadline.after(block ? timeout : Duration.ZERO);
    }

    final boolean offer(Object item, Deadline deadline) throws InterruptedException {
        used = true;
        try {
            return shared.put(item, deadline);
        } catch (IOException e) {
            throw new UncheckedIOException(e.getMessage(), e);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    /** The item in an array of one, or null when the queue stayed empty. */
    final Object[] poll(Deadline deadline) throws InterruptedException {
        used = true;
        Object[] item = new Object[1];
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
        return shared.size() > 0;
    }

    final EventCount arrivals() {
        return shared.items();
    }

    /** Says that this process will not use the queue any more. */
    @Override
    public abstract void close();

    final boolean isEmpty() {
        try {
            return shared.size() == 0;
        } catch (ClosedException e) {
            if (used) {
                throw e;
            }
            return true;
        }
    }
}
