package io.github.procession.benchmarks;

import java.util.Locale;

/** Times operations and prints lines {@code name value unit}; the counterpart of {@code measure.py}. */
final class Measure {
    private static final double NANOS_PER_SECOND = 1e9;

    /** Does some operations and returns how many. */
    interface Batch {
        long run() throws Exception;
    }

    private final double warmUpSeconds;
    private final double measureSeconds;

    Measure(double warmUpSeconds, double measureSeconds) {
        this.warmUpSeconds = warmUpSeconds;
        this.measureSeconds = measureSeconds;
    }

    /** Reads {@code WARM_UP_SECONDS MEASURE_SECONDS}, which follow the name of the case on the command line. */
    static Measure of(String[] args) {
        return new Measure(Double.parseDouble(args[1]), Double.parseDouble(args[2]));
    }

    double warmUpSeconds() {
        return warmUpSeconds;
    }

    double measureSeconds() {
        return measureSeconds;
    }

    /** Seconds for one operation: batches that do not count, so that the JIT has compiled them, then those that do. */
    double secondsPerOperation(Batch batch) throws Exception {
        long start = System.nanoTime();
        while (secondsSince(start) < warmUpSeconds) {
            batch.run();
        }
        long done = 0;
        double seconds = 0;
        for (start = System.nanoTime(); seconds < measureSeconds; seconds = secondsSince(start)) {
            done += batch.run();
        }
        return seconds / done;
    }

    static double secondsSince(long nanoTime) {
        return (System.nanoTime() - nanoTime) / NANOS_PER_SECOND;
    }

    static void report(String name, double value, String unit) {
        IO.println(String.format(Locale.ROOT, "%s %s %s", name, value, unit));
    }

    static IllegalArgumentException unknown(String[] args) {
        return new IllegalArgumentException("no such case: " + args[0]);
    }
}
