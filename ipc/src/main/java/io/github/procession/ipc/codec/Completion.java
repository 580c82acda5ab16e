package io.github.procession.ipc.codec;

import com.esotericsoftware.kryo.kryo5.KryoException;
import java.io.InvalidObjectException;
import java.io.ObjectInputValidation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/**
 * What is done for a received graph when all of its objects are complete. In a cycle an element of a set or a key of a map leads to an
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

    /**
     * Fills a set or map that finds its elements by their hash codes or their order, and once more at the end if that may be needed.
     *
     * @param filling puts in all elements, after it has taken out all that are there
     */
    void fill(Runnable filling) {
        if (!references.isInCycle()) {
            filling.run();
            return;
        }
        refillings.add(filling);
        try {
            filling.run();
        } catch (RuntimeException e) { // of an element that is not complete
            if (!references.isUnseenInCycle()) {
                throw e;
            }
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
