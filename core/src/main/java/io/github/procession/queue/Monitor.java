package io.github.procession.queue;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * The monitor behind a {@link Queue}: one lock, a storage in some order, and the three conditions of Python's class.
 * It is built as {@link java.util.concurrent.ArrayBlockingQueue} is, and is the lock itself: each step from one object to
 * the next would cost a nanosecond for each call. Subclasses are the storages. An item is never null here; {@link #NULL}
 * stands for that.
 *
 * <p>Each of these holds whenever the lock is free, also after the storage threw:
 *
 * <ul>
 *   <li>{@code unfinished} is the number of items that were stored, less those finished or dropped;
 *   <li>a consumer that waits for an item, while there is one, has been signalled; the same for room;
 *   <li>once {@code shutdown} is set no producer waits for room, nor for an item while there is none.
 * </ul>
 */
// Longer than most: one lock and its three conditions: each method upholds the same invariants.
@SuppressWarnings("serial") // never serialized: the queue that has it cannot be
abstract class Monitor extends ReentrantLock {
    /** Waits as long as it takes. */
    static final long FOREVER = Long.MAX_VALUE;

    /** Stands for null, which most storages refuse. */
    static final Object NULL = new Object();

    private static final int UNBOUNDED = Integer.MAX_VALUE;

    private final Condition notEmpty = newCondition();
    private final Condition notFull = newCondition();
    private final Condition allDone = newCondition();
    private int maxsize;

    /** One more item may be stored while there are fewer than this. */
    private int limit;

    private long unfinished;
    private boolean shutdown;

    Monitor(int maxsize) {
        limitTo(maxsize);
    }

    private void limitTo(int newMaxsize) {
        maxsize = newMaxsize;
        limit = shutdown ? 0 : newMaxsize > 0 ? newMaxsize : UNBOUNDED;
    }

    /** Stores an item; false if the storage does not want it. */
    abstract boolean offerItem(Object item);

    /** Takes the next item; null if there is none. */
    abstract Object pollItem();

    /** The next item; null if there is none. */
    abstract Object peekItem();

    /** How many items are stored. */
    abstract int count();

    /** All items, in some order; {@link Iterator#remove} is not called. */
    abstract Iterator<Object> iterator();

    /** Drops the first item that the filter wants dropped, or each of them. */
    abstract void drop(Predicate<Object> filter, boolean onlyFirst);

    /** Stores the item when there is room; false when there was none in time. */
    boolean put(Object item, long nanos) throws InterruptedException {
        lockInterruptibly();
        try {
            long left = nanos;
            while (count() >= limit) {
                checkOpen();
                if (left <= 0) {
                    return false;
                }
                left = await(notFull, left);
            }
            store(item);
            return true;
        } finally {
            unlock();
        }
    }

    /** Stores the item if there is room now. */
    boolean offer(Object item) {
        lock();
        try {
            if (count() >= limit) {
                checkOpen();
                return false;
            }
            store(item);
            return true;
        } finally {
            unlock();
        }
    }

    /** Takes the next item when there is one; null when there was none in time. */
    Object take(long nanos) throws InterruptedException {
        return take(nanos, true);
    }

    /** The same, but where null is next, that stays and it throws. */
    Object takeUnlessNull(long nanos) throws InterruptedException {
        return take(nanos, false);
    }

    private Object take(long nanos, boolean nullToo) throws InterruptedException {
        lockInterruptibly();
        try {
            Object item = fetch(nullToo);
            long left = nanos;
            while (item == null) {
                checkMoreToCome();
                if (left <= 0) {
                    return null;
                }
                left = await(notEmpty, left);
                item = fetch(nullToo);
            }
            return item;
        } finally {
            unlock();
        }
    }

    /** Takes the next item if there is one now, else null; throws when none will come. */
    Object poll() {
        lock();
        try {
            Object item = fetch(true);
            if (item == null) {
                checkMoreToCome();
            }
            return item;
        } finally {
            unlock();
        }
    }

    /** Takes the next item if there is one now, else null; where null is next, that stays and it throws. */
    Object pollUnlessNull() {
        lock();
        try {
            return fetch(false);
        } finally {
            unlock();
        }
    }

    private static long await(Condition condition, long nanos) throws InterruptedException {
        if (nanos == FOREVER) {
            condition.await();
            return FOREVER;
        }
        return condition.awaitNanos(nanos);
    }

    private void checkOpen() {
        if (shutdown) {
            throw new ShutDown("the queue was shut down: nothing can be put");
        }
    }

    private void checkMoreToCome() {
        if (shutdown) {
            throw new ShutDown("the queue was shut down and is empty");
        }
    }

    /** Stores an item; where it does not get in, the signal that led here goes to the next producer that wants the room. */
    private void store(Object item) {
        boolean stored = false;
        try {
            stored = offerItem(item);
        } finally {
            if (stored) {
                unfinished++;
                notEmpty.signal();
            } else {
                notFull.signal();
            }
        }
    }

    /** As {@link #store}: the signal that led here must not be lost with what is thrown. */
    private Object fetch(boolean nullToo) {
        Object item;
        try {
            if (!nullToo) {
                peekUnlessNull();
            }
            item = pollItem();
        } catch (Throwable e) {
            notEmpty.signal();
            throw e;
        }
        if (item != null && limit != UNBOUNDED) {
            notFull.signal();
        }
        return item;
    }

    private Object peekUnlessNull() {
        Object item = peekItem();
        if (item == NULL) {
            throw new NullPointerException(
                    "the next item of the queue is null: take it with get() of the queue itself");
        }
        return item;
    }

    /** Counts one item as finished; false if none was unfinished. */
    boolean finish() {
        lock();
        try {
            if (unfinished == 0) {
                return false;
            }
            finished(1);
            return true;
        } finally {
            unlock();
        }
    }

    private void finished(int count) {
        unfinished = Math.max(0, unfinished - count);
        if (unfinished == 0) {
            allDone.signalAll();
        }
    }

    /** Waits until no item is unfinished; false when that was not so in time. */
    boolean awaitFinished(long nanos) throws InterruptedException {
        lockInterruptibly();
        try {
            long left = nanos;
            while (unfinished > 0) {
                if (left <= 0) {
                    return false;
                }
                left = await(allDone, left);
            }
            return true;
        } finally {
            unlock();
        }
    }

    /** Lets nothing in any more; drops what is there, if told so. */
    void shutDown(boolean dropItems) {
        lock();
        try {
            shutdown = true;
            limitTo(maxsize);
            notEmpty.signalAll();
            notFull.signalAll();
            while (dropItems && pollItem() != null) {
                finished(1);
            }
        } finally {
            unlock();
        }
    }

    boolean isShutDown() {
        lock();
        try {
            return shutdown;
        } finally {
            unlock();
        }
    }

    int size() {
        lock();
        try {
            return count();
        } finally {
            unlock();
        }
    }

    boolean full() {
        lock();
        try {
            return maxsize > 0 && count() >= maxsize;
        } finally {
            unlock();
        }
    }

    int room() {
        lock();
        try {
            return maxsize <= 0 ? Integer.MAX_VALUE : Math.max(0, maxsize - count());
        } finally {
            unlock();
        }
    }

    int maxsize() {
        lock();
        try {
            return maxsize;
        } finally {
            unlock();
        }
    }

    void setMaxsize(int newMaxsize) {
        lock();
        try {
            limitTo(newMaxsize);
            notFull.signalAll();
        } finally {
            unlock();
        }
    }

    /** The next item, which stays; null if there is none. Throws where null is next. */
    Object peek() {
        lock();
        try {
            return peekUnlessNull();
        } finally {
            unlock();
        }
    }

    /** Hands over up to that many items; one that the target throws at stays. */
    int drain(Consumer<Object> target, int most) {
        lock();
        try {
            int count = 0;
            for (Object item; count < most && (item = peekUnlessNull()) != null; count++) {
                target.accept(item);
                fetch(false);
            }
            return count;
        } finally {
            unlock();
        }
    }

    /** Drops the first item that the filter wants dropped, or each of them: no thread will work on them. */
    boolean dropIf(Predicate<Object> filter, boolean onlyFirst) {
        lock();
        int before = count();
        try {
            drop(filter, onlyFirst);
            return count() < before;
        } finally {
            dropped(before - count());
            unlock();
        }
    }

    private void dropped(int count) {
        if (count > 0) {
            finished(count);
            notFull.signalAll();
        }
    }

    /** All items, in the order of {@link #iterator}. */
    List<Object> snapshot() {
        lock();
        try {
            List<Object> items = new ArrayList<>(count());
            iterator().forEachRemaining(items::add);
            return items;
        } finally {
            unlock();
        }
    }
}
