package io.github.procession.ipc.codec;

import static io.github.procession.ipc.codec.Sample.of;

import java.io.Serializable;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Hashtable;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Properties;
import java.util.Set;
import java.util.Stack;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.Vector;
import java.util.WeakHashMap;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Collections of the JDK that are objects of their own. */
final class CollectionSamples {
    private static final List<Integer> NUMBERS = List.of(5, 3, 9, 1);

    static final List<Sample> LIST = List.of(
            of("ArrayList", () -> new ArrayList<>(NUMBERS)),
            of("ArrayList with nulls", () -> new ArrayList<>(Arrays.asList(null, 1, null))),
            of("ArrayList mixed", () -> new ArrayList<Object>(List.of(1, "a", 2.0))),
            of("LinkedList", () -> new LinkedList<>(NUMBERS)),
            of("Vector", () -> new Vector<>(NUMBERS)),
            of("Stack", () -> {
                Stack<Integer> stack = new Stack<>();
                stack.addAll(NUMBERS);
                return stack;
            }),
            of("HashSet", () -> new HashSet<>(NUMBERS)),
            of("LinkedHashSet", () -> new LinkedHashSet<>(NUMBERS)),
            of("TreeSet", () -> new TreeSet<>(NUMBERS)),
            of("TreeSet reverseOrder", () -> reversed(NUMBERS)),
            of(
                    "TreeSet CASE_INSENSITIVE",
                    () -> {
                        TreeSet<String> set = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
                        set.addAll(List.of("b", "A"));
                        return set;
                    },
                    actual -> ((TreeSet<?>) actual).toString().equals("[A, b]")
                            && ((TreeSet<?>) actual).comparator() == String.CASE_INSENSITIVE_ORDER),
            of("TreeMap lambda comparator", () -> {
                Map<String, Integer> map = new TreeMap<>((Comparator<String> & Serializable) (a, b) -> b.compareTo(a));
                map.put("a", 1);
                map.put("b", 2);
                return map;
            }),
            of("TreeMap comparing().thenComparing()", () -> {
                Map<String, Integer> map =
                        new TreeMap<>(Comparator.comparing((Function<String, Integer> & Serializable) String::length)
                                .thenComparing(Comparator.reverseOrder()));
                map.putAll(Map.of("bb", 1, "a", 2, "c", 3));
                return map;
            }),
            of("HashMap", () -> new HashMap<>(Map.of("a", 1, "b", 2))),
            of("HashMap with null key and value", () -> {
                Map<String, Integer> map = new HashMap<>();
                map.put(null, 1);
                map.put("x", null);
                return map;
            }),
            of("LinkedHashMap", () -> linked(false)),
            of("LinkedHashMap empty", () -> new LinkedHashMap<>()),
            of("LinkedHashMap in access order", () -> linked(true), CollectionSamples::isInAccessOrder),
            of("TreeMap", () -> new TreeMap<>(Map.of("a", 1, "b", 2))),
            of("Hashtable", () -> new Hashtable<>(Map.of("a", 1))),
            of(
                    "IdentityHashMap",
                    () -> new IdentityHashMap<>(Map.of(TimeUnit.DAYS, 1)),
                    actual ->
                            ((IdentityHashMap<?, ?>) actual).get(TimeUnit.DAYS).equals(1)),
            of("WeakHashMap", () -> new WeakHashMap<>(Map.of(TimeUnit.DAYS, 1))),
            of("Properties", () -> properties(null)),
            of(
                    "Properties with defaults",
                    () -> properties(properties(null)),
                    actual -> ((Properties) actual).getProperty("a").equals("1")
                            && ((Properties) actual).stringPropertyNames().contains("a")),
            of("ArrayDeque", () -> new ArrayDeque<>(NUMBERS)),
            of("PriorityQueue", () -> new PriorityQueue<>(NUMBERS)),
            of(
                    "PriorityQueue with comparator",
                    () -> {
                        PriorityQueue<Integer> queue = new PriorityQueue<>(Comparator.reverseOrder());
                        queue.addAll(NUMBERS);
                        return queue;
                    },
                    actual -> ((PriorityQueue<?>) actual).poll().equals(9)),
            of("BitSet", () -> BitSet.valueOf(new long[] {5, 0, 1L << 63})),
            of("List.of()", List::of),
            of("List.of(1)", () -> List.of(1)),
            of("List.of(1..4)", () -> NUMBERS),
            of(
                    "List.of refuses null",
                    () -> NUMBERS,
                    actual -> throwsNullPointer(() -> ((List<?>) actual).contains(null))),
            of("Set.of(2)", () -> Set.of(1, 2)),
            of("Set.of(5)", () -> Set.of(1, 2, 3, 4, 5)),
            of("Set.of()", Set::of),
            of("Map.of()", Map::of),
            of("Map.of(1)", () -> Map.of("a", 1)),
            of("Map.of(3)", () -> Map.of("a", 1, "b", 2, "c", 3)),
            of("List.copyOf", () -> List.copyOf(new ArrayList<>(NUMBERS))),
            of("Stream.toList", () -> Stream.of(1, 2, 3).toList()),
            of(
                    "Stream.toList contains(null)",
                    () -> Stream.of(1, 2, 3).toList(),
                    actual -> !((List<?>) actual).contains(null)),
            of("Stream.toList with null", () -> Stream.of(1, null, 3).toList()),
            of("Collectors.toList", () -> Stream.of(1, 2).collect(Collectors.toList())),
            of("Collectors.groupingBy", () -> Stream.of(1, 2, 3).collect(Collectors.groupingBy(i -> i % 2))),
            of("Arrays.asList", () -> Arrays.asList(1, 2)),
            of("Arrays.asList set()", () -> Arrays.asList("a", "b"), actual -> {
                @SuppressWarnings("unchecked")
                List<Object> list = (List<Object>) actual;
                list.set(0, "c");
                return list.equals(List.of("c", "b"));
            }),
            of("emptyList", Collections::emptyList, actual -> actual == Collections.emptyList()),
            of("emptyMap", Collections::emptyMap, actual -> actual == Collections.emptyMap()),
            of("emptySet", Collections::emptySet, actual -> actual == Collections.emptySet()),
            of("singleton", () -> Collections.singleton(1)),
            of("singletonList", () -> Collections.singletonList("a")),
            of("singletonMap", () -> Collections.singletonMap("a", 1)),
            of("singletonList(null)", () -> Collections.singletonList(null)),
            of("Comparator.naturalOrder()", Comparator::naturalOrder, actual -> actual == Comparator.naturalOrder()),
            of("reverseOrder()", Collections::reverseOrder, actual -> actual == Collections.reverseOrder()),
            of("reverseOrder(comparator)", () -> Collections.reverseOrder(String.CASE_INSENSITIVE_ORDER)),
            of("EnumSet", () -> EnumSet.of(TimeUnit.DAYS, TimeUnit.HOURS)),
            of("EnumSet empty", () -> EnumSet.noneOf(TimeUnit.class), actual -> {
                @SuppressWarnings("unchecked")
                EnumSet<TimeUnit> set = (EnumSet<TimeUnit>) actual;
                return set.add(TimeUnit.DAYS) && set.equals(EnumSet.of(TimeUnit.DAYS));
            }),
            of("EnumMap", () -> new EnumMap<>(Map.of(TimeUnit.DAYS, 1))),
            of("EnumMap empty", () -> new EnumMap<>(TimeUnit.class), actual -> {
                @SuppressWarnings("unchecked")
                Map<TimeUnit, Object> map = (Map<TimeUnit, Object>) actual;
                map.put(TimeUnit.DAYS, 1);
                return map.size() == 1;
            }),
            of("HashSet of list", () -> new HashSet<>(Set.of(new ArrayList<>(NUMBERS)))),
            of(
                    "HashMap 300k",
                    () -> IntStream.range(0, 300_000).boxed().collect(Collectors.toMap(i -> i, i -> "v" + i))),
            of(
                    "ArrayList 1M Integer",
                    () -> new ArrayList<>(IntStream.range(0, 1_000_000).boxed().toList())),
            of("ArrayList of a million nulls", () -> new ArrayList<>(Collections.nCopies(1_000_000, null))),
            of("CopyOnWriteArrayList of 200k", () -> new CopyOnWriteArrayList<>(Collections.nCopies(200_000, "x"))),
            of(
                    "list containing itself",
                    () -> {
                        List<Object> list = new ArrayList<>();
                        list.add(list);
                        return list;
                    },
                    actual -> ((List<?>) actual).get(0) == actual),
            of(
                    "map containing itself as value",
                    () -> {
                        Map<Object, Object> map = new HashMap<>();
                        map.put("self", map);
                        return map;
                    },
                    actual -> ((Map<?, ?>) actual).get("self") == actual),
            of(
                    "Arrays.asList containing itself",
                    () -> {
                        List<Object> list = Arrays.asList(1, null);
                        list.set(1, list);
                        return list;
                    },
                    actual -> ((List<?>) actual).get(1) == actual),
            of(
                    "singletonList in a cycle",
                    () -> {
                        List<Object> inner = new ArrayList<>();
                        List<Object> outer = Collections.singletonList(inner);
                        inner.add(outer);
                        return outer;
                    },
                    actual -> ((List<?>) ((List<?>) actual).get(0)).get(0) == actual),
            of("ConcurrentHashMap", () -> new ConcurrentHashMap<>(Map.of("a", 1))),
            of("ConcurrentSkipListMap", () -> new ConcurrentSkipListMap<>(Map.of("a", 1, "b", 2))),
            of("ConcurrentSkipListMap comparator", () -> {
                Map<Integer, Integer> map = new ConcurrentSkipListMap<>(Comparator.reverseOrder());
                map.putAll(Map.of(1, 1, 2, 2));
                return map;
            }),
            of("ConcurrentSkipListSet", () -> new ConcurrentSkipListSet<>(NUMBERS)),
            of("ConcurrentSkipListSet comparator", () -> {
                Collection<Integer> set = new ConcurrentSkipListSet<>(Comparator.reverseOrder());
                set.addAll(NUMBERS);
                return set;
            }),
            of("CopyOnWriteArrayList", () -> new CopyOnWriteArrayList<>(NUMBERS)),
            of("CopyOnWriteArraySet", () -> new CopyOnWriteArraySet<>(NUMBERS)),
            of("ConcurrentLinkedQueue", () -> new ConcurrentLinkedQueue<>(NUMBERS)),
            of("ConcurrentLinkedDeque", () -> new ConcurrentLinkedDeque<>(NUMBERS)),
            of("LinkedBlockingQueue", () -> new LinkedBlockingQueue<>(NUMBERS)),
            of(
                    "LinkedBlockingQueue(5)",
                    () -> new LinkedBlockingQueue<Integer>(5),
                    actual -> ((LinkedBlockingQueue<?>) actual).remainingCapacity() == 5),
            of("LinkedBlockingDeque", () -> new LinkedBlockingDeque<>(NUMBERS)),
            of("LinkedTransferQueue", () -> new LinkedTransferQueue<>(NUMBERS)),
            of(
                    "PriorityBlockingQueue comparator",
                    () -> {
                        Collection<Integer> queue = new PriorityBlockingQueue<>(4, Comparator.reverseOrder());
                        queue.addAll(NUMBERS);
                        return queue;
                    },
                    actual -> ((PriorityBlockingQueue<?>) actual).poll().equals(9)),
            of(
                    "ArrayBlockingQueue(5)",
                    () -> new ArrayBlockingQueue<>(5, true, NUMBERS),
                    actual -> ((ArrayBlockingQueue<?>) actual).remainingCapacity() == 1),
            of("ConcurrentHashMap.newKeySet", () -> {
                Set<Integer> set = ConcurrentHashMap.newKeySet();
                set.addAll(NUMBERS);
                return set;
            }));

    private CollectionSamples() {}

    private static TreeSet<Integer> reversed(List<Integer> numbers) {
        TreeSet<Integer> set = new TreeSet<>(Comparator.reverseOrder());
        set.addAll(numbers);
        return set;
    }

    private static Map<String, Integer> linked(boolean accessOrder) {
        Map<String, Integer> map = new LinkedHashMap<>(16, 0.75f, accessOrder);
        for (String key : List.of("c", "a", "b")) {
            map.put(key, map.size());
        }
        return map;
    }

    private static boolean isInAccessOrder(Object actual) {
        Map<?, ?> map = (Map<?, ?>) actual;
        map.get("c");
        return new ArrayList<>(map.keySet()).equals(List.of("a", "b", "c"));
    }

    private static Properties properties(Properties defaults) {
        Properties properties = new Properties(defaults);
        properties.setProperty(defaults == null ? "a" : "b", "1");
        return properties;
    }

    private static boolean throwsNullPointer(Runnable action) {
        try {
            action.run();
            return false;
        } catch (NullPointerException e) {
            return true;
        }
    }
}
