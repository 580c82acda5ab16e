package io.github.procession.ipc.codec;

import static io.github.procession.ipc.codec.Sample.of;

import java.util.AbstractMap;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Wrappers and views of collections, and entries of maps. */
final class WrapperSamples {
    static final List<Sample> LIST = List.of(
            of("unmodifiableList", () -> Collections.unmodifiableList(list())),
            of("unmodifiableList(LinkedList)", () -> Collections.unmodifiableList(new LinkedList<>(list()))),
            of("unmodifiableSet", () -> Collections.unmodifiableSet(new LinkedHashSet<>(list()))),
            of("unmodifiableMap", () -> Collections.unmodifiableMap(map())),
            of("unmodifiableCollection", () -> Collections.unmodifiableCollection(list())),
            of("unmodifiableSortedMap", () -> Collections.unmodifiableSortedMap(map())),
            of("unmodifiableNavigableSet", () -> Collections.unmodifiableNavigableSet(new TreeSet<>(list()))),
            of("unmodifiableSequencedCollection", () -> Collections.unmodifiableSequencedCollection(list())),
            of("unmodifiable is unmodifiable", () -> Collections.unmodifiableList(list()), actual -> {
                try {
                    ((List<?>) actual).remove(0);
                    return false;
                } catch (UnsupportedOperationException e) {
                    return true;
                }
            }),
            of("synchronizedList", () -> Collections.synchronizedList(list())),
            of("synchronizedMap", () -> Collections.synchronizedMap(map())),
            of("synchronizedSet", () -> Collections.synchronizedSet(new LinkedHashSet<>(list()))),
            of("synchronizedCollection", () -> Collections.synchronizedCollection(list())),
            of("checkedList", () -> Collections.checkedList(list(), String.class)),
            of("checkedMap", () -> Collections.checkedMap(map(), String.class, Integer.class)),
            of("emptySortedSet", Collections::emptySortedSet),
            of("emptyNavigableMap", Collections::emptyNavigableMap),
            of("nCopies", () -> Collections.nCopies(3, "x")),
            of("nCopies of more than the message has bytes", () -> Collections.nCopies(5_000, "x")),
            of("nCopies of nothing", () -> Collections.nCopies(0, "x")),
            of("newSetFromMap", () -> {
                Set<Object> set = Collections.newSetFromMap(new ConcurrentHashMap<>());
                set.addAll(list());
                return set;
            }),
            of("newSequencedSetFromMap", () -> {
                Set<Object> set = Collections.newSequencedSetFromMap(new LinkedHashMap<>());
                set.addAll(list());
                return set;
            }),
            of("asLifoQueue", () -> Collections.asLifoQueue(new ArrayDeque<>(list()))),
            of("TreeMap.headMap", () -> map().headMap("c")),
            of("TreeMap.descendingMap", () -> map().descendingMap()),
            of("TreeSet.subSet", () -> new TreeSet<>(list()).subSet("a", "c")),
            of("TreeMap.keySet", () -> map().keySet(), equal(List.of("a", "b", "c"))),
            of(
                    "unmodifiableList of records",
                    () -> Collections.unmodifiableList(new ArrayList<>(List.of(new ShapeSamples.Pair("a", 1))))),
            of("ArrayList.subList", () -> list().subList(1, 3), equal(List.of("a", "c"))),
            of("LinkedList.subList", () -> new LinkedList<>(list()).subList(0, 1), equal(List.of("b"))),
            of("Arrays.asList.subList", () -> Arrays.asList(1, 2, 3).subList(0, 2), equal(List.of(1, 2))),
            of("List.of.subList", () -> List.of(1, 2, 3).subList(0, 2), equal(List.of(1, 2))),
            of("ArrayList.reversed()", () -> list().reversed(), equal(List.of("c", "a", "b"))),
            of(
                    "LinkedList.reversed()",
                    () -> new LinkedList<>(List.of("a", "b")).reversed(),
                    actual -> actual.equals(List.of("b", "a")) && actual instanceof LinkedList),
            of(
                    "LinkedList.reversed() in a field of that class",
                    () -> new Ends(new LinkedList<>(List.of("a", "b")).reversed(), null),
                    actual -> ((Ends) actual).list().equals(List.of("b", "a"))),
            of(
                    "ArrayDeque.reversed()",
                    () -> new Ends(null, new ArrayDeque<>(List.of("a", "b")).reversed()),
                    actual -> new ArrayList<>(((Ends) actual).deque()).equals(List.of("b", "a"))),
            of("List.of().reversed()", () -> List.of(1, 2, 3).reversed(), equal(List.of(3, 2, 1))),
            of(
                    "LinkedHashMap.reversed()",
                    () -> new LinkedHashMap<>(map()).reversed(),
                    actual -> new ArrayList<>(((Map<?, ?>) actual).keySet()).equals(List.of("c", "b", "a"))),
            of("HashMap.keySet", () -> new HashMap<>(map()).keySet(), equal(List.of("a", "b", "c"))),
            of("HashMap.values", () -> new HashMap<>(map()).values(), equal(List.of(1, 2, 3))),
            of("HashMap.entrySet", () -> new HashMap<>(map()).entrySet(), actual -> actual.equals(map().entrySet())),
            of(
                    "entry of HashMap.entrySet",
                    () -> new HashMap<>(Map.of("a", 1)).entrySet().iterator().next(),
                    actual -> actual.equals(Map.entry("a", 1))),
            of("Map.entry", () -> Map.entry("a", 1)),
            of("SimpleEntry", () -> new AbstractMap.SimpleEntry<>("a", 1)),
            of("SimpleImmutableEntry", () -> new AbstractMap.SimpleImmutableEntry<>("a", null)),
            of("TreeMap.firstEntry()", () -> map().firstEntry()),
            of(
                    "Collectors.partitioningBy",
                    () -> Stream.of(1, 2, 3).collect(Collectors.partitioningBy(i -> i > 1)),
                    actual -> ((Map<?, ?>) actual).get(true).equals(List.of(2, 3))),
            of(
                    "synchronizedList of objects that are not Serializable",
                    () -> Collections.synchronizedList(new ArrayList<>(List.of(new ShapeSamples.Plain(1, "x"))))),
            of(
                    "cycle through a synchronizedList",
                    () -> {
                        List<Object> list = new ArrayList<>();
                        list.add(Collections.synchronizedList(list));
                        return list;
                    },
                    actual -> ((List<?>) actual).get(0).getClass().getName().contains("Synchronized")),
            of(
                    "one list inside two wrappers",
                    () -> {
                        List<String> shared = list();
                        return List.of(shared, Collections.unmodifiableList(shared));
                    },
                    actual -> {
                        @SuppressWarnings("unchecked")
                        List<List<String>> lists = (List<List<String>>) actual;
                        lists.get(0).add("new");
                        return lists.get(1).contains("new");
                    }));

    record Ends(LinkedList<String> list, Deque<String> deque) {}

    private WrapperSamples() {}

    private static List<String> list() {
        return new ArrayList<>(List.of("b", "a", "c"));
    }

    private static TreeMap<String, Integer> map() {
        return new TreeMap<>(Map.of("a", 1, "b", 2, "c", 3));
    }

    private static Sample.Holds equal(List<?> elements) {
        return actual -> new ArrayList<>((Collection<?>) actual).equals(elements);
    }
}
