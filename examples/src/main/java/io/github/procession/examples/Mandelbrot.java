package io.github.procession.examples;

import io.github.procession.multiprocessing.Multiprocessing;
import io.github.procession.multiprocessing.Pool;
import java.util.stream.IntStream;

/**
 * The Mandelbrot set, row by row: work that computes and moves little, in which processes win. What a row costs differs a
 * lot, so the tasks are small, and a process that has done one takes the next.
 */
class Mandelbrot {
    private static final int WIDTH = 1200;
    private static final int HEIGHT = 800;
    private static final int ITERATIONS = 10_000;

    /** How many points of a row belong to the set. */
    static int row(int y) {
        int inside = 0;
        for (int x = 0; x < WIDTH; x++) {
            double re = -2.1 + 2.8 * x / WIDTH;
            double im = -1.2 + 2.4 * y / HEIGHT;
            inside += iterations(re, im) == ITERATIONS ? 1 : 0;
        }
        return inside;
    }

    private static int iterations(double re, double im) {
        double a = 0;
        double b = 0;
        int n = 0;
        while (n < ITERATIONS && a * a + b * b <= 4) {
            double next = a * a - b * b + re;
            b = 2 * a * b + im;
            a = next;
            n++;
        }
        return n;
    }

    static void main(String[] args) throws Exception {
        int rows = HEIGHT * Race.percent(args) / 100;
        Race.run(
                "points of %d x %d in the Mandelbrot set".formatted(WIDTH, rows),
                rows,
                progress -> IntStream.range(0, rows)
                        .map(y -> row(y * HEIGHT / rows))
                        .peek(_ -> progress.step())
                        .sum(),
                progress -> {
                    try (var pool = new Pool(Multiprocessing.cpuCount())) {
                        return pool
                                .chunksize(10)
                                .imapUnordered(y -> row(y * HEIGHT / rows), IntStream.range(0, rows))
                                .stream()
                                .mapToInt(inside -> inside)
                                .peek(_ -> progress.step())
                                .sum();
                    }
                });
    }
}
