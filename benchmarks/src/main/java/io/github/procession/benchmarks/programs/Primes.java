package io.github.procession.benchmarks.programs;

import io.github.procession.multiprocessing.Pool;
import java.util.stream.IntStream;

/** Primes of a range, unordered, a task for each number. */
final class Primes {
    private Primes() {}

    private static boolean isPrime(int n) {
        if (n < 2) {
            return false;
        }
        for (int i = 2; i * i <= n; i++) {
            if (n % i == 0) {
                return false;
            }
        }
        return true;
    }

    static void main() throws Exception {
        try (var pool = new Pool(4)) {
            int primes = 0;
            for (boolean prime : pool.imapUnordered(
                    Primes::isPrime, IntStream.range(0, 5000).boxed().toList())) {
                primes += prime ? 1 : 0;
            }
            IO.println("primes " + primes);
        }
    }
}
