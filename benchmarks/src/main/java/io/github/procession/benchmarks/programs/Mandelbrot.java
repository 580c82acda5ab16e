package io.github.procession.benchmarks.programs;

import io.github.procession.multiprocessing.Pool;
import java.util.stream.IntStream;

/** Rows of the Mandelbrot set by a pool. */
final class Mandelbrot {
    private static final int WIDTH = 160;
    private static final int HEIGHT = 80;
    private static final int STEPS = 60;

    private Mandelbrot() {}

    private static int row(int y) {
        int inside = 0;
        for (int x = 0; x < WIDTH; x++) {
            double cr = x * 3.0 / WIDTH - 2.0;
            double ci = y * 2.0 / HEIGHT - 1.0;
            double zr = 0;
            double zi = 0;
            int steps = 0;
            while (steps < STEPS && zr * zr + zi * zi <= 4.0) {
                double next = zr * zr - zi * zi + cr;
                zi = 2.0 * zr * zi + ci;
                zr = next;
                steps++;
            }
            inside += steps == STEPS ? 1 : 0;
        }
        return inside;
    }

    static void main() throws Exception {
        try (var pool = new Pool(2)) {
            var rows =
                    pool.map(Mandelbrot::row, IntStream.range(0, HEIGHT).boxed().toList());
            IO.println("inside " + rows.stream().mapToInt(Integer::intValue).sum());
        }
    }
}
