package io.github.procession.queue;

import java.util.ArrayDeque;
import java.util.Collections;
import org.jspecify.annotations.Nullable;

/**
 * A queue that gives the newest item first: Python's {@code queue.LifoQueue}. In all else it is a {@link Queue}.
 *
 * <p><b>Memory consistency.</b> As for {@link Queue}.
 *
 * @param <T> the type of the items
 */
public class LifoQueue<T extends @Nullable Object> extends Queue<T> {
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
        super(new StoredMonitor(maxsize, Collections.asLifoQueue(new ArrayDeque<>())));
    }
}
