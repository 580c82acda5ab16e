package io.github.procession.benchmarks.programs;

import io.github.procession.multiprocessing.Connection;
import io.github.procession.multiprocessing.Pipe;
import io.github.procession.multiprocessing.Process;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.stream.IntStream;

/** Merge sort: the halves are sorted by children, which send them back through pipes. */
final class MergeSort {
    private static final int LENGTH = 20_000;

    private MergeSort() {}

    private static void sortHalf(int[] numbers, Connection connection) throws Exception {
        Arrays.sort(numbers);
        connection.send(numbers);
        connection.close();
    }

    private static int[] merge(int[] left, int[] right) {
        int[] result = new int[left.length + right.length];
        for (int i = 0, j = 0, k = 0; k < result.length; k++) {
            boolean fromLeft = j == right.length || i < left.length && left[i] <= right[j];
            result[k] = fromLeft ? left[i++] : right[j++];
        }
        return result;
    }

    static void main() throws Exception {
        int[] numbers =
                IntStream.range(0, LENGTH).map(i -> (int) (i * 7919L % LENGTH)).toArray();
        var connections = new ArrayList<Connection>();
        var processes = new ArrayList<Process>();
        for (int begin = 0; begin < LENGTH; begin += LENGTH / 2) {
            var pipe = Pipe.open(false);
            var half = Arrays.copyOfRange(numbers, begin, begin + LENGTH / 2);
            var process = new Process(MergeSort::sortHalf, half, pipe.second());
            process.start();
            connections.add(pipe.first());
            processes.add(process);
        }
        int[] result = merge(connections.get(0).recv(), connections.get(1).recv());
        for (var process : processes) {
            process.join();
        }
        Arrays.sort(numbers);
        IO.println((Arrays.equals(result, numbers) ? "True " : "False ") + result[0] + " " + result[LENGTH - 1]);
    }
}
