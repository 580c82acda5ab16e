package io.github.procession.thirdparty;

import com.google.common.collect.ArrayListMultimap;
import com.google.common.collect.ArrayTable;
import com.google.common.collect.BiMap;
import com.google.common.collect.Collections2;
import com.google.common.collect.ConcurrentHashMultiset;
import com.google.common.collect.ContiguousSet;
import com.google.common.collect.DiscreteDomain;
import com.google.common.collect.EnumBiMap;
import com.google.common.collect.EnumHashBiMap;
import com.google.common.collect.EnumMultiset;
import com.google.common.collect.EvictingQueue;
import com.google.common.collect.FluentIterable;
import com.google.common.collect.HashBasedTable;
import com.google.common.collect.HashBiMap;
import com.google.common.collect.HashMultimap;
import com.google.common.collect.HashMultiset;
import com.google.common.collect.ImmutableBiMap;
import com.google.common.collect.ImmutableClassToInstanceMap;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableListMultimap;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableMultiset;
import com.google.common.collect.ImmutableRangeMap;
import com.google.common.collect.ImmutableRangeSet;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ImmutableSetMultimap;
import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.ImmutableSortedMultiset;
import com.google.common.collect.ImmutableSortedSet;
import com.google.common.collect.ImmutableTable;
import com.google.common.collect.Interner;
import com.google.common.collect.Interners;
import com.google.common.collect.Iterables;
import com.google.common.collect.LinkedHashMultimap;
import com.google.common.collect.LinkedHashMultiset;
import com.google.common.collect.LinkedListMultimap;
import com.google.common.collect.Lists;
import com.google.common.collect.MapMaker;
import com.google.common.collect.Maps;
import com.google.common.collect.MinMaxPriorityQueue;
import com.google.common.collect.MultimapBuilder;
import com.google.common.collect.Multimaps;
import com.google.common.collect.Multisets;
import com.google.common.collect.MutableClassToInstanceMap;
import com.google.common.collect.Ordering;
import com.google.common.collect.Range;
import com.google.common.collect.Sets;
import com.google.common.collect.Tables;
import com.google.common.collect.TreeBasedTable;
import com.google.common.collect.TreeMultimap;
import com.google.common.collect.TreeMultiset;
import com.google.common.collect.TreeRangeMap;
import com.google.common.collect.TreeRangeSet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

final class GuavaCollections {
    private static final Function<Object, Object> AS_LIST = value -> new ArrayList<>((Collection<?>) value);
    private static final Function<Object, Object> ITERATED = value -> Lists.newArrayList((Iterable<?>) value);

    private GuavaCollections() {}

    static List<Sample> samples() {
        Samples samples = new Samples("Guava");
        immutable(samples);
        mutable(samples);
        views(samples);
        return samples.list();
    }

    private static void immutable(Samples samples) {
        samples.add("ImmutableList", () -> ImmutableList.of(1, "b", 3.0))
                .add("ImmutableList, empty", ImmutableList::of)
                .add("ImmutableList.subList", () -> ImmutableList.of(1, 2, 3, 4).subList(1, 3))
                .add("ImmutableList.reverse", () -> ImmutableList.of(1, 2, 3).reverse())
                .add("ImmutableSet", () -> ImmutableSet.of("a", "b", "c"))
                .add("ImmutableSet of enums", () -> Sets.immutableEnumSet(TimeUnit.DAYS, TimeUnit.HOURS))
                .add("ImmutableSet.asList", () -> ImmutableSet.of("a", "b").asList())
                .add("ImmutableSortedSet", () -> ImmutableSortedSet.of(3, 1, 2))
                .add(
                        "ImmutableSortedSet.descendingSet",
                        () -> ImmutableSortedSet.of(3, 1).descendingSet(),
                        AS_LIST)
                .add("ImmutableMap", () -> ImmutableMap.of("a", 1, "b", 2))
                .add("ImmutableMap of enums", () -> Maps.immutableEnumMap(Map.of(TimeUnit.DAYS, 1)))
                .add("ImmutableMap.keySet", () -> ImmutableMap.of("a", 1).keySet())
                .add("ImmutableMap.values", () -> ImmutableMap.of("a", 1).values(), AS_LIST)
                .add("ImmutableMap.entrySet", () -> ImmutableMap.of("a", 1).entrySet())
                .add("ImmutableMap.asMultimap", () -> ImmutableMap.of("a", 1).asMultimap())
                .add("ImmutableSortedMap", () -> ImmutableSortedMap.of("b", 2, "a", 1))
                .add(
                        "ImmutableSortedMap, reverse order",
                        () -> ImmutableSortedMap.<Integer, Integer>reverseOrder()
                                .put(1, 2)
                                .put(3, 4)
                                .build(),
                        value -> new ArrayList<>(((Map<?, ?>) value).keySet()))
                .add("ImmutableBiMap", () -> ImmutableBiMap.of("a", 1, "b", 2))
                .add("ImmutableBiMap.inverse", () -> ImmutableBiMap.of("a", 1).inverse())
                .add("ImmutableListMultimap", () -> ImmutableListMultimap.of("a", 1, "a", 2))
                .add(
                        "ImmutableListMultimap.inverse",
                        () -> ImmutableListMultimap.of("a", 1).inverse())
                .add("ImmutableSetMultimap", () -> ImmutableSetMultimap.of("a", 1, "b", 2))
                .add("ImmutableMultiset", () -> ImmutableMultiset.of("a", "a", "b"))
                .add(
                        "ImmutableMultiset.elementSet",
                        () -> ImmutableMultiset.of("a", "a").elementSet())
                .add(
                        "ImmutableMultiset.entrySet",
                        () -> ImmutableMultiset.of("a", "a").entrySet())
                .add("ImmutableSortedMultiset", () -> ImmutableSortedMultiset.of(2, 1, 2))
                .add("ImmutableTable, dense", () -> ImmutableTable.of("r", "c", 1))
                .add(
                        "ImmutableTable",
                        () -> ImmutableTable.builder()
                                .put("r", "c", 1)
                                .put("s", "c", 2)
                                .build())
                .add("ImmutableRangeSet", () -> ImmutableRangeSet.of(Range.closed(1, 5)))
                .add("ImmutableRangeMap", () -> ImmutableRangeMap.of(Range.closed(1, 5), "x"))
                .add("ImmutableClassToInstanceMap", () -> ImmutableClassToInstanceMap.of(Integer.class, 1))
                .add("ContiguousSet", () -> ContiguousSet.create(Range.closed(1, 5), DiscreteDomain.integers()))
                .add("Range", () -> Range.closedOpen(1, 5))
                .add("Range.all", Range::all)
                .add("Range.atLeast", () -> Range.atLeast("x"))
                .add("DiscreteDomain.integers", DiscreteDomain::integers)
                .add(
                        "ImmutableList.Builder",
                        () -> ImmutableList.builder().add(1),
                        value -> ((ImmutableList.Builder<?>) value).build());
    }

    private static void mutable(Samples samples) {
        samples.add("ArrayListMultimap", () -> ArrayListMultimap.create(ImmutableListMultimap.of("a", 1, "a", 2)))
                .add("HashMultimap", () -> HashMultimap.create(ImmutableListMultimap.of("a", 1, "a", 2)))
                .add("LinkedHashMultimap", () -> LinkedHashMultimap.create(ImmutableListMultimap.of("a", 1)))
                .add("LinkedListMultimap", () -> LinkedListMultimap.create(ImmutableListMultimap.of("a", 1, "a", 2)))
                .add("TreeMultimap", () -> TreeMultimap.create(ImmutableListMultimap.of("a", 1, "b", 2)))
                .add(
                        "MultimapBuilder, tree keys",
                        () -> MultimapBuilder.treeKeys().arrayListValues().build())
                .add("HashMultiset", () -> HashMultiset.create(List.of("a", "a")))
                .add("LinkedHashMultiset", () -> LinkedHashMultiset.create(List.of("a", "b", "a")))
                .add("TreeMultiset", () -> TreeMultiset.create(List.of(3, 1, 3)))
                .add("ConcurrentHashMultiset", () -> ConcurrentHashMultiset.create(List.of(3, 1, 3)))
                .add("EnumMultiset", () -> EnumMultiset.create(List.of(TimeUnit.DAYS)))
                .add("HashBiMap", () -> HashBiMap.create(Map.of("a", 1)))
                .add("HashBiMap.inverse", () -> HashBiMap.create(Map.of("a", 1)).inverse())
                .add("EnumBiMap", () -> EnumBiMap.create(Map.of(TimeUnit.DAYS, Thread.State.NEW)))
                .add("EnumHashBiMap", () -> EnumHashBiMap.create(Map.of(TimeUnit.DAYS, "d")))
                .add("HashBasedTable", () -> HashBasedTable.create(ImmutableTable.of("r", "c", 1)))
                .add("TreeBasedTable", () -> {
                    TreeBasedTable<String, String, Integer> table = TreeBasedTable.create();
                    table.put("r", "c", 1);
                    return table;
                })
                .add("ArrayTable", () -> {
                    ArrayTable<String, String, Integer> table = ArrayTable.create(List.of("r", "s"), List.of("c"));
                    table.put("s", "c", 5);
                    return table;
                })
                .add("TreeRangeSet", () -> TreeRangeSet.create(List.of(Range.closed(1, 5), Range.open(7, 9))))
                .add("TreeRangeMap", () -> {
                    TreeRangeMap<Integer, String> map = TreeRangeMap.create();
                    map.put(Range.closed(1, 5), "x");
                    return map;
                })
                .add("EvictingQueue", () -> evicting(), AS_LIST)
                .add(
                        "MinMaxPriorityQueue",
                        () -> MinMaxPriorityQueue.create(List.of(3, 1, 2)),
                        value -> new ArrayList<>((Collection<?>) value))
                .add("MutableClassToInstanceMap", () -> {
                    MutableClassToInstanceMap<Number> map = MutableClassToInstanceMap.create();
                    map.putInstance(Integer.class, 1);
                    return map;
                })
                .add(
                        "MapMaker, weak keys",
                        () -> {
                            Map<Object, Object> map = new MapMaker().weakKeys().makeMap();
                            map.put("a", 1);
                            return map;
                        },
                        value -> List.copyOf(((Map<?, ?>) value).values()))
                .add("Lists.newArrayList", () -> Lists.newArrayList(1, 2))
                .add("Lists.newLinkedList", () -> Lists.newLinkedList(List.of(1)))
                .add("Maps.newTreeMap", () -> Maps.newTreeMap(new java.util.TreeMap<>(Map.of("a", 1))))
                .add("Sets.newConcurrentHashSet", () -> Sets.newConcurrentHashSet(List.of(1)));
    }

    private static Object evicting() {
        EvictingQueue<Integer> queue = EvictingQueue.create(3);
        queue.addAll(List.of(1, 2, 3, 4));
        return queue;
    }

    private static void views(Samples samples) {
        samples.add("Lists.transform", () -> Lists.transform(List.of(1, 2), Mapped.HALF))
                .add("Lists.reverse", () -> Lists.reverse(Arrays.asList(1, 2, 3)))
                .add("Lists.partition", () -> Lists.partition(Arrays.asList(1, 2, 3), 2))
                .add("Lists.asList", () -> Lists.asList(1, new Integer[] {2, 3}))
                .add("Lists.charactersOf", () -> Lists.charactersOf("abc"))
                .refused(
                        "Lists.cartesianProduct",
                        () -> Lists.cartesianProduct(List.of(1, 2), List.of(3)),
                        "is transient and final")
                .refused(
                        "Sets.cartesianProduct",
                        () -> Sets.cartesianProduct(Set.of(1), Set.of(3)),
                        "is transient and final")
                .add("Sets.powerSet", () -> Sets.powerSet(Set.of(1, 2)))
                .add("Sets.combinations", () -> Sets.combinations(Set.of(1, 2, 3), 2))
                .add("Sets.union", () -> Sets.union(Set.of(1), Set.of(2)))
                .add("Sets.intersection", () -> Sets.intersection(Set.of(1, 2), Set.of(2)))
                .add("Sets.difference", () -> Sets.difference(Set.of(1, 2), Set.of(2)))
                .add("Sets.filter", () -> Sets.filter(new java.util.HashSet<>(Set.of(1, 2)), Mapped.EVEN))
                .add("Collections2.filter", () -> Collections2.filter(Lists.newArrayList(1, 2), Mapped.EVEN), AS_LIST)
                .add("Collections2.permutations", () -> Collections2.permutations(List.of(1, 2)), AS_LIST)
                .add("Iterables.concat", () -> Iterables.concat(List.of(1), List.of(2)), ITERATED)
                .add("Iterables.cycle, limited", () -> Iterables.limit(Iterables.cycle(1, 2), 5), ITERATED)
                .add("FluentIterable", () -> FluentIterable.of(1, 2, 3), ITERATED)
                .refused(
                        "Maps.filterValues",
                        () -> Maps.filterValues(new java.util.HashMap<>(Map.of("a", 2)), Mapped.EVEN),
                        "is not Serializable")
                .refused(
                        "Maps.transformValues",
                        () -> Maps.transformValues(Map.of("a", 2), Mapped.HALF),
                        "is not Serializable")
                .add("Maps.asMap", () -> Maps.asMap(Set.of(2, 4), Mapped.HALF))
                .add("Maps.difference", () -> Maps.difference(Map.of("a", 1), Map.of("a", 2)))
                .add("Maps.immutableEntry", () -> Maps.immutableEntry("a", 1))
                .add("Maps.unmodifiableBiMap", () -> Maps.unmodifiableBiMap(HashBiMap.create(Map.of("a", 1))))
                .add(
                        "Maps.synchronizedBiMap",
                        () -> Maps.synchronizedBiMap(HashBiMap.create(Map.of("a", 1))),
                        value -> new java.util.HashMap<>((BiMap<?, ?>) value))
                .refused(
                        "Multimap.asMap",
                        () -> ArrayListMultimap.create(ImmutableListMultimap.of("a", 1))
                                .asMap(),
                        "is transient and final")
                .add(
                        "Multimap.entries",
                        () -> ArrayListMultimap.create(ImmutableListMultimap.of("a", 1))
                                .entries(),
                        AS_LIST)
                .add(
                        "Multimap.get",
                        () -> ArrayListMultimap.create(ImmutableListMultimap.of("a", 1))
                                .get("a"))
                .add(
                        "Multimap.keySet",
                        () -> HashMultimap.create(ImmutableListMultimap.of("a", 1))
                                .keySet())
                .add(
                        "Multimap.keys",
                        () -> HashMultimap.create(ImmutableListMultimap.of("a", 1))
                                .keys())
                .add(
                        "Multimap.values",
                        () -> HashMultimap.create(ImmutableListMultimap.of("a", 1))
                                .values(),
                        AS_LIST)
                .add("Multimaps.index", () -> Multimaps.index(List.of(1, 2), Mapped.HALF))
                .add("Multimaps.forMap", () -> Multimaps.forMap(new java.util.HashMap<>(Map.of("a", 1))))
                .add(
                        "Multimaps.unmodifiableMultimap",
                        () -> Multimaps.unmodifiableMultimap(HashMultimap.create(ImmutableListMultimap.of("a", 1))))
                .add(
                        "Multimaps.filterKeys",
                        () -> Multimaps.filterKeys(HashMultimap.create(ImmutableListMultimap.of(2, 1)), Mapped.EVEN))
                .refused(
                        "Multimaps.transformValues",
                        () -> Multimaps.transformValues(ImmutableListMultimap.of("a", 4), Mapped.HALF),
                        "is not Serializable")
                .add(
                        "Multisets.unmodifiableMultiset",
                        () -> Multisets.unmodifiableMultiset(HashMultiset.create(List.of(1, 1))))
                .add("Multisets.immutableEntry", () -> Multisets.immutableEntry("a", 3))
                .add("Multisets.union", () -> Multisets.union(ImmutableMultiset.of(1), ImmutableMultiset.of(1, 2)))
                .add(
                        "Table.rowMap",
                        () -> HashBasedTable.create(ImmutableTable.of("r", "c", 1))
                                .rowMap())
                .add(
                        "Table.columnMap",
                        () -> HashBasedTable.create(ImmutableTable.of("r", "c", 1))
                                .columnMap())
                .add(
                        "Table.row",
                        () -> HashBasedTable.create(ImmutableTable.of("r", "c", 1))
                                .row("r"))
                .add(
                        "Table.column",
                        () -> HashBasedTable.create(ImmutableTable.of("r", "c", 1))
                                .column("c"))
                .add(
                        "Table.cellSet",
                        () -> HashBasedTable.create(ImmutableTable.of("r", "c", 1))
                                .cellSet())
                .add("Tables.transpose", () -> Tables.transpose(HashBasedTable.create(ImmutableTable.of("r", "c", 1))))
                .add("Tables.immutableCell", () -> Tables.immutableCell("r", "c", 1))
                .add(
                        "RangeSet.complement",
                        () -> TreeRangeSet.create(List.of(Range.closed(1, 5))).complement())
                .add(
                        "RangeSet.asRanges",
                        () -> TreeRangeSet.create(List.of(Range.closed(1, 5))).asRanges())
                .add("Ordering.natural", () -> Ordering.natural())
                .add("Ordering, composed", () -> Ordering.natural().reverse().nullsFirst())
                .add("Ordering.explicit", () -> Ordering.explicit("b", "a"))
                .add("Ordering.from", () -> Ordering.from(Comparator.<Integer>reverseOrder()))
                .add(
                        "UnmodifiableIterator",
                        () -> ImmutableList.of(1, 2).iterator(),
                        i -> Lists.newArrayList((java.util.Iterator<?>) i))
                .add("Interner", () -> Interners.newStrongInterner(), value -> intern((Interner<?>) value));
    }

    @SuppressWarnings("unchecked")
    private static Object intern(Interner<?> interner) {
        return ((Interner<String>) interner).intern("x");
    }
}
