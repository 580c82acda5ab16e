package io.github.procession.benchmarks.programs;

import io.github.procession.multiprocessing.Pool;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Word counts of texts by a pool, merged here. */
final class MapReduce {
    private static final List<String> WORDS =
            List.of("process", "thread", "queue", "pipe", "lock", "event", "value", "array");

    private MapReduce() {}

    private static String text(int seed) {
        return IntStream.range(0, 500)
                .mapToObj(i -> WORDS.get((seed * 7 + i * i) % WORDS.size()))
                .collect(Collectors.joining(" "));
    }

    private static Map<String, Integer> count(String text) {
        Map<String, Integer> counts = new TreeMap<>();
        for (String word : text.split(" ")) {
            counts.merge(word, 1, Integer::sum);
        }
        return counts;
    }

    static void main() throws Exception {
        try (var pool = new Pool(4)) {
            Map<String, Integer> total = new TreeMap<>();
            var texts = IntStream.range(0, 40).mapToObj(MapReduce::text).toList();
            for (var part : pool.imap(MapReduce::count, texts)) {
                part.forEach((word, count) -> total.merge(word, count, Integer::sum));
            }
            IO.println(total.entrySet().stream().map(Object::toString).collect(Collectors.joining(" ")));
        }
    }
}
