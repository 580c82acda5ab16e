package io.github.procession.benchmarks.programs;

import io.github.procession.multiprocessing.Pool;
import java.util.Map;
import java.util.stream.Stream;

/** A product of matrices, a row for each task; the second matrix goes along with each. */
final class Matrix {
    private static final int SIZE = 60;

    private Matrix() {}

    private static long[] rowTimes(long[] row, long[][] matrix) {
        long[] product = new long[SIZE];
        for (int j = 0; j < SIZE; j++) {
            for (int k = 0; k < SIZE; k++) {
                product[j] += row[k] * matrix[k][j];
            }
        }
        return product;
    }

    static void main() throws Exception {
        long[][] left = new long[SIZE][SIZE];
        long[][] right = new long[SIZE][SIZE];
        for (int i = 0; i < SIZE; i++) {
            for (int j = 0; j < SIZE; j++) {
                left[i][j] = i + j;
                right[i][j] = 2 * i - j;
            }
        }
        try (var pool = new Pool(2)) {
            var arguments = Stream.of(left).map(row -> Map.entry(row, right)).toList();
            var product = pool.starmap(Matrix::rowTimes, arguments);
            long trace = 0;
            for (int i = 0; i < SIZE; i++) {
                trace += product.get(i)[i];
            }
            IO.println("trace " + trace);
        }
    }
}
