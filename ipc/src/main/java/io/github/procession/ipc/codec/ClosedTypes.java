package io.github.procession.ipc.codec;

import java.io.Serializable;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Choice of a serializer for classes whose module hides their fields: Serializable ones travel by Java's own rules,
 * views of collections such as key sets as a copy, a few values by their parts, nothing else.
 */
final class ClosedTypes {
    private static final GraphSerializer ENTRY = new EntrySerializer();

    private static final String IDENTITY_VIEWS = IdentityHashMap.class.getName() + "$";

    private ClosedTypes() {}

    static GraphSerializer serializer(Class<?> type) {
        if (Serializable.class.isAssignableFrom(type)) {
            return JavaProtocolSerializer.INSTANCE;
        }
        boolean isMap = Map.class.isAssignableFrom(type);
        if (Modifier.isPublic(type.getModifiers()) && (isMap || Collection.class.isAssignableFrom(type))) {
            // A field or variable of that class cannot hold the copy, which has another class.
            return new RefusingSerializer(
                    "is not Serializable, and its module hides its fields; send a copy, such as new "
                            + (isMap ? "LinkedHashMap" : "ArrayList") + "<>(...)");
        }
        if (type.getName().startsWith(IDENTITY_VIEWS) && Set.class.isAssignableFrom(type)) {
            return new RefusingSerializer(
                    "is a view of an IdentityHashMap, which may hold equal objects; send the map");
        }
        if (isMap) {
            return new MapSerializer(SortedMap.class.isAssignableFrom(type) ? TreeMap.class : LinkedHashMap.class);
        }
        if (Set.class.isAssignableFrom(type)) {
            return new CollectionSerializer(
                    SortedSet.class.isAssignableFrom(type) ? TreeSet.class : LinkedHashSet.class);
        }
        if (Deque.class.isAssignableFrom(type)) {
            return new CollectionSerializer(LinkedList.class);
        }
        if (List.class.isAssignableFrom(type)
                || Collection.class.isAssignableFrom(type) && !Queue.class.isAssignableFrom(type)) {
            return new CollectionSerializer(ArrayList.class);
        }
        if (Map.Entry.class.isAssignableFrom(type)) {
            return ENTRY;
        }
        GraphSerializer natural = NaturalValues.serializer(type);
        if (natural != null) {
            return natural;
        }
        String reason = Kinds.reason(type);
        if (reason != null) {
            return new RefusingSerializer(reason);
        }
        return new RefusingSerializer(
                UnsendableTypes.isOfJdk(type)
                        ? "is a class of the JDK that is not Serializable"
                        : "is not Serializable, and " + UnsendableTypes.opens(type)
                                + " or make the class Serializable");
    }
}
