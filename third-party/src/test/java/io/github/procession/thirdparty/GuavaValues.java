package io.github.procession.thirdparty;

import com.google.common.base.CaseFormat;
import com.google.common.base.CharMatcher;
import com.google.common.base.Converter;
import com.google.common.base.Enums;
import com.google.common.base.Equivalence;
import com.google.common.base.Functions;
import com.google.common.base.Joiner;
import com.google.common.base.Optional;
import com.google.common.base.Predicates;
import com.google.common.base.Splitter;
import com.google.common.base.Stopwatch;
import com.google.common.base.Supplier;
import com.google.common.base.Suppliers;
import com.google.common.base.VerifyException;
import com.google.common.cache.Cache;
import com.google.common.cache.CacheBuilder;
import com.google.common.cache.CacheStats;
import com.google.common.collect.ImmutableList;
import com.google.common.graph.ElementOrder;
import com.google.common.graph.EndpointPair;
import com.google.common.graph.GraphBuilder;
import com.google.common.graph.ImmutableGraph;
import com.google.common.graph.ImmutableValueGraph;
import com.google.common.graph.MutableGraph;
import com.google.common.graph.MutableNetwork;
import com.google.common.graph.MutableValueGraph;
import com.google.common.graph.NetworkBuilder;
import com.google.common.graph.ValueGraphBuilder;
import com.google.common.hash.BloomFilter;
import com.google.common.hash.Funnels;
import com.google.common.hash.HashCode;
import com.google.common.hash.Hashing;
import com.google.common.io.BaseEncoding;
import com.google.common.io.ByteSource;
import com.google.common.io.CharSource;
import com.google.common.math.PairedStatsAccumulator;
import com.google.common.math.Stats;
import com.google.common.math.StatsAccumulator;
import com.google.common.net.HostAndPort;
import com.google.common.net.InternetDomainName;
import com.google.common.net.MediaType;
import com.google.common.primitives.ImmutableDoubleArray;
import com.google.common.primitives.ImmutableIntArray;
import com.google.common.primitives.ImmutableLongArray;
import com.google.common.primitives.Ints;
import com.google.common.primitives.Longs;
import com.google.common.primitives.UnsignedInteger;
import com.google.common.primitives.UnsignedLong;
import com.google.common.reflect.TypeToken;
import com.google.common.util.concurrent.AtomicDouble;
import com.google.common.util.concurrent.AtomicDoubleArray;
import com.google.common.util.concurrent.AtomicLongMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

final class GuavaValues {
    private GuavaValues() {}

    static List<Sample> samples() {
        Samples samples = new Samples("Guava");
        base(samples);
        numbers(samples);
        graphs(samples);
        return samples.list();
    }

    private static void base(Samples samples) {
        samples.add("Optional", () -> Optional.of(1))
                .add("Optional.absent", Optional::absent)
                .add("CharMatcher", () -> CharMatcher.inRange('a', 'f'), m -> ((CharMatcher) m).retainFrom("xaby"))
                .add("CharMatcher.whitespace", CharMatcher::whitespace, m -> ((CharMatcher) m).countIn(" a b"))
                .refused("Splitter", () -> Splitter.on(',').trimResults(), "is not Serializable")
                .add("Joiner", () -> Joiner.on("-").skipNulls(), j -> ((Joiner) j).join("a", null, "b"))
                .add("CaseFormat.converterTo", () -> CaseFormat.LOWER_CAMEL.converterTo(CaseFormat.UPPER_UNDERSCORE))
                .add("Enums.stringConverter", () -> Enums.stringConverter(TimeUnit.class))
                .add("Ints.stringConverter", Ints::stringConverter)
                .add("Converter.identity", Converter::identity)
                .add("Equivalence.equals", Equivalence::equals)
                .add("Equivalence.wrap", () -> Equivalence.equals().wrap("x"))
                .add("Functions.constant", () -> Functions.constant(1))
                .add("Functions.forMap", () -> Functions.forMap(Map.of("a", 1)))
                .add("Functions.identity", Functions::identity)
                .add("Functions.compose", () -> Functions.compose(Functions.toStringFunction(), Functions.identity()))
                .add("Predicates.in", () -> Predicates.in(List.of(1, 2)))
                .add("Predicates.alwaysTrue", Predicates::alwaysTrue)
                .add("Predicates.and", () -> Predicates.and(Predicates.notNull(), Predicates.equalTo(1)))
                .add("Predicates.instanceOf", () -> Predicates.instanceOf(String.class))
                .add("Suppliers.ofInstance", () -> Suppliers.ofInstance(5))
                .add(
                        "Suppliers.memoize",
                        () -> Suppliers.memoize(Suppliers.ofInstance(5)),
                        s -> ((Supplier<?>) s).get())
                .add("Stopwatch", Stopwatch::createUnstarted, s -> ((Stopwatch) s).isRunning())
                .text("VerifyException", () -> new VerifyException("x"))
                .add("TypeToken", () -> new TypeToken<List<String>>() {})
                .add("HostAndPort", () -> HostAndPort.fromParts("localhost", 80))
                .add("InternetDomainName", () -> InternetDomainName.from("www.example.com"))
                .add("MediaType", () -> MediaType.PLAIN_TEXT_UTF_8.withParameter("q", "1"))
                .add("ByteSource", () -> ByteSource.wrap(new byte[] {1, 2}), s -> read((ByteSource) s))
                .text("CharSource", () -> CharSource.wrap("text"))
                .add("BaseEncoding", BaseEncoding::base32, e -> ((BaseEncoding) e).encode(new byte[] {1, 2}))
                .add("Cache", GuavaValues::cache, c -> ((Cache<?, ?>) c).asMap().size())
                .add("CacheStats", () -> new CacheStats(1, 2, 3, 4, 5, 6));
    }

    private static Object read(ByteSource source) {
        try {
            return List.of(source.size(), source.read()[1]);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** Arrives empty, as its documentation says. */
    private static Object cache() {
        return CacheBuilder.newBuilder().maximumSize(10).build();
    }

    private static void numbers(Samples samples) {
        samples.add("HashCode", () -> HashCode.fromInt(5))
                .add("HashCode of bytes", () -> HashCode.fromBytes(new byte[] {1, 2}))
                .add("Hashing.sha256", Hashing::sha256, h -> ((com.google.common.hash.HashFunction) h).hashInt(5))
                .add("Hashing.murmur3_128", () -> Hashing.murmur3_128(7))
                .add("BloomFilter", () -> {
                    BloomFilter<Integer> filter = BloomFilter.create(Funnels.integerFunnel(), 100);
                    filter.put(5);
                    return filter;
                })
                .add("Funnels.longFunnel", Funnels::longFunnel)
                .add("UnsignedInteger", () -> UnsignedInteger.fromIntBits(-1))
                .add("UnsignedLong", () -> UnsignedLong.fromLongBits(-1))
                .add("ImmutableIntArray", () -> ImmutableIntArray.of(1, 2))
                .add(
                        "ImmutableLongArray.subArray",
                        () -> ImmutableLongArray.of(1, 2, 3).subArray(1, 2))
                .add(
                        "ImmutableDoubleArray.asList",
                        () -> ImmutableDoubleArray.of(1, 2).asList())
                .add("Ints.asList", () -> Ints.asList(1, 2))
                .add("Longs.asList", () -> Longs.asList(1, 2))
                .add("Ints.lexicographicalComparator", Ints::lexicographicalComparator)
                .add("Stats", () -> Stats.of(1, 2, 4))
                .add(
                        "StatsAccumulator",
                        () -> {
                            StatsAccumulator accumulator = new StatsAccumulator();
                            accumulator.addAll(1, 2, 4);
                            return accumulator;
                        },
                        a -> ((StatsAccumulator) a).snapshot())
                .add("PairedStats", () -> {
                    PairedStatsAccumulator accumulator = new PairedStatsAccumulator();
                    accumulator.add(1, 2);
                    accumulator.add(3, 4);
                    return accumulator.snapshot();
                })
                .text("AtomicDouble", () -> new AtomicDouble(1.5))
                .text("AtomicDoubleArray", () -> new AtomicDoubleArray(new double[] {1.5, 2}))
                .text("AtomicLongMap", () -> AtomicLongMap.create(Map.of("a", 1L)));
    }

    private static void graphs(Samples samples) {
        samples.add("MutableGraph", GuavaValues::graph)
                .add("ImmutableGraph", () -> ImmutableGraph.copyOf(graph()))
                .add("MutableValueGraph", GuavaValues::valueGraph)
                .add("ImmutableValueGraph", () -> ImmutableValueGraph.copyOf(valueGraph()))
                .add("MutableNetwork", () -> {
                    MutableNetwork<String, Integer> network =
                            NetworkBuilder.directed().build();
                    network.addEdge("a", "b", 1);
                    return network;
                })
                .add("Graph, undirected", () -> {
                    MutableGraph<Integer> graph = GraphBuilder.undirected().build();
                    graph.putEdge(1, 2);
                    return graph;
                })
                .add("Graph.edges", () -> ImmutableList.copyOf(graph().edges()))
                .add("ElementOrder", ElementOrder::insertion)
                .add("EndpointPair", () -> EndpointPair.ordered("a", "b"));
    }

    private static MutableGraph<String> graph() {
        MutableGraph<String> graph =
                GraphBuilder.directed().allowsSelfLoops(true).build();
        graph.putEdge("a", "b");
        graph.putEdge("b", "a");
        graph.addNode("c");
        return graph;
    }

    private static MutableValueGraph<String, Integer> valueGraph() {
        MutableValueGraph<String, Integer> graph = ValueGraphBuilder.directed().build();
        graph.putEdgeValue("a", "b", 5);
        return graph;
    }
}
