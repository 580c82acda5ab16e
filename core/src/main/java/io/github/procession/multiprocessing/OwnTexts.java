package io.github.procession.multiprocessing;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.function.Supplier;

/** The texts of objects of managers, which may be in themselves by way of a proxy. */
final class OwnTexts {
    /** The objects whose text this thread is making. */
    private static final ThreadLocal<Set<Object>> MADE =
            ThreadLocal.withInitial(() -> Collections.newSetFromMap(new IdentityHashMap<>()));

    private OwnTexts() {}

    /** Text of the object; "..." for one that is in itself. */
    static String of(Object object, Supplier<String> text) {
        if (!MADE.get().add(object)) {
            return "...";
        }
        try {
            return text.get();
        } finally {
            MADE.get().remove(object);
            if (MADE.get().isEmpty()) {
                MADE.remove();
            }
        }
    }
}
