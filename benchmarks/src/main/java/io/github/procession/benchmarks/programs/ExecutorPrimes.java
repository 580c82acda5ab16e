package io.github.procession.benchmarks.programs;

import io.github.procession.concurrent.ProcessPoolExecutor;
import java.util.Iterator;
import java.util.List;

/** The example of concurrent.futures: large numbers that may be primes. */
final class ExecutorPrimes {
    private static final List<Integer> NUMBERS =
            List.of(1_000_000_007, 1_000_000_011, 998_244_353, 1_000_000_021, 1_000_000_009, 999_999_937);

    private ExecutorPrimes() {}

    private static boolean isPrime(int n) {
        if (n % 2 == 0) {
            return false;
        }
        for (int i = 3; (long) i * i <= n; i += 2) {
            if (n % i == 0) {
                return false;
            }
        }
        return true;
    }

    static void main() throws Exception {
        try (var executor = new ProcessPoolExecutor(2)) {
            Iterator<Integer> numbers = NUMBERS.iterator();
            for (boolean prime : executor.map(ExecutorPrimes::isPrime, NUMBERS)) {
                IO.println(numbers.next() + " " + prime);
            }
        }
    }
}
