package io.github.procession.examples;

import io.github.procession.multiprocessing.Multiprocessing;
import io.github.procession.multiprocessing.Pool;
import java.util.concurrent.ExecutionException;
import java.util.stream.LongStream;

/**
 * The sum of 1 to 100,000,000 with ranges: a task is two numbers, and each process makes what it adds. Java adds so fast that
 * this work takes less time than a process needs to start: divide work that takes seconds, and send what is small.
 */
class SumWithRanges {
    private static final long LAST = 100_000_000;
    private static final int TASKS = 8;

    static long sum(long first, long last) {
        long total = 0;
        for (long number = first; number <= last; number++) {
            total += number;
        }
        return total;
    }

    void main() throws InterruptedException, ExecutionException {
        long start = System.nanoTime();
        long alone = sum(1, LAST);
        double aloneSeconds = (System.nanoTime() - start) / 1e9;
        long size = LAST / TASKS;
        try (var pool = new Pool(Multiprocessing.cpuCount())) {
            pool.map(task -> sum(1, task), LongStream.range(0, TASKS)); // the processes have started
            start = System.nanoTime();
            long together = pool
                    .chunksize(1)
                    .map(task -> sum(task * size + 1, (task + 1) * size), LongStream.range(0, TASKS))
                    .stream()
                    .mapToLong(x -> x)
                    .sum();
            double seconds = (System.nanoTime() - start) / 1e9;
            IO.println("the sum of ranges: %,d, equal: %b".formatted(together, alone == together));
            IO.println("one process %.3f s; %d processes that run already %.3f s; nothing copied"
                    .formatted(aloneSeconds, Multiprocessing.cpuCount(), seconds));
        }
    }
}
