package io.github.procession.queue;

import io.github.procession.ipc.system.ArrayRing;
import org.jspecify.annotations.Nullable;

/**
 * A queue that gives the newest item first: Python's {@code queue.LifoQueue}. In all else it is a {@link Queue}.
 *
 * <p><b>Memory consistency.</b> As for {@link Queue}.
 *
 * @param <T> the type of the items
 */
public class LifoQueue<T extends @Nullable Object> extends Queue<T> {
    private static final class Stack extends ArrayRing<Object> {
        @Override
        public boolean offer(Object item) {
            addFirst(item);
            return true;
        }
    }

    /** Makes a queue without bound: Python's {@code LifoQueue()}. */
    public LifoQueue() {
        this(0);
    }

    /**
     * Makes a queue: Python's {@code LifoQueue(maxsize)}.
     *
     * @param maxsize how many items it may hold; zero or less means no bound
     */
    public LifoQueue(int maxsize) {
        super(new StoredMonitor(maxsize, new Stack()));
    }
}
