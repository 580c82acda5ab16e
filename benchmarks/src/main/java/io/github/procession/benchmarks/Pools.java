package io.github.procession.benchmarks;

import io.github.procession.multiprocessing.Pool;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** A Pool of four workers under small and large tasks, and its start; the counterpart of {@code pools.py}. */
final class Pools {
    private static final int WORKERS = 4;
    private static final int TASKS_PER_BATCH = Measure.batch(20_000);
    private static final int CALLS_PER_BATCH = Measure.batch(500);
    private static final int LARGE_PER_BATCH = 64;
    private static final int MIB = 1 << 20;
    private static final List<Integer> NUMBERS =
            IntStream.range(0, TASKS_PER_BATCH).boxed().toList();

    private Pools() {}

    private interface Work {
        void run(Pool pool) throws Exception;
    }

    private static int square(int x) {
        return x * x;
    }

    private static byte[] large(int x) {
        return new byte[MIB];
    }

    private static void rate(String name, int tasks, Work work, Measure measure) throws Exception {
        try (var pool = new Pool(WORKERS)) {
            double seconds = measure.secondsPerOperation(() -> {
                work.run(pool);
                return tasks;
            });
            Measure.report(name, 1 / seconds, "1/s");
        }
    }

    private static void mapSingle(Pool pool) throws Exception {
        pool.map(Pools::square, NUMBERS, 1);
    }

    private static void mapChunks(Pool pool) throws Exception {
        pool.map(Pools::square, NUMBERS);
    }

    private static void imapUnordered(Pool pool) {
        int results = 0;
        for (int _ : pool.imapUnordered(Pools::square, NUMBERS)) {
            results++;
        }
        if (results != NUMBERS.size()) {
            throw new IllegalStateException(results + " results");
        }
    }

    private static void largeResults(Pool pool) throws Exception {
        pool.map(Pools::large, NUMBERS.subList(0, LARGE_PER_BATCH), 1);
    }

    private static void apply(Measure measure) throws Exception {
        try (var pool = new Pool(WORKERS)) {
            double seconds = measure.secondsPerOperation(() -> {
                for (int i = 0; i < CALLS_PER_BATCH; i++) {
                    pool.apply(Pools::square, i);
                }
                return CALLS_PER_BATCH;
            });
            Measure.report("apply", seconds * 1e6, "us");
        }
    }

    /** From nothing to the first result; the start of the first pool of the program does not count. */
    private static void first(int workers, Measure measure) throws Exception {
        List<Double> times = new ArrayList<>();
        long begin = System.nanoTime();
        while (times.size() < 2 || Measure.goesOn(times.size(), begin, measure.measureSeconds())) {
            long start = System.nanoTime();
            var pool = new Pool(workers);
            pool.apply(Pools::square, 2);
            times.add(Measure.secondsSince(start));
            pool.terminate();
            pool.join();
        }
        Measure.report("pool-start", Rounds.median(times.subList(1, times.size())) * 1e3, "ms");
    }

    static void main(String[] args) throws Exception {
        var measure = Measure.of(args);
        switch (args[0]) {
            case "map-single" -> rate("map-single", TASKS_PER_BATCH, Pools::mapSingle, measure);
            case "map-chunks" -> rate("map-chunks", TASKS_PER_BATCH, Pools::mapChunks, measure);
            case "unordered" -> rate("imap-unordered", TASKS_PER_BATCH, Pools::imapUnordered, measure);
            case "large" -> rate("large-results", LARGE_PER_BATCH, Pools::largeResults, measure);
            case "apply" -> apply(measure);
            case "start-2" -> first(2, measure);
            case "start-8" -> first(8, measure);
            default -> throw Measure.unknown(args);
        }
    }
}
