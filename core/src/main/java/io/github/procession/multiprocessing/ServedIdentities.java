package io.github.procession.multiprocessing;

import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Table that finds the served object for an object, as long as anything has it: an object that a factory or a method
 * returns again is served under the number that it has.
 */
final class ServedIdentities {
    private final Map<Integer, List<Entry>> byHash = new HashMap<>();
    private final ReferenceQueue<ServedObject> gone = new ReferenceQueue<>();

    /** A weak reference to a served object, so that the table does not keep it from being collected. */
    private static final class Entry extends WeakReference<ServedObject> {
        final int hash;

        Entry(ServedObject served, ReferenceQueue<ServedObject> gone) {
            super(served, gone);
            hash = System.identityHashCode(served.object());
        }
    }

    /** Entry that serves this object with proxies of this type, or null. */
    @Nullable
    ServedObject find(Object object, Class<?> type) {
        for (Entry entry : byHash.getOrDefault(System.identityHashCode(object), List.of())) {
            ServedObject served = entry.get();
            if (served != null && served.object() == object && served.type() == type) {
                return served;
            }
        }
        return null;
    }

    void add(ServedObject served) {
        Entry entry = new Entry(served, gone);
        byHash.computeIfAbsent(entry.hash, _ -> new ArrayList<>(1)).add(entry);
        for (Object old; (old = gone.poll()) != null; ) {
            removeEntry((Entry) old);
        }
    }

    private void removeEntry(Entry entry) {
        byHash.computeIfPresent(entry.hash, (_, same) -> {
            same.remove(entry);
            return same.isEmpty() ? null : same;
        });
    }
}
