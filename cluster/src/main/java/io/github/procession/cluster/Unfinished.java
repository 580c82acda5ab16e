package io.github.procession.cluster;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The items that threads of this process have taken from queues and not yet finished, by the thread that took them. */
final class Unfinished {
    private record Item(String id, long thread) {}

    private final Session session;
    private final Map<String, List<Item>> byQueue = new HashMap<>(); // guarded by this

    Unfinished(Session session) {
        this.session = session;
    }

    synchronized void add(String queue, String id) {
        byQueue.computeIfAbsent(queue, _ -> new ArrayList<>())
                .add(new Item(id, Thread.currentThread().threadId()));
        session.holds("an item of queue \"" + queue + "\"", 1);
    }

    /** The oldest of this thread, else of any; null if there is none. */
    synchronized @Nullable String remove(String queue) {
        List<Item> items = byQueue.get(queue);
        if (items == null) {
            return null;
        }
        int index = 0;
        long thread = Thread.currentThread().threadId();
        while (index < items.size() && items.get(index).thread != thread) {
            index++;
        }
        Item item = items.remove(index == items.size() ? 0 : index);
        if (items.isEmpty()) {
            byQueue.remove(queue);
        }
        session.holds("an item of queue \"" + queue + "\"", -1);
        return item.id;
    }
}
