package io.github.procession.cluster;

import io.github.procession.multiprocessing.QueueProxy;
import io.github.procession.queue.Empty;
import io.github.procession.queue.Full;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Protocol.Command;

/**
 * A queue of a {@link Cluster}. Items come in the order in which they were put, and takers get them in the order in which they
 * came.
 *
 * <p><b>Memory consistency.</b> What a thread did before it put an item happens-before what a thread does that got it.
 *
 * <p><b>If a process dies.</b> An item whose {@code put} has returned is in the queue. It is given to one process at a time, and
 * again only if that process dies before it has acknowledged it: by {@link #taskDone} for a queue of
 * {@link Cluster#joinableQueue}, else by its next call, within 50 ms at the latest. It then goes back to its place in front.
 *
 * @param <T> type of the items
 */
// Longer than most: puts and takes, of one item and of many, of which each gives back what it cannot finish.
public final class ClusterQueue<T> extends ClusterObject implements QueueProxy<T> {
    /** Prefix of what its items are sealed for. */
    static final String WHAT = "queue ";

    private static final int AT_ONCE = 500;
    private static final long AT_ONCE_BYTES = 1 << 20;

    private final Payloads payloads;
    private final int maxsize;
    private final boolean joinable;
    private final String what;

    ClusterQueue(Session session, Payloads payloads, String name, int maxsize, boolean joinable) {
        super(session, name);
        this.payloads = payloads;
        this.maxsize = Math.max(0, maxsize);
        this.joinable = joinable;
        what = WHAT + name;
    }

    @Override
    public void put(T item) throws InterruptedException {
        put(item, true, null);
    }

    @Override
    public void put(T item, boolean block) throws InterruptedException {
        put(item, block, null);
    }

    @Override
    public void put(T item, Duration timeout) throws InterruptedException {
        put(item, true, timeout);
    }

    @Override
    public void put(T item, boolean block, Duration timeout) throws InterruptedException {
        long nanos = nanos(block, timeout);
        byte[] bytes = Pieces.sendItem(session, payloads.encode(item, what));
        boolean isThere = false;
        try {
            Wait wait = new Wait(session, nanos);
            Map<String, byte[]> grant = wait.run(
                    ticket -> session.call("put", name, maxsize, ticket, wait.flag(), bytes),
                    null); // it was put: who heard of an interrupt would put it again
            isThere = grant != null || (Long) wait.reply() != 0;
        } finally {
            if (!isThere) {
                Pieces.dropItem(session, bytes);
            }
        }
        if (!isThere) {
            throw new Full("the " + what + " stayed full, with " + maxsize + " items");
        }
    }

    @Override
    public void putNowait(T item) throws InterruptedException {
        put(item, false, null);
    }

    /**
     * Adds items, some hundred with each round trip. Those of one round trip are added at once.
     *
     * @param items what to add
     * @throws IllegalStateException if the queue has a bound
     */
    public void putAll(Collection<? extends T> items) {
        if (maxsize > 0) {
            throw new IllegalStateException("the " + what + " has a bound of " + maxsize + ": put items one by one");
        }
        List<byte[]> some = new ArrayList<>();
        try {
            long bytes = 0;
            for (T item : items) {
                byte[] encoded = payloads.encode(item, what);
                some.add(Pieces.sendItem(session, encoded));
                bytes += encoded.length; // of a long one too, whose pieces are at the server already
                if (some.size() >= AT_ONCE || bytes >= AT_ONCE_BYTES) {
                    putSome(some);
                    bytes = 0;
                }
            }
            if (!some.isEmpty()) {
                putSome(some);
            }
        } finally {
            some.forEach(each -> Pieces.dropItem(session, each)); // such as after an item that cannot be sent
        }
    }

    private void putSome(List<byte[]> some) {
        List<Object> call = new ArrayList<>(List.of(name, 0, "-", "0"));
        call.addAll(some);
        session.call("put", call.toArray());
        some.clear();
    }

    @Override
    public T get() throws InterruptedException {
        return get(true, null);
    }

    @Override
    public T get(boolean block) throws InterruptedException {
        return get(block, null);
    }

    @Override
    public T get(Duration timeout) throws InterruptedException {
        return get(true, timeout);
    }

    @Override
    public T get(boolean block, Duration timeout) throws InterruptedException {
        Wait wait = new Wait(session, nanos(block, timeout));
        Consumer<Map<String, byte[]>> giveBack =
                grant -> session.call("back", name, wait.reply() instanceof List<?> got ? got.get(0) : grant.get("i"));
        Map<String, byte[]> grant = wait.run(ticket -> session.call("get", name, ticket, wait.flag(), 1), giveBack);
        if (grant != null) {
            return taken(grant.get("i"), grant.get("v"));
        }
        if (wait.reply() instanceof List<?> got) {
            return taken(got.get(0), got.get(1));
        }
        throw new Empty("the " + what + " stayed empty");
    }

    @Override
    public T getNowait() throws InterruptedException {
        return get(false, null);
    }

    /**
     * Takes what there is, in one round trip and without waiting. If one of the items cannot be read, the others go back.
     *
     * @param most how many items at most
     * @return the items, possibly none
     */
    public List<T> getAvailable(int most) {
        List<T> items = new ArrayList<>();
        Object reply;
        try {
            reply = session.call("get", name, "-", "0", Math.clamp(most, 1, AT_ONCE));
        } catch (UnconfirmedException e) {
            ids(e.reply()).forEach(id -> back(id, e));
            throw e;
        }
        if (!(reply instanceof List<?> got)) {
            return items;
        }
        List<String> ids = ids(got);
        for (String id : ids) {
            try {
                items.add(decoded(id, got.get(2 * items.size() + 1)));
            } catch (RuntimeException | Error e) {
                ids.stream().filter(other -> !other.equals(id)).forEach(other -> back(other, e));
                throw e;
            }
        }
        ids.forEach(this::took);
        return items;
    }

    /** Of what "get" replied. */
    private static List<String> ids(@Nullable Object reply) {
        List<String> ids = new ArrayList<>();
        if (reply instanceof List<?> got) {
            for (int i = 0; i < got.size(); i += 2) {
                ids.add(Request.text(got.get(i)));
            }
        }
        return ids;
    }

    private T taken(Object id, Object value) {
        String item = Request.text(id);
        T result = decoded(item, value);
        took(item);
        return result;
    }

    /** What an item is. One that cannot be read just now, such as for want of memory, goes back; one that never can is done. */
    @SuppressWarnings("unchecked")
    private T decoded(String item, Object value) {
        byte[] sealed;
        try {
            sealed = Pieces.readItem(session, name, item, (byte[]) value);
        } catch (Pieces.DamagedException e) {
            session.acknowledgeLater(name, item);
            throw e;
        } catch (RuntimeException | Error e) {
            back(item, e);
            throw e;
        }
        try {
            return (T) payloads.decode(sealed, what);
        } catch (OutOfMemoryError | ShortageException | SessionLostException e) {
            back(item, e);
            throw e;
        } catch (RuntimeException | Error e) {
            session.acknowledgeLater(name, item);
            throw e;
        }
    }

    private void took(String item) {
        if (joinable) {
            session.unfinished().add(name, item);
        } else {
            session.acknowledgeLater(name, item);
        }
    }

    private void back(String item, Throwable reason) {
        try {
            session.call("back", name, item);
        } catch (UnconfirmedException _) {
            // it went back
        } catch (EngineException e) { // it goes back with the session
            reason.addSuppressed(e);
        }
    }

    @Override
    public int qsize() {
        return Math.toIntExact((Long) session.read(Command.LLEN, "q:" + name));
    }

    @Override
    public boolean empty() {
        return qsize() == 0;
    }

    @Override
    public boolean full() {
        return maxsize > 0 && qsize() >= maxsize;
    }

    /**
     * Marks the work on one item as done: Python's {@code task_done()}. It is the oldest one that this thread took, or, if
     * this thread has none, the oldest one that another thread of this process took.
     *
     * @throws IllegalStateException if this process has no item of this queue in work, or if this is no queue of
     *     {@link Cluster#joinableQueue}
     */
    @Override
    public void taskDone() {
        if (!joinable) {
            throw new IllegalStateException(
                    "items of this handle are done when they are taken: make it by joinableQueue(\"" + name + "\")");
        }
        session.throwIfLost();
        String item = session.unfinished().remove(name);
        if (item == null) {
            throw new IllegalStateException("taskDone() was called more often than items were taken from the " + what);
        }
        session.call("ack", name, item);
    }

    @Override
    public void join() throws InterruptedException {
        join(null);
    }

    @Override
    public boolean join(Duration timeout) throws InterruptedException {
        long nanos = nanos(true, timeout);
        if (nanos == 0) {
            throwIfInterrupted();
            return (Long) session.read(Command.EXISTS, "Q:" + name) == 0;
        }
        Wait wait = new Wait(session, nanos);
        Map<String, byte[]> grant = wait.run(ticket -> session.call("join", name, ticket), _ -> {});
        return grant != null || (Long) wait.reply() == 1;
    }

    /**
     * Throws all items away. Those that processes have in work do not come back. A thread that waits to put puts into the empty queue,
     * one that waits for the end of the work goes on.
     */
    public void delete() {
        session.call("queue_delete", name);
    }
}
