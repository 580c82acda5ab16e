package io.github.procession.multiprocessing;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Unmodifiable collections that a proxy returns in place of those at the server. They are copies, so a change of one
 * would not be seen at the server: they refuse it, and so do the collections in them.
 */
final class Copies {
    private Copies() {}

    /** The value, or in place of a collection of the JDK one that cannot be changed. */
    static Object unmodifiable(Object value) {
        if (value == null || !value.getClass().getName().startsWith("java.util.")) {
            return value;
        }
        return switch (value) {
            case List<?> list -> Collections.unmodifiableList(all(list, new ArrayList<>(list.size())));
            case SortedSet<?> set -> Collections.unmodifiableSortedSet(sorted(set));
            case Set<?> set -> Collections.unmodifiableSet(all(set, new LinkedHashSet<>()));
            case SortedMap<?, ?> map -> Collections.unmodifiableSortedMap(sorted(map));
            case Map<?, ?> map -> Collections.unmodifiableMap(all(map, new LinkedHashMap<>()));
            default -> value;
        };
    }

    private static <C extends Collection<Object>> C all(Collection<?> from, C into) {
        for (Object each : from) {
            into.add(unmodifiable(each));
        }
        return into;
    }

    private static Map<Object, Object> all(Map<?, ?> from, Map<Object, Object> into) {
        from.forEach((key, value) -> into.put(key, unmodifiable(value)));
        return into;
    }

    @SuppressWarnings("unchecked") // its own comparator takes what it holds
    private static SortedSet<Object> sorted(SortedSet<?> set) {
        return new TreeSet<>((SortedSet<Object>) set);
    }

    @SuppressWarnings("unchecked") // its own comparator takes what it holds
    private static SortedMap<Object, Object> sorted(SortedMap<?, ?> map) {
        SortedMap<Object, Object> copy = new TreeMap<>((SortedMap<Object, Object>) map);
        copy.replaceAll((_, value) -> unmodifiable(value));
        return copy;
    }
}
