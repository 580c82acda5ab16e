package io.github.procession.benchmarks.programs;

import io.github.procession.multiprocessing.Pool;
import java.util.stream.LongStream;

/** Pi by points of a generator of one's own, so that both sides draw the same ones. */
final class MonteCarlo {
    private static final int POINTS = 100_000;
    private static final long MODULUS = 2_147_483_648L;

    private MonteCarlo() {}

    private static long next(long state) {
        return (state * 1_103_515_245L + 12_345L) % MODULUS;
    }

    private static int hits(long seed) {
        long state = seed;
        int inside = 0;
        for (int i = 0; i < POINTS; i++) {
            state = next(state);
            double x = (double) state / MODULUS;
            state = next(state);
            double y = (double) state / MODULUS;
            inside += x * x + y * y <= 1.0 ? 1 : 0;
        }
        return inside;
    }

    static void main() throws Exception {
        try (var pool = new Pool(4)) {
            var hits = pool.map(MonteCarlo::hits, LongStream.range(1, 9).boxed().toList());
            IO.println("hits " + hits.stream().mapToInt(Integer::intValue).sum());
        }
    }
}
