package io.github.procession.multiprocessing;

import io.github.procession.ipc.sync.Awaited;
import io.github.procession.ipc.sync.Deadline;
import io.github.procession.ipc.sync.EventCount;
import io.github.procession.ipc.sync.Parker;
import io.github.procession.ipc.sync.ShownWait;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.SelectableChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * One wait for several things: connections, queues, ends of processes, channels of {@code java.nio}.
 *
 * <p>Connections and queues have an event count in shared memory. Ends of processes and channels signal one event count
 * of this wait in private memory. The thread parks once on all of these words.
 */
final class WaitSet implements AutoCloseable {
    private final List<Object> objects;
    private final List<EventCount> events = new ArrayList<>();
    private final EventCount local = EventCount.local();
    private final Runnable wakeLocal = local::notifyWaiters;
    private final ChannelReadiness channels;

    private WaitSet(Collection<?> objects) {
        this.objects = List.copyOf(objects);
        Map<Object, Object> seen = new IdentityHashMap<>();
        List<SelectableChannel> selectable = new ArrayList<>();
        for (Object object : this.objects) {
            if (seen.put(object, object) != null) {
                throw new IllegalArgumentException("the same object is given twice: " + object);
            }
            switch (object) {
                case Connection connection -> {
                    EventCount arrivals = arrivals(connection);
                    if (arrivals != null) {
                        events.add(arrivals);
                    } else {
                        selectable.add(connection.channel());
                    }
                }
                case QueueBase<?> queue -> {
                    EventCount arrivals = queue.arrivals();
                    if (arrivals != null) {
                        events.add(arrivals);
                    }
                }
                case SelectableChannel channel -> selectable.add(channel);
                case Waitable _ -> {} // signals the local event count
                default ->
                    throw new IllegalArgumentException(
                            "cannot wait for a " + object.getClass().getName()
                                    + ": give connections, queues, sentinels of processes or selectable channels");
            }
        }
        events.add(local);
        channels = selectable.isEmpty() ? null : new ChannelReadiness(selectable, wakeLocal);
        for (Object object : this.objects) {
            if (object instanceof Sentinel sentinel) {
                sentinel.onReady(wakeLocal);
            }
        }
    }

    private static EventCount arrivals(Connection connection) {
        try {
            return connection.arrivals();
        } catch (IOException e) {
            throw new UncheckedIOException(e.getMessage(), e);
        }
    }

    /** The objects that are ready, in the order given; empty when the time is over before any is. */
    static List<Object> await(Collection<?> objects, Duration timeout) throws InterruptedException {
        Deadline deadline = Deadline.after(timeout);
        try (WaitSet waits = new WaitSet(objects)) {
            return waits.await(deadline);
        }
    }

    private List<Object> await(Deadline deadline) throws InterruptedException {
        try (ShownWait shown = shown()) {
            for (int slice = 0; ; slice++) {
                List<Object> ready = ready();
                if (!ready.isEmpty() || deadline.left() <= 0) {
                    return ready;
                }
                long most = shown.part(Math.min(deadline.left(), Parker.sliceNanos(slice)));
                try {
                    EventCount.awaitAny(events, () -> ready().isEmpty() ? most : 0);
                } catch (IllegalStateException e) {
                    ready(); // what was closed meanwhile says so itself
                    throw e;
                }
            }
        }
    }

    private ShownWait shown() {
        return objects.size() == 1 && objects.getFirst() instanceof Sentinel sentinel
                ? ShownWait.of(Awaited.PROCESS_END, sentinel.token())
                : ShownWait.of(Awaited.ANY, objects.size());
    }

    private List<Object> ready() {
        List<Object> ready = new ArrayList<>();
        for (Object object : objects) {
            boolean isReady = object instanceof SelectableChannel channel
                    ? channels.isReady(channel)
                    : ((Waitable) object).isReady();
            if (isReady) {
                ready.add(object);
            }
        }
        return ready;
    }

    @Override
    public void close() {
        for (Object object : objects) {
            if (object instanceof Sentinel sentinel) {
                sentinel.removeOnReady(wakeLocal);
            }
        }
        if (channels != null) {
            channels.close();
        }
    }
}
