package io.github.procession.thirdparty;

import io.vavr.Lazy;
import io.vavr.Tuple;
import io.vavr.collection.Array;
import io.vavr.collection.BitSet;
import io.vavr.collection.CharSeq;
import io.vavr.collection.HashMap;
import io.vavr.collection.HashMultimap;
import io.vavr.collection.HashSet;
import io.vavr.collection.LinkedHashMap;
import io.vavr.collection.LinkedHashSet;
import io.vavr.collection.PriorityQueue;
import io.vavr.collection.Queue;
import io.vavr.collection.Stream;
import io.vavr.collection.Tree;
import io.vavr.collection.TreeMap;
import io.vavr.collection.TreeMultimap;
import io.vavr.collection.TreeSet;
import io.vavr.collection.Vector;
import io.vavr.control.Either;
import io.vavr.control.Option;
import io.vavr.control.Try;
import io.vavr.control.Validation;
import java.util.List;

final class FunctionalCollections {
    private FunctionalCollections() {}

    static List<Sample> samples() {
        Samples vavr = new Samples("Vavr");
        vavr.add("List", () -> io.vavr.collection.List.of(1, 2, 3))
                .add("List, empty", io.vavr.collection.List::empty)
                .add("List of 10,000", () -> io.vavr.collection.List.range(0, 10_000))
                .add("Vector", () -> Vector.of(1, 2, 3))
                .add("Array", () -> Array.of(1, 2, 3))
                .add("CharSeq", () -> CharSeq.of("abc"))
                .add("Queue", () -> Queue.of(1, 2).enqueue(3))
                .add("Stream", () -> Stream.of(1, 2, 3))
                .add("Stream, lazy", () -> Stream.range(0, 5).map(x -> x + 1))
                .add("HashSet", () -> HashSet.of(1, 2))
                .add("LinkedHashSet", () -> LinkedHashSet.of(2, 1))
                .add("TreeSet", () -> TreeSet.of(2, 1))
                .add("BitSet", () -> BitSet.of(2, 100))
                .add("HashMap", () -> HashMap.of("a", 1, "b", 2))
                .add("LinkedHashMap", () -> LinkedHashMap.of("b", 1, "a", 2))
                .add("TreeMap", () -> TreeMap.of("b", 1, "a", 2))
                .add("HashMultimap", () -> HashMultimap.withSeq().of("a", 1, "a", 2))
                .add("TreeMultimap", () -> TreeMultimap.withSeq().of("a", 1))
                .add("PriorityQueue", () -> PriorityQueue.of(3, 1), q -> ((PriorityQueue<?>) q).toList())
                .add("Tree", () -> Tree.of(1, Tree.of(2), Tree.of(3)))
                .add("Option.some", () -> Option.some(1))
                .add("Option.none", Option::none)
                .add("Either.right", () -> Either.right(1))
                .add("Either.left", () -> Either.left("x"))
                .add("Try.success", () -> Try.success(1))
                .add(
                        "Try.failure",
                        () -> Try.failure(new Exception("x")),
                        t -> ((Try<?>) t).getCause().getMessage())
                .add("Validation", () -> Validation.valid(1))
                .add("Tuple2", () -> Tuple.of(1, "a"))
                .add("Tuple8", () -> Tuple.of(1, 2, 3, 4, 5, 6, 7, 8))
                .add("Tuple0", Tuple::empty)
                .add("Lazy, evaluated", () -> {
                    Lazy<Integer> lazy = Lazy.of(() -> 5);
                    lazy.get();
                    return lazy;
                })
                .add("Function1", () -> (io.vavr.Function1<Integer, Integer>) x -> x + 1, f -> apply(f));
        return vavr.list();
    }

    @SuppressWarnings("unchecked")
    private static Object apply(Object function) {
        return ((io.vavr.Function1<Integer, Integer>) function).apply(1);
    }
}
