package io.github.procession.thirdparty;

import it.unimi.dsi.fastutil.BigArrays;
import it.unimi.dsi.fastutil.doubles.DoubleArrayList;
import it.unimi.dsi.fastutil.doubles.DoubleArrayPriorityQueue;
import it.unimi.dsi.fastutil.ints.Int2IntAVLTreeMap;
import it.unimi.dsi.fastutil.ints.Int2IntArrayMap;
import it.unimi.dsi.fastutil.ints.Int2IntOpenHashMap;
import it.unimi.dsi.fastutil.ints.Int2IntRBTreeMap;
import it.unimi.dsi.fastutil.ints.Int2ObjectLinkedOpenHashMap;
import it.unimi.dsi.fastutil.ints.Int2ObjectOpenHashMap;
import it.unimi.dsi.fastutil.ints.IntAVLTreeSet;
import it.unimi.dsi.fastutil.ints.IntArrayList;
import it.unimi.dsi.fastutil.ints.IntArraySet;
import it.unimi.dsi.fastutil.ints.IntComparator;
import it.unimi.dsi.fastutil.ints.IntComparators;
import it.unimi.dsi.fastutil.ints.IntImmutableList;
import it.unimi.dsi.fastutil.ints.IntIntMutablePair;
import it.unimi.dsi.fastutil.ints.IntIntPair;
import it.unimi.dsi.fastutil.ints.IntLinkedOpenHashSet;
import it.unimi.dsi.fastutil.ints.IntOpenHashSet;
import it.unimi.dsi.fastutil.ints.IntRBTreeSet;
import it.unimi.dsi.fastutil.ints.IntSet;
import it.unimi.dsi.fastutil.longs.Long2DoubleOpenHashMap;
import it.unimi.dsi.fastutil.longs.LongArrayList;
import it.unimi.dsi.fastutil.longs.LongBigArrayBigList;
import it.unimi.dsi.fastutil.objects.Object2IntOpenHashMap;
import it.unimi.dsi.fastutil.objects.Object2ObjectOpenHashMap;
import it.unimi.dsi.fastutil.objects.ObjectArrayList;
import it.unimi.dsi.fastutil.objects.ObjectImmutableList;
import it.unimi.dsi.fastutil.objects.ObjectIntPair;
import it.unimi.dsi.fastutil.objects.ObjectOpenHashSet;
import it.unimi.dsi.fastutil.objects.Reference2IntOpenHashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.collections.api.factory.Bags;
import org.eclipse.collections.api.factory.BiMaps;
import org.eclipse.collections.api.factory.Lists;
import org.eclipse.collections.api.factory.Maps;
import org.eclipse.collections.api.factory.Sets;
import org.eclipse.collections.api.factory.SortedBags;
import org.eclipse.collections.api.factory.SortedMaps;
import org.eclipse.collections.api.factory.SortedSets;
import org.eclipse.collections.api.factory.Stacks;
import org.eclipse.collections.api.factory.primitive.IntLists;
import org.eclipse.collections.api.factory.primitive.IntSets;
import org.eclipse.collections.impl.block.factory.HashingStrategies;
import org.eclipse.collections.impl.factory.HashingStrategySets;
import org.eclipse.collections.impl.factory.primitive.IntIntMaps;
import org.eclipse.collections.impl.factory.primitive.IntObjectMaps;
import org.eclipse.collections.impl.factory.primitive.LongDoubleMaps;
import org.eclipse.collections.impl.factory.primitive.ObjectIntMaps;
import org.eclipse.collections.impl.list.Interval;
import org.eclipse.collections.impl.map.mutable.ConcurrentHashMap;
import org.eclipse.collections.impl.tuple.Tuples;
import org.eclipse.collections.impl.tuple.primitive.PrimitiveTuples;

final class PrimitiveCollections {
    private PrimitiveCollections() {}

    static List<Sample> samples() {
        Samples fastutil = new Samples("fastutil");
        fastutil.add("IntArrayList", () -> IntArrayList.of(1, 2))
                .add("IntImmutableList", () -> IntImmutableList.of(1, 2))
                .add("IntArrayList.subList", () -> IntArrayList.of(1, 2, 3).subList(1, 2))
                .add(
                        "IntLists.unmodifiable",
                        () -> it.unimi.dsi.fastutil.ints.IntLists.unmodifiable(IntArrayList.of(1)))
                .add("IntLists.EMPTY_LIST", () -> it.unimi.dsi.fastutil.ints.IntLists.EMPTY_LIST)
                .add("IntOpenHashSet", () -> new IntOpenHashSet(new int[] {1, 2}))
                .add("IntLinkedOpenHashSet", () -> new IntLinkedOpenHashSet(new int[] {2, 1}))
                .add("IntRBTreeSet", () -> new IntRBTreeSet(new int[] {2, 1}))
                .add("IntAVLTreeSet", () -> new IntAVLTreeSet(new int[] {2, 1}))
                .add("IntAVLTreeSet.headSet", () -> new IntAVLTreeSet(new int[] {2, 1}).headSet(2))
                .add("IntArraySet", () -> new IntArraySet(new int[] {2, 1}))
                .add("IntOpenCustomHashSet", () -> new IntOpenHashSet(IntSet.of(1)))
                .add("Int2IntOpenHashMap", () -> new Int2IntOpenHashMap(Map.of(1, 2)))
                .add("Int2ObjectOpenHashMap", () -> new Int2ObjectOpenHashMap<>(Map.of(1, "a")))
                .add("Int2ObjectLinkedOpenHashMap", () -> new Int2ObjectLinkedOpenHashMap<>(Map.of(1, "a")))
                .add("Int2IntRBTreeMap", () -> new Int2IntRBTreeMap(Map.of(1, 2)))
                .add("Int2IntAVLTreeMap", () -> new Int2IntAVLTreeMap(Map.of(1, 2)))
                .add("Int2IntArrayMap", () -> new Int2IntArrayMap(Map.of(1, 2)))
                .add("Int2IntOpenHashMap.keySet", () -> new Int2IntOpenHashMap(Map.of(1, 2)).keySet())
                .add("Long2DoubleOpenHashMap", () -> new Long2DoubleOpenHashMap(Map.of(1L, 2.0)))
                .add("LongArrayList", () -> LongArrayList.of(1, 2))
                .add("LongBigArrayBigList", () -> new LongBigArrayBigList(LongArrayList.of(1, 2)))
                .add("DoubleArrayList", () -> DoubleArrayList.of(1, 2))
                .add(
                        "DoubleArrayPriorityQueue",
                        () -> {
                            DoubleArrayPriorityQueue queue = new DoubleArrayPriorityQueue();
                            queue.enqueue(2);
                            queue.enqueue(1);
                            return queue;
                        },
                        q -> ((DoubleArrayPriorityQueue) q).firstDouble())
                .add("Object2IntOpenHashMap", () -> new Object2IntOpenHashMap<>(Map.of("a", 1)))
                .add("Object2ObjectOpenHashMap", () -> new Object2ObjectOpenHashMap<>(Map.of("a", 1)))
                .add("Reference2IntOpenHashMap", () -> new Reference2IntOpenHashMap<>(Map.of(Thread.State.NEW, 1)))
                .add("ObjectOpenHashSet", () -> new ObjectOpenHashSet<>(List.of("a")))
                .add("ObjectArrayList", () -> ObjectArrayList.of("a", "b"))
                .add("ObjectImmutableList", () -> ObjectImmutableList.of("a", "b"))
                .add("IntIntPair", () -> IntIntPair.of(1, 2))
                .add("IntIntMutablePair", () -> IntIntMutablePair.of(1, 2))
                .add("ObjectIntPair", () -> ObjectIntPair.of("a", 2))
                .add(
                        "IntComparators.OPPOSITE",
                        () -> IntComparators.OPPOSITE_COMPARATOR,
                        c -> ((IntComparator) c).compare(1, 2))
                .add("BigArrays", () -> BigArrays.wrap(new int[] {1, 2}), a -> ((int[][]) a)[0][1]);
        Samples eclipse = new Samples("Eclipse Collections");
        eclipse.add("FastList", () -> Lists.mutable.of(1, 2))
                .add("ImmutableList", () -> Lists.immutable.of(1, 2))
                .add("ImmutableList of 20", () -> Interval.oneTo(20).toList().toImmutable())
                .add("Lists.fixedSize", () -> Lists.fixedSize.of(1, 2))
                .add("UnmodifiableMutableList", () -> Lists.mutable.of(1, 2).asUnmodifiable())
                .add("SynchronizedMutableList", () -> Lists.mutable.of(1, 2).asSynchronized())
                .add("Interval", () -> Interval.oneTo(5))
                .add("UnifiedSet", () -> Sets.mutable.of(1, 2))
                .add("ImmutableSet", () -> Sets.immutable.of(1, 2, 3, 4, 5, 6))
                .add("Sets.fixedSize", () -> Sets.fixedSize.of(1, 2))
                .add("SortedSet", () -> SortedSets.mutable.of(2, 1))
                .add("ImmutableSortedSet", () -> SortedSets.immutable.of(2, 1))
                .add("UnifiedMap", () -> Maps.mutable.of("a", 1))
                .add("ImmutableMap", () -> Maps.immutable.of("a", 1, "b", 2))
                .add("ConcurrentHashMap", () -> ConcurrentHashMap.newMap(Map.of("a", 1)))
                .add("SortedMap", () -> SortedMaps.mutable.of("a", 1))
                .add("HashBag", () -> Bags.mutable.of("a", "a"))
                .add("ImmutableBag", () -> Bags.immutable.of("a", "a"))
                .add("TreeBag", () -> SortedBags.mutable.of("a", "a"))
                .add("ArrayStack", () -> Stacks.mutable.of(1, 2))
                .add("ImmutableStack", () -> Stacks.immutable.of(1, 2))
                .add(
                        "FastListMultimap",
                        () -> org.eclipse.collections.impl.factory.Multimaps.mutable.list.of("a", 1, "a", 2))
                .add(
                        "ImmutableSetMultimap",
                        () -> org.eclipse.collections.impl.factory.Multimaps.immutable.set.of("a", 1))
                .add("BiMap", () -> BiMaps.mutable.of("a", 1))
                .add("IntArrayList", () -> IntLists.mutable.of(1, 2))
                .add("ImmutableIntList", () -> IntLists.immutable.of(1, 2))
                .add("IntHashSet", () -> IntSets.mutable.of(1, 2))
                .add("IntIntHashMap", () -> IntIntMaps.mutable.of(1, 2))
                .add("IntObjectHashMap", () -> IntObjectMaps.mutable.of(1, "a"))
                .add("ObjectIntHashMap", () -> ObjectIntMaps.mutable.of("a", 1))
                .add("LongDoubleHashMap", () -> LongDoubleMaps.mutable.of(1L, 2.0))
                .add("Pair", () -> Tuples.pair(1, "a"))
                .add("IntIntPair", () -> PrimitiveTuples.pair(1, 2))
                .add(
                        "HashingStrategySet",
                        () -> HashingStrategySets.mutable.of(HashingStrategies.defaultStrategy(), 1, 2))
                .add(
                        "LazyIterable",
                        () -> Lists.mutable.of(1, 2).asLazy(),
                        i -> ((org.eclipse.collections.api.LazyIterable<?>) i).toList())
                .add("ListIterable.groupBy", () -> Lists.mutable.of(1, 2, 3).groupBy(x -> x % 2))
                .add("ListIterable.zip", () -> Lists.mutable.of(1, 2).zip(List.of("a", "b")));
        fastutil.list().addAll(eclipse.list());
        return fastutil.list();
    }
}
