package io.github.procession.benchmarks.programs;

import io.github.procession.multiprocessing.Process;
import io.github.procession.multiprocessing.Queue;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.stream.LongStream;

/** A sum in eight processes with slices and a queue. */
final class SumSlices {
    private static final int COUNT = 1_000_000;
    private static final int PROCESSES = 8;

    private SumSlices() {}

    private static void add(long[] numbers, Queue<Long> results) throws Exception {
        results.put(LongStream.of(numbers).sum());
    }

    static void main() throws Exception {
        long[] numbers = LongStream.rangeClosed(1, COUNT).toArray();
        var results = new Queue<Long>();
        int size = COUNT / PROCESSES;
        var processes = new ArrayList<Process>();
        for (int begin = 0; begin < COUNT; begin += size) {
            var process = new Process(SumSlices::add, Arrays.copyOfRange(numbers, begin, begin + size), results);
            process.start();
            processes.add(process);
        }
        long total = 0;
        for (var _ : processes) {
            total += results.get();
        }
        for (var process : processes) {
            process.join();
        }
        IO.println("total " + total);
    }
}
