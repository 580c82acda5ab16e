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
import org.jspecify.annotations.Nullable;

/**
 * Work that is left until all objects of a received graph are complete. In a cycle an element of a set or a key of a map leads to an
 * object that has not got its fields yet: its hash code, and its place in an order, may still change.
 */
final class Completion {
    private final ReferenceTable references;
    private final List<Refilling> refillings = new ArrayList<>();
    private final List<Runnable> checks = new ArrayList<>();
    private final List<Validation> validations = new ArrayList<>();

    private record Validation(ObjectInputValidation object, int priority) {}

    Completion(ReferenceTable references) {
        this.references = references;
    }

    /** Fills a collection that finds its elements by their hash codes or their order, and once more at the end if that may be needed. */
    void fill(Collection<Object> collection, Object[] elements) {
        fill(new Refilling(elements) {
            @Override
            Object[] contents() {
                return collection.toArray();
            }

            @Override
            int refill(Object[] parts) {
                collection.clear();
                for (Object element : parts) {
                    collection.add(element);
                }
                return collection.size();
            }

            @Override
            void requireAll(Object[] parts) {
                Completion.requireAll(collection, parts.length);
            }
        });
    }

    /**
     * Fills a map that finds its keys by their hash codes or their order, and once more at the end if that may be needed.
     *
     * @param entries keys at even places, their values behind them
     */
    void fill(Map<Object, Object> map, Object[] entries) {
        fill(new Refilling(entries) {
            @Override
            Object[] contents() {
                return MapSerializer.entries(map);
            }

            @Override
            int refill(Object[] parts) {
                map.clear();
                for (int i = 0; i < parts.length; i += 2) {
                    map.put(parts[i], parts[i + 1]);
                }
                return 2 * map.size();
            }

            @Override
            void requireAll(Object[] parts) {
                Completion.requireAll(map, parts.length / 2);
            }
        });
    }

    private void fill(Refilling refilling) {
        if (!references.isInCycle()) {
            refilling.fill();
            return;
        }
        try {
            refilling.fill();
            refilling.isWhole = refilling.contents().length == refilling.parts.length;
        } catch (RuntimeException e) { // of a part that is not complete, or parts are equal as long as they are not
            if (!references.isUnseenInCycle()) {
                throw e;
            }
        }
        refillings.add(refilling);
    }

    /** One set or map that is filled again in the end. */
    private abstract static class Refilling {
        /** Elements, or keys at even places and their values behind them. */
        Object[] parts;
        /** Whether it holds all of them before the end; code of users may change it then. */
        boolean isWhole;

        private int size;
        private @Nullable RuntimeException failure;

        Refilling(Object[] sent) {
            parts = sent;
        }

        abstract Object[] contents();

        /** Gives the number of parts that it holds then. */
        abstract int refill(Object[] all);

        abstract void requireAll(Object[] all);

        void fill() {
            refill(parts);
            requireAll(parts);
        }

        void takeContents() {
            Object[] contents = contents();
            size = contents.length;
            if (isWhole) {
                parts = contents;
            }
        }

        /** Whether it holds another number of parts than after the last time. */
        boolean refill() {
            int before = size;
            try {
                size = refill(parts);
                failure = null;
            } catch (RuntimeException e) { // of a part that another set makes complete
                size = -1;
                failure = e;
            }
            return size != before || failure != null;
        }

        boolean isLacking() {
            return failure != null || size != parts.length;
        }

        void requireAll() {
            if (failure != null) {
                throw failure;
            }
            requireAll(parts);
        }
    }

    /**
     * Fills all again until none becomes larger by that. Hash codes and order of the elements of one may depend on what is in another, and
     * so are final only once every other one holds all that was sent.
     */
    private void refill() {
        refillings.forEach(Refilling::takeContents); // before the first is emptied
        int lacking = Integer.MAX_VALUE;
        while (true) {
            boolean changed = false;
            int lackingNow = 0;
            for (Refilling refilling : refillings) {
                changed |= refilling.refill();
                lackingNow += refilling.isLacking() ? 1 : 0;
            }
            if (!changed || lackingNow >= lacking) {
                break;
            }
            lacking = lackingNow;
        }
        refillings.forEach(Refilling::requireAll);
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
            checks.add(() -> {
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
        if (refillings.isEmpty() && checks.isEmpty() && validations.isEmpty()) {
            return;
        }
        references.readToTheEnd();
        if (!refillings.isEmpty()) {
            refill();
            refillings.clear();
        }
        checks.forEach(Runnable::run);
        checks.clear();
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
