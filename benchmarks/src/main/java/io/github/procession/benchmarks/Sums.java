package io.github.procession.benchmarks;

import io.github.procession.multiprocessing.Process;
import io.github.procession.multiprocessing.Queue;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.stream.LongStream;

/**
 * The tutorial's program: sums of slices in 8 processes, merged through a Queue; the counterpart of {@code sums.py}.
 */
final class Sums {
    private static final int PROCESSES = 8;

    private Sums() {}

    private static void handle(long[] numbers, Queue<Long> results) throws InterruptedException {
        long total = 0;
        for (long number : numbers) {
            total += number;
        }
        results.put(total);
    }

    /** The time goes from the first slice to the merged result; the numbers are there before. */
    static void main() throws Exception {
        int count = Integer.parseInt(System.getenv("BENCHMARK_SUM"));
        long[] numbers = LongStream.rangeClosed(1, count).toArray();
        var results = new Queue<Long>();
        long start = System.nanoTime();
        int size = count / PROCESSES;
        var processes = new ArrayList<Process>();
        for (int index = 0; index < count; index += size) {
            var process = new Process(Sums::handle, Arrays.copyOfRange(numbers, index, index + size), results);
            processes.add(process);
            process.start();
        }
        long total = 0;
        for (var _ : processes) {
            total += results.get();
        }
        for (var process : processes) {
            process.join();
        }
        double seconds = Measure.secondsSince(start);
        if (total != (long) count * (count + 1) / 2) {
            throw new IllegalStateException("total=" + total + " is wrong");
        }
        Measure.report("sum", seconds, "s");
    }
}
