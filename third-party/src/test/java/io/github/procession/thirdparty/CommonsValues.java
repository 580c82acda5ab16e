package io.github.procession.thirdparty;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.apache.commons.collections4.ClosureUtils;
import org.apache.commons.collections4.FactoryUtils;
import org.apache.commons.collections4.IteratorUtils;
import org.apache.commons.collections4.ListUtils;
import org.apache.commons.collections4.PredicateUtils;
import org.apache.commons.collections4.SetUtils;
import org.apache.commons.collections4.TransformerUtils;
import org.apache.commons.collections4.bag.HashBag;
import org.apache.commons.collections4.bag.SynchronizedBag;
import org.apache.commons.collections4.bag.TreeBag;
import org.apache.commons.collections4.bag.UnmodifiableBag;
import org.apache.commons.collections4.bidimap.DualHashBidiMap;
import org.apache.commons.collections4.bidimap.DualLinkedHashBidiMap;
import org.apache.commons.collections4.bidimap.DualTreeBidiMap;
import org.apache.commons.collections4.bidimap.TreeBidiMap;
import org.apache.commons.collections4.list.FixedSizeList;
import org.apache.commons.collections4.list.GrowthList;
import org.apache.commons.collections4.list.LazyList;
import org.apache.commons.collections4.list.PredicatedList;
import org.apache.commons.collections4.list.SetUniqueList;
import org.apache.commons.collections4.list.TreeList;
import org.apache.commons.collections4.map.CaseInsensitiveMap;
import org.apache.commons.collections4.map.CompositeMap;
import org.apache.commons.collections4.map.DefaultedMap;
import org.apache.commons.collections4.map.Flat3Map;
import org.apache.commons.collections4.map.HashedMap;
import org.apache.commons.collections4.map.LRUMap;
import org.apache.commons.collections4.map.LazyMap;
import org.apache.commons.collections4.map.LinkedMap;
import org.apache.commons.collections4.map.ListOrderedMap;
import org.apache.commons.collections4.map.MultiKeyMap;
import org.apache.commons.collections4.map.PassiveExpiringMap;
import org.apache.commons.collections4.map.ReferenceIdentityMap;
import org.apache.commons.collections4.map.ReferenceMap;
import org.apache.commons.collections4.map.SingletonMap;
import org.apache.commons.collections4.map.StaticBucketMap;
import org.apache.commons.collections4.map.UnmodifiableMap;
import org.apache.commons.collections4.multimap.ArrayListValuedHashMap;
import org.apache.commons.collections4.multimap.HashSetValuedHashMap;
import org.apache.commons.collections4.queue.CircularFifoQueue;
import org.apache.commons.collections4.set.CompositeSet;
import org.apache.commons.collections4.set.ListOrderedSet;
import org.apache.commons.collections4.set.MapBackedSet;
import org.apache.commons.collections4.trie.PatriciaTrie;
import org.apache.commons.lang3.CharSet;
import org.apache.commons.lang3.Range;
import org.apache.commons.lang3.math.Fraction;
import org.apache.commons.lang3.mutable.MutableBoolean;
import org.apache.commons.lang3.mutable.MutableDouble;
import org.apache.commons.lang3.mutable.MutableInt;
import org.apache.commons.lang3.mutable.MutableLong;
import org.apache.commons.lang3.mutable.MutableObject;
import org.apache.commons.lang3.time.FastDateFormat;
import org.apache.commons.lang3.tuple.ImmutablePair;
import org.apache.commons.lang3.tuple.ImmutableTriple;
import org.apache.commons.lang3.tuple.MutablePair;
import org.apache.commons.lang3.tuple.MutableTriple;
import org.apache.commons.lang3.tuple.Pair;

final class CommonsValues {
    private CommonsValues() {}

    static List<Sample> samples() {
        Samples lang = new Samples("Commons Lang");
        lang.add("ImmutablePair", () -> ImmutablePair.of(1, "b"))
                .add("MutablePair", () -> MutablePair.of(1, "b"))
                .add("ImmutableTriple", () -> ImmutableTriple.of(1, 2, 3))
                .add("MutableTriple", () -> MutableTriple.of(1, 2, 3))
                .add("Pair.of null", () -> Pair.of(null, 1))
                .add("MutableInt", () -> new MutableInt(5))
                .add("MutableLong", () -> new MutableLong(5))
                .add("MutableDouble", () -> new MutableDouble(5.5))
                .add("MutableBoolean", () -> new MutableBoolean(true))
                .add("MutableObject", () -> new MutableObject<>("x"))
                .add("Range", () -> Range.of(1, 5))
                .add("CharSet", () -> CharSet.getInstance("a-c"))
                .add("Fraction", () -> Fraction.getFraction(1, 3))
                .add("FastDateFormat", () -> FastDateFormat.getInstance("yyyy-MM-dd"));
        Samples collections = new Samples("Commons Collections");
        collections
                .add("HashBag", () -> new HashBag<>(List.of("a", "a")))
                .add("TreeBag", () -> new TreeBag<>(List.of("b", "a")))
                .add("SynchronizedBag", () -> SynchronizedBag.synchronizedBag(new HashBag<>(List.of(1))))
                .add("UnmodifiableBag", () -> UnmodifiableBag.unmodifiableBag(new HashBag<>(List.of(1))))
                .add("DualHashBidiMap", () -> new DualHashBidiMap<>(Map.of("a", 1)))
                .add("DualLinkedHashBidiMap", () -> new DualLinkedHashBidiMap<>(Map.of("a", 1)))
                .add("DualTreeBidiMap", () -> new DualTreeBidiMap<>(Map.of("a", 1)))
                .add("TreeBidiMap", () -> new TreeBidiMap<>(Map.of("a", 1)))
                .add("TreeBidiMap.inverseBidiMap", () -> new TreeBidiMap<>(Map.of("a", 1)).inverseBidiMap())
                .add("TreeList", () -> new TreeList<>(List.of(1, 2)))
                .add("GrowthList", () -> GrowthList.growthList(new ArrayList<>(List.of(1))))
                .add("SetUniqueList", () -> SetUniqueList.setUniqueList(new ArrayList<>(List.of(1, 1))))
                .add("FixedSizeList", () -> FixedSizeList.fixedSizeList(new ArrayList<>(List.of(1))))
                .add("LazyList", () -> LazyList.lazyList(new ArrayList<>(List.of(1)), FactoryUtils.constantFactory(5)))
                .add(
                        "PredicatedList",
                        () -> PredicatedList.predicatedList(
                                new ArrayList<>(List.of(1)), PredicateUtils.notNullPredicate()))
                .add("CaseInsensitiveMap", () -> new CaseInsensitiveMap<>(Map.of("A", 1)))
                .add(
                        "CompositeMap",
                        () -> new CompositeMap<>(new java.util.HashMap<>(Map.of("a", 1)), new java.util.HashMap<>()))
                .add("Flat3Map", () -> new Flat3Map<>(Map.of("a", 1)))
                .add("HashedMap", () -> new HashedMap<>(Map.of("a", 1)))
                .add("LinkedMap", () -> new LinkedMap<>(Map.of("a", 1)))
                .add("LRUMap", () -> new LRUMap<>(Map.of("a", 1)))
                .add("ListOrderedMap", () -> ListOrderedMap.listOrderedMap(new java.util.HashMap<>(Map.of("a", 1))))
                .add("MultiKeyMap", () -> {
                    MultiKeyMap<String, Integer> map = new MultiKeyMap<>();
                    map.put("a", "b", 1);
                    return map;
                })
                .add(
                        "PassiveExpiringMap",
                        () -> new PassiveExpiringMap<>(100_000, new java.util.HashMap<>(Map.of("a", 1))))
                .add("ReferenceMap", () -> {
                    ReferenceMap<String, Integer> map = new ReferenceMap<>();
                    map.put("a", 1);
                    return map;
                })
                .add("ReferenceIdentityMap", () -> new ReferenceIdentityMap<>(), m -> ((Map<?, ?>) m).size())
                .add("SingletonMap", () -> new SingletonMap<>("a", 1))
                .add("StaticBucketMap", () -> bucketMap())
                .add(
                        "LazyMap",
                        () -> LazyMap.lazyMap(new java.util.HashMap<>(Map.of("a", 1)), FactoryUtils.constantFactory(5)))
                .add("DefaultedMap", () -> DefaultedMap.defaultedMap(new java.util.HashMap<>(Map.of("a", 1)), 7))
                .add("UnmodifiableMap", () -> UnmodifiableMap.unmodifiableMap(Map.of("a", 1)))
                .add("MultiKey", () -> new org.apache.commons.collections4.keyvalue.MultiKey<>("a", "b"))
                .add("ArrayListValuedHashMap", () -> {
                    ArrayListValuedHashMap<String, Integer> map = new ArrayListValuedHashMap<>();
                    map.put("a", 1);
                    map.put("a", 2);
                    return map;
                })
                .add("HashSetValuedHashMap", () -> {
                    HashSetValuedHashMap<String, Integer> map = new HashSetValuedHashMap<>();
                    map.put("a", 1);
                    return map;
                })
                .add(
                        "CircularFifoQueue",
                        () -> new CircularFifoQueue<>(List.of(1, 2)),
                        q -> new ArrayList<>((Collection<?>) q))
                .add("ListOrderedSet", () -> ListOrderedSet.listOrderedSet(List.of(2, 1)))
                .add("MapBackedSet", () -> MapBackedSet.mapBackedSet(new java.util.HashMap<>(Map.of("a", 1))))
                .add("CompositeSet", () -> new CompositeSet<>(new java.util.HashSet<>(List.of(1))))
                .add("PatriciaTrie", () -> new PatriciaTrie<>(Map.of("ab", 1, "ac", 2)))
                .add("PatriciaTrie.prefixMap", () -> new PatriciaTrie<>(Map.of("ab", 1, "b", 2)).prefixMap("a"))
                .add("ListUtils.union", () -> ListUtils.union(List.of(1), List.of(2)))
                .refused(
                        "SetUtils.union",
                        () -> SetUtils.union(java.util.Set.of(1), java.util.Set.of(2)),
                        "is not Serializable")
                .add(
                        "IteratorUtils.emptyIterator",
                        IteratorUtils::emptyIterator,
                        i -> ((java.util.Iterator<?>) i).hasNext())
                .add("ClosureUtils.nopClosure", ClosureUtils::nopClosure, Object::getClass)
                .add("TransformerUtils.constantTransformer", () -> TransformerUtils.constantTransformer(5));
        lang.list().addAll(collections.list());
        return lang.list();
    }

    private static Object bucketMap() {
        StaticBucketMap<String, Integer> map = new StaticBucketMap<>();
        map.put("a", 1);
        return map;
    }
}
