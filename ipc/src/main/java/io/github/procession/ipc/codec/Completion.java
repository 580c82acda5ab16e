package io.github.procession.ipc.codec;

import com.esotericsoftware.kryo.kryo5.KryoException;
import java.io.InvalidObjectException;
import java.io.ObjectInputValidation;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Work that is left until all objects of a received graph are complete. In a cycle an element of a set or a key of a map leads to an
 * object that has not got its fields yet: its hash code, and its place in an order, may still change.
 */
final class Completion {
    private final ReferenceTable references;
    private final List<Runnable> refillings = new ArrayList<>();
    private final List<Validation> validations = new ArrayList<>();

    private record Validation(ObjectInputValidation object, int priority) {}

    Completion(ReferenceTable references) {
        this.references = references;
    }

    /** Fills a collection that finds its elements by their hash codes or their order, and once more at the end if that may be needed. */
    void fill(Collection<Object> collection, Object[] elements) {
        fill(elements, collection::toArray, parts -> refill(collection, parts));
    }

    /**
     * Fills a map that finds its keys by their hash codes or their order, and once more at the end if that may be needed.
     *
     * @param entries keys at even places, their values behind them
     */
    void fill(Map<Object, Object> map, Object[] entries) {
        fill(entries, () -> MapSerializer.entries(map), parts -> refill(map, parts));
    }

    private void fill(Object[] sent, Supplier<Object[]> contents, Consumer<Object[]> refill) {
        if (!references.isInCycle()) {
            refill.accept(sent);
            return;
        }
        boolean isWhole = false;
        try {
            refill.accept(sent);
            isWhole = contents.get().length == sent.length; // parts may be equal as long as they are not complete
        } catch (RuntimeException e) { // of a part that is not complete
            if (!references.isUnseenInCycle()) {
                throw e;
            }
        }
        // Code of users may change a whole one until then.
        Supplier<Object[]> again = isWhole ? contents : () -> sent;
        refillings.add(() -> refill.accept(again.get()));
    }

    private static void refill(Collection<Object> collection, Object[] elements) {
        collection.clear();
        for (Object element : elements) {
            collection.add(element);
        }
        requireAll(collection, elements.length);
    }

    private static void refill(Map<Object, Object> map, Object[] entries) {
        map.clear();
        for (int i = 0; i < entries.length; i += 2) {
            map.put(entries[i], entries[i + 1]);
        }
        requireAll(map, entries.length / 2);
    }

    static void requireAll(Collection<?> collection, int size) {
        requireAll(collection.getClass(), size, collection.size());
    }

    static void requireAll(Map<?, ?> map, int size) {
        // The iterator of a concurrent map gives a key twice that is removed and put again meanwhile.
        if (!(map instanceof ConcurrentHashMap)) {
            requireAll(map.getClass(), size, map.size());
        }
    }

    /** Refuses a set or map that has become smaller, because some of its elements or keys are equal at the receiver. */
    static void requireAll(Class<?> type, int sent, int left) {
        if (left != sent) {
            throw new KryoException("of the " + sent + " elements of a " + type.getName() + " only " + left
                    + " are different from each other in this process; elements of a set and keys of a map must not"
                    + " change in a way that makes them equal, and must be equal by what travels of them");
        }
    }

    /** Has a set that cannot be changed any more looked at in the end. */
    void requireAll(Set<?> set, Object[] elements) {
        if (references.isInCycle()) {
            refillings.add(() -> {
                for (Object element : elements) {
                    if (!set.contains(element)) {
                        throw new KryoException("a " + element.getClass().getName()
                                + " is not found in the immutable set or map that holds it, because its hash code"
                                + " depends on an object that is rebuilt after the set; use a HashSet or a HashMap");
                    }
                }
            });
        }
    }

    /** Runs a check of an object in the end, those of high priority first. */
    void validate(ObjectInputValidation object, int priority) {
        validations.add(new Validation(object, priority));
    }

    /** To be called when all of the graph is there. */
    void run() {
        if (refillings.isEmpty() && validations.isEmpty()) {
            return;
        }
        references.readToTheEnd();
        refillings.forEach(Runnable::run);
        refillings.clear();
        validations.sort(Comparator.comparingInt(Validation::priority).reversed());
        for (Validation validation : validations) {
            try {
                validation.object.validateObject();
            } catch (InvalidObjectException e) {
                throw new KryoException("its code for reading failed: " + e, e);
            }
        }
        validations.clear();
    }
}
