package io.github.procession.benchmarks.programs;

import io.github.procession.multiprocessing.Pool;
import java.util.stream.IntStream;

/** Squares by a pool, the documentation's first example. */
final class PoolMap {
    private PoolMap() {}

    private static int square(int x) {
        return x * x;
    }

    static void main() throws Exception {
        try (var pool = new Pool(4)) {
            var squares =
                    pool.map(PoolMap::square, IntStream.range(0, 1000).boxed().toList());
            IO.println(squares.stream().mapToLong(Integer::longValue).sum());
        }
    }
}
