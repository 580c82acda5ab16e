package io.github.procession.examples;

import io.github.procession.multiprocessing.Process;
import io.github.procession.multiprocessing.Queue;
import java.util.ArrayList;
import java.util.stream.LongStream;

/**
 * The sum of 1 to 100,000,000, by one process and by eight. Each of the eight gets its slice as a real array of
 * 12,500,000 numbers and puts its part of the sum into a queue. An argument gives it less to do: per cent of that.
 */
class SumWithEightProcesses {
    private static final int PROCESSES = 8;

    /** One of the eight slices of the numbers from 1 to a multiple of eight. */
    private static long[] slice(int number, int numbers) {
        long size = numbers / PROCESSES;
        return LongStream.range(number * size + 1, (number + 1) * size + 1).toArray();
    }

    private static long sum(long[] numbers) {
        long total = 0;
        for (long number : numbers) {
            total += number;
        }
        return total;
    }

    static void handle(long[] slice, Queue<Long> results) throws InterruptedException {
        results.put(sum(slice));
    }

    static long withOneProcess(int count) {
        IO.println("The numbers from 1 to %,d are added by one process.".formatted(count));
        long making = 0;
        long adding = 0;
        long total = 0;
        for (int i = 0; i < PROCESSES; i++) { // slice after slice, so that this JVM needs room for one of them only
            long start = System.nanoTime();
            var numbers = slice(i, count);
            long made = System.nanoTime();
            total += sum(numbers);
            making += made - start;
            adding += System.nanoTime() - made;
        }
        IO.println("One process: %,d".formatted(total));
        IO.println("One process took %.2f s: %.2f s to make the numbers, %.2f s to add them."
                .formatted((making + adding) / 1e9, making / 1e9, adding / 1e9));
        return total;
    }

    private static long withEightProcesses(int count) throws InterruptedException {
        IO.println("The same by %d processes, each with an array of its own.".formatted(PROCESSES));
        long start = System.nanoTime();
        var results = new Queue<Long>();
        var processes = new ArrayList<Process>();
        for (int i = 0; i < PROCESSES; i++) {
            var process = new Process(SumWithEightProcesses::handle, slice(i, count), results);
            process.start();
            processes.add(process);
        }
        long started = System.nanoTime();
        for (var process : processes) {
            process.join();
        }
        long total = 0;
        while (!results.empty()) {
            total += results.get();
        }
        long end = System.nanoTime();
        IO.println("Eight processes: %,d".formatted(total));
        IO.println("Eight processes took %.2f s: %.2f s to make and hand out %,d MB, %.2f s until the last had added."
                .formatted(
                        (end - start) / 1e9, (started - start) / 1e9, 8L * count / 1_000_000, (end - started) / 1e9));
        return total;
    }

    static void main(String[] args) throws InterruptedException {
        int count = 1_000_000 * Race.percent(args);
        long one = withOneProcess(count);
        long eight = withEightProcesses(count);
        IO.println(
                one == eight && eight == (long) count * (count + 1) / 2 ? "The sums are equal." : "The sums DIFFER.");
    }
}
