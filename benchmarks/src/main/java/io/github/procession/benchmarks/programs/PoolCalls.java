package io.github.procession.benchmarks.programs;

import io.github.procession.multiprocessing.AsyncResult;
import io.github.procession.multiprocessing.Pool;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;
import java.util.stream.IntStream;

/** The calls of a pool one after the other, as its documentation shows them. */
final class PoolCalls {
    private PoolCalls() {}

    private static long power(int base, int exponent) {
        return Math.round(Math.pow(base, exponent));
    }

    private static int square(int x) {
        return x * x;
    }

    static void main() throws Exception {
        try (var pool = new Pool(3)) {
            IO.println(pool.apply(PoolCalls::power, 2, 10));
            var results = new ArrayList<AsyncResult<Long>>();
            for (int i = 0; i < 50; i++) {
                results.add(pool.applyAsync(PoolCalls::power, i, 2));
            }
            long sum = 0;
            for (var result : results) {
                sum += result.get(Duration.ofSeconds(60));
            }
            IO.println(sum);
            var arguments =
                    IntStream.range(0, 20).mapToObj(i -> Map.entry(i, 3)).toList();
            IO.println(pool.starmap(PoolCalls::power, arguments).stream()
                    .mapToLong(Long::longValue)
                    .sum());
            long squares = 0;
            for (int square :
                    pool.imap(PoolCalls::square, IntStream.range(0, 100).boxed().toList(), 5)) {
                squares += square;
            }
            IO.println(squares);
        }
    }
}
