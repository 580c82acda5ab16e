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
 * It is built as {@link java.util.concurrent.ArrayBlockingQueue} is. An item is never null here; {@link #NULL} stands for
 * that.
 *
 * <p>Each of these holds whenever the lock is free, also after the storage threw:
 *
 * <ul>
 *   <li>{@code unfinished} is the number of items that were stored, less those finished or dropped;
 *   <li>somebody who waits for an item, while there is one, has been signalled; the same for room;
 *   <li>once {@code shutdown} is set nobody waits for room, nor for an item while there is none.
 * </ul>
 */
final class Monitor {
    /** Waits as long as it takes. */
    static final long FOREVER = Long.MAX_VALUE;

    /** Stands for null, which most storages refuse. */
    static final Object NULL = new Object();

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition notEmpty = lock.newCondition();
    private final Condition notFull = lock.newCondition();
    private final Condition allDone = lock.newCondition();
    private final java.util.Queue<Object> storage;

    /** Whether the storage is this package's own and holds {@link #NULL}; another one gets null itself. */
    private final boolean masksNull;

    private volatile int maxsize;
    private long unfinished;
    private boolean shutdown;

    Monitor(int maxsize, java.util.Queue<Object> storage, boolean masksNull) {
        this.maxsize = maxsize;
        this.storage = storage;
        this.masksNull = masksNull;
    }

    /** Stores the item when there is room; false when there was none in time. */
    boolean put(Object item, long nanos) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            checkOpen();
            long left = nanos;
            while (isFull()) {
                if (left <= 0) {
                    return false;
                }
                left = await(notFull, left);
                checkOpen();
            }
            store(item);
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Stores the item if there is room now. */
    boolean offer(Object item) {
        lock.lock();
        try {
            checkOpen();
            if (isFull()) {
                return false;
            }
            store(item);
            return true;
        } finally {
            lock.unlock();
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
        lock.lockInterruptibly();
        try {
            long left = nanos;
            while (storage.isEmpty()) {
                checkMoreToCome();
                if (left <= 0) {
                    return null;
                }
                left = await(notEmpty, left);
            }
            return fetch(nullToo);
        } finally {
            lock.unlock();
        }
    }

    /** Takes the next item if there is one now, else null; throws when none will come. */
    Object poll() {
        lock.lock();
        try {
            if (storage.isEmpty()) {
                checkMoreToCome();
                return null;
            }
            return fetch(true);
        } finally {
            lock.unlock();
        }
    }

    /** Takes the next item if there is one now, else null; where null is next, that stays and it throws. */
    Object pollUnlessNull() {
        lock.lock();
        try {
            return storage.isEmpty() ? null : fetch(false);
        } finally {
            lock.unlock();
        }
    }

    private static long await(Condition condition, long nanos) throws InterruptedException {
        if (nanos == FOREVER) {
            condition.await();
            return FOREVER;
        }
        return condition.awaitNanos(nanos);
    }

    private boolean isFull() {
        return maxsize > 0 && storage.size() >= maxsize;
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

    /** What does not get in passes the signal that it may have consumed to the next who wants the room. */
    private void store(Object item) {
        boolean stored = false;
        try {
            stored = storage.offer(item == NULL && !masksNull ? null : item);
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
        boolean fetched = false;
        try {
            if (!nullToo) {
                peekUnlessNull();
            }
            item = storage.poll();
            fetched = true;
        } finally {
            if (!fetched) {
                notEmpty.signal();
            } else if (maxsize > 0) {
                notFull.signal();
            }
        }
        return masked(item);
    }

    private Object peekUnlessNull() {
        Object item = storage.peek();
        if (item == null || item == NULL) {
            throw new NullPointerException(
                    "the next item of the queue is null: take it with get() of the queue itself");
        }
        return item;
    }

    /** Counts one item as finished; false if none was unfinished. */
    boolean finish() {
        lock.lock();
        try {
            if (unfinished == 0) {
                return false;
            }
            finished(1);
            return true;
        } finally {
            lock.unlock();
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
        lock.lockInterruptibly();
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
            lock.unlock();
        }
    }

    /** Lets nothing in any more; drops what is there, if told so. */
    void shutDown(boolean dropItems) {
        lock.lock();
        try {
            shutdown = true;
            notEmpty.signalAll();
            notFull.signalAll();
            while (dropItems && !storage.isEmpty()) {
                storage.poll();
                finished(1);
            }
        } finally {
            lock.unlock();
        }
    }

    boolean isShutDown() {
        lock.lock();
        try {
            return shutdown;
        } finally {
            lock.unlock();
        }
    }

    int size() {
        lock.lock();
        try {
            return storage.size();
        } finally {
            lock.unlock();
        }
    }

    boolean full() {
        lock.lock();
        try {
            return isFull();
        } finally {
            lock.unlock();
        }
    }

    int room() {
        lock.lock();
        try {
            return maxsize <= 0 ? Integer.MAX_VALUE : Math.max(0, maxsize - storage.size());
        } finally {
            lock.unlock();
        }
    }

    int maxsize() {
        return maxsize;
    }

    void setMaxsize(int maxsize) {
        lock.lock();
        try {
            this.maxsize = maxsize;
            notFull.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** The next item, which stays; null if there is none. Throws where null is next. */
    Object peek() {
        lock.lock();
        try {
            return storage.isEmpty() ? null : peekUnlessNull();
        } finally {
            lock.unlock();
        }
    }

    /** Hands over up to that many items; one that the target throws at stays. */
    int drain(Consumer<Object> target, int most) {
        lock.lock();
        try {
            int count = 0;
            for (; count < most && !storage.isEmpty(); count++) {
                target.accept(peekUnlessNull());
                fetch(false);
            }
            return count;
        } finally {
            lock.unlock();
        }
    }

    /** Drops the first item that the filter wants dropped: nobody will work on it. */
    boolean dropFirst(Predicate<Object> filter) {
        lock.lock();
        try {
            for (Iterator<Object> items = storage.iterator(); items.hasNext(); ) {
                if (filter.test(masked(items.next()))) {
                    items.remove();
                    dropped(1);
                    return true;
                }
            }
            return false;
        } finally {
            lock.unlock();
        }
    }

    /** Drops the items that the filter wants dropped: nobody will work on them. */
    boolean dropIf(Predicate<Object> filter) {
        lock.lock();
        int before = storage.size();
        try {
            return storage.removeIf(item -> filter.test(masked(item)));
        } finally {
            dropped(before - storage.size());
            lock.unlock();
        }
    }

    private void dropped(int count) {
        if (count > 0) {
            finished(count);
            notFull.signalAll();
        }
    }

    private static Object masked(Object item) {
        return item == null ? NULL : item;
    }

    /** All items, in the order of the storage's iterator. */
    List<Object> snapshot() {
        lock.lock();
        try {
            List<Object> items = new ArrayList<>(storage.size());
            storage.forEach(item -> items.add(masked(item)));
            return items;
        } finally {
            lock.unlock();
        }
    }
}
