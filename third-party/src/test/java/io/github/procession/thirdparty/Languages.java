package io.github.procession.thirdparty;

import groovy.lang.GString;
import groovy.lang.IntRange;
import groovy.lang.ObjectRange;
import groovy.lang.Tuple2;
import groovy.util.ConfigObject;
import groovy.util.Node;
import groovy.util.OrderBy;
import java.util.List;
import java.util.Map;
import kotlin.Pair;
import kotlin.Triple;
import kotlin.Unit;
import kotlin.collections.ArrayDeque;
import kotlin.collections.CollectionsKt;
import kotlin.collections.MapsKt;
import kotlin.collections.SetsKt;
import kotlin.ranges.CharRange;
import kotlin.ranges.IntProgression;
import kotlin.ranges.LongRange;
import kotlin.text.Regex;
import org.codehaus.groovy.runtime.GStringImpl;
import scala.Option;
import scala.Some;
import scala.collection.immutable.Nil$;
import scala.collection.mutable.ArrayBuffer;
import scala.collection.mutable.ListBuffer;
import scala.jdk.javaapi.CollectionConverters;
import scala.util.Left;
import scala.util.Right;
import scala.util.Success;

final class Languages {
    private Languages() {}

    static List<Sample> samples() {
        Samples ofKotlin = new Samples("Kotlin");
        ofKotlin.add("Pair", () -> new Pair<>(1, "a"))
                .add("Triple", () -> new Triple<>(1, 2, 3))
                .text("Unit", () -> Unit.INSTANCE)
                .add("listOf, empty", CollectionsKt::emptyList)
                .add("listOf", () -> CollectionsKt.listOf(1, 2))
                .add("mutableListOf", () -> CollectionsKt.mutableListOf(1, 2))
                .add("mapOf, empty", MapsKt::emptyMap)
                .add("mapOf", () -> MapsKt.mapOf(new Pair<>("a", 1)))
                .refused("withDefault", () -> MapsKt.withDefault(Map.of("a", 1), k -> 5), "is not Serializable")
                .add("setOf", () -> SetsKt.setOf(1, 2))
                .add("buildList", () -> {
                    List<Integer> builder = CollectionsKt.createListBuilder();
                    builder.add(1);
                    return CollectionsKt.build(builder);
                })
                .add("buildMap", () -> {
                    Map<String, Integer> builder = MapsKt.createMapBuilder();
                    builder.put("a", 1);
                    return MapsKt.build(builder);
                })
                .add("ArrayDeque", () -> new ArrayDeque<>(List.of(1, 2)))
                .add("IntRange", () -> new kotlin.ranges.IntRange(1, 5))
                .add("LongRange", () -> new LongRange(1, 5))
                .add("CharRange", () -> new CharRange('a', 'c'))
                .add("IntProgression", () -> IntProgression.Companion.fromClosedRange(1, 9, 2))
                .add("Regex", () -> new Regex("a+b"), r -> ((Regex) r).matches("aab"))
                .add("List.asReversed", () -> CollectionsKt.asReversed(List.of(1, 2)))
                .add("Random", () -> kotlin.random.RandomKt.Random(5), r -> ((kotlin.random.Random) r).nextInt())
                .add("Lazy, evaluated", () -> kotlin.LazyKt.lazyOf(5), l -> ((kotlin.Lazy<?>) l).getValue());
        Samples ofScala = new Samples("Scala");
        ofScala.add("List", () -> scalaList())
                .add("Nil", () -> Nil$.MODULE$)
                .add(
                        "List of 10,000",
                        () -> CollectionConverters.asScala(java.util.stream.IntStream.range(0, 10_000)
                                        .boxed()
                                        .toList())
                                .toList())
                .add("Vector", () -> scalaList().toVector())
                .add("Set", () -> scalaList().toSet())
                .add(
                        "Map",
                        () -> scala.collection.immutable.Map$.MODULE$.from(
                                CollectionConverters.asScala(Map.of("a", 1))))
                .add(
                        "HashMap of 10",
                        () -> scala.collection.immutable.Map$.MODULE$.from(CollectionConverters.asScala(tenEntries())))
                .add("Some", () -> new Some<>(1))
                .add("None", Option::empty)
                .add("Right", () -> new Right<>(1))
                .add("Left", () -> new Left<>("x"))
                .add("Success", () -> new Success<>(1))
                .add("Tuple2", () -> new scala.Tuple2<>(1, "a"))
                .add("Tuple3", () -> new scala.Tuple3<>(1, "a", 2.0))
                .add("Range", () -> scala.collection.immutable.Range$.MODULE$.inclusive(1, 5))
                .add("BigInt", () -> scala.math.BigInt.apply("12345678901234567890"))
                .add("BigDecimal", () -> scala.math.BigDecimal.exact("1.50"))
                .add("ArrayBuffer", () -> {
                    ArrayBuffer<Object> buffer = new ArrayBuffer<>();
                    buffer.addOne(1);
                    return buffer;
                })
                .add("ListBuffer", () -> {
                    ListBuffer<Object> buffer = new ListBuffer<>();
                    buffer.addOne(1);
                    return buffer;
                })
                .add("LazyList", () -> scala.collection.immutable.LazyList$.MODULE$.from(scalaList()))
                .add(
                        "TreeSet",
                        () -> scala.collection.immutable.TreeSet$.MODULE$.from(
                                CollectionConverters.asScala(List.of("b", "a")), scala.math.Ordering.String$.MODULE$))
                .add("JavaConverters wrapper", () -> CollectionConverters.asJava(scalaList()));
        Samples ofGroovy = new Samples("Groovy");
        ofGroovy.text("GString", () -> new GStringImpl(new Object[] {5}, new String[] {"a", "b"}))
                .add("IntRange", () -> new IntRange(1, 5))
                .add("ObjectRange", () -> new ObjectRange("a", "c"))
                .add("Tuple2", () -> new Tuple2<>(1, "a"))
                .text("ConfigObject", () -> {
                    ConfigObject config = new ConfigObject();
                    config.put("a", 1);
                    return config;
                })
                .text("Node", () -> new Node(null, "n", Map.of("k", "v")))
                .add("OrderBy", () -> new OrderBy<>(), o -> o.getClass())
                .add("GString.EMPTY", () -> GString.EMPTY)
                .add("EmptyRange", () -> new groovy.lang.EmptyRange<>(1), r -> ((List<?>) r).size());
        ofKotlin.list().addAll(ofScala.list());
        ofKotlin.list().addAll(ofGroovy.list());
        return ofKotlin.list();
    }

    private static scala.collection.immutable.List<Integer> scalaList() {
        return CollectionConverters.asScala(List.of(1, 2, 3)).toList();
    }

    private static Map<Integer, Integer> tenEntries() {
        Map<Integer, Integer> map = new java.util.HashMap<>();
        for (int i = 0; i < 10; i++) {
            map.put(i, -i);
        }
        return map;
    }
}
