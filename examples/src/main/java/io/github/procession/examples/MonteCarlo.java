package io.github.procession.examples;

import io.github.procession.multiprocessing.Multiprocessing;
import io.github.procession.multiprocessing.Pool;
import java.util.SplittableRandom;
import java.util.stream.LongStream;

/**
 * The number pi from points thrown at random. Each task has a seed, so the result is the same however many processes throw:
 * random numbers of tasks must not depend on the worker that happens to run them.
 */
class MonteCarlo {
    private static final int TASKS = 150;
    private static final int POINTS = 20_000_000;

    /** How many of the points of one task lie in the circle. */
    static long hits(long seed, int points) {
        var random = new SplittableRandom(seed);
        long hits = 0;
        for (int i = 0; i < points; i++) {
            double x = random.nextDouble();
            double y = random.nextDouble();
            hits += x * x + y * y <= 1 ? 1 : 0;
        }
        return hits;
    }

    static void main(String[] args) throws Exception {
        int points = POINTS * Race.percent(args) / 100;
        double all = (double) TASKS * points / 4;
        Race.run(
                "pi from %,d points".formatted((long) TASKS * points),
                TASKS,
                progress -> LongStream.range(0, TASKS)
                                .map(seed -> hits(seed, points))
                                .peek(_ -> progress.step())
                                .sum()
                        / all,
                progress -> {
                    try (var pool = new Pool(Multiprocessing.cpuCount())) {
                        long hits = pool
                                .chunksize(1)
                                .imapUnordered(seed -> hits(seed, points), LongStream.range(0, TASKS))
                                .stream()
                                .mapToLong(x -> x)
                                .peek(_ -> progress.step())
                                .sum();
                        return hits / all;
                    }
                });
    }
}
