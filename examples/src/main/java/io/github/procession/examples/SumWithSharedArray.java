package io.github.procession.examples;

import io.github.procession.multiprocessing.Array;
import io.github.procession.multiprocessing.IntArray;
import io.github.procession.multiprocessing.Multiprocessing;
import io.github.procession.multiprocessing.Pool;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;

/**
 * The sum of 1 to 100,000,000 with the numbers in one shared array: nothing is copied, each process fills and adds its part
 * of the same 400 MB. Compare {@link SumWithEightProcesses}, which copies 800 MB of slices, and {@link SumWithRanges}, which
 * has no numbers at all.
 */
class SumWithSharedArray {
    static long fillAndSum(IntArray numbers, int part, int parts) {
        int size = numbers.length() / parts;
        int first = part * size;
        var slice = numbers.asBuffer(first, part == parts - 1 ? numbers.length() - first : size);
        for (int i = 0; i < slice.capacity(); i++) {
            slice.put(i, first + i + 1);
        }
        long total = 0;
        for (int i = 0; i < slice.capacity(); i++) {
            total += slice.get(i);
        }
        return total;
    }

    static void main(String[] args) throws InterruptedException, ExecutionException {
        int count = 1_000_000 * Race.percent(args);
        int parts = Multiprocessing.cpuCount();
        var numbers = Array.rawInt(count);

        long start = System.nanoTime();
        long alone = fillAndSum(numbers, 0, 1);
        double aloneSeconds = (System.nanoTime() - start) / 1e9;
        start = System.nanoTime();
        try (var pool = new Pool(parts)) {
            long together =
                    pool.chunksize(1).map(part -> fillAndSum(numbers, part, parts), IntStream.range(0, parts)).stream()
                            .mapToLong(x -> x)
                            .sum();
            double seconds = (System.nanoTime() - start) / 1e9;
            IO.println("the sum of a shared array: %,d, equal: %b".formatted(together, alone == together));
            IO.println("one process %.2f s; %d processes %.2f s, their start included; nothing copied"
                    .formatted(aloneSeconds, parts, seconds));
        }
    }
}
