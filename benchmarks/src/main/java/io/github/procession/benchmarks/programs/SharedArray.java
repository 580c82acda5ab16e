package io.github.procession.benchmarks.programs;

import io.github.procession.multiprocessing.Array;
import io.github.procession.multiprocessing.DoubleArray;
import io.github.procession.multiprocessing.Process;
import java.util.List;

/** Two processes that fill the halves of an array. */
final class SharedArray {
    private static final int LENGTH = 20_000;

    private SharedArray() {}

    private static void fill(DoubleArray array, int begin, int end) {
        for (int i = begin; i < end; i++) {
            array.set(i, i * 0.5);
        }
    }

    static void main() throws Exception {
        var array = Array.ofDouble(LENGTH);
        var processes = List.of(
                new Process(SharedArray::fill, array, 0, LENGTH / 2),
                new Process(SharedArray::fill, array, LENGTH / 2, LENGTH));
        for (var process : processes) {
            process.start();
        }
        for (var process : processes) {
            process.join();
        }
        double sum = 0;
        for (int i = 0; i < LENGTH; i++) {
            sum += array.get(i);
        }
        IO.println("sum " + (long) sum);
    }
}
