package io.github.procession.benchmarks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Times operations and prints lines {@code name value unit}; the counterpart of {@code measure.py}. The environment says
 * which of three things is measured: the speed after a warm-up, a fixed amount of work without one ({@code
 * BENCHMARK_WORK}), or the rate in windows of time since the start ({@code BENCHMARK_WINDOWS}).
 */
final class Measure {
    private static final double NANOS_PER_SECOND = 1e9;
    /** Operations to do without a warm-up, 0 to go by the time. */
    private static final long WORK = Long.parseLong(System.getenv().getOrDefault("BENCHMARK_WORK", "0"));
    /** Ends of the windows in seconds since the start, empty to give one figure. */
    private static final double[] WINDOWS = windows(System.getenv().getOrDefault("BENCHMARK_WINDOWS", ""));

    /** Does some operations and returns how many. */
    interface Batch {
        long run() throws Exception;
    }

    /** Operations done since the start. */
    private record Mark(double seconds, long done) {}

    private static String rates = "";

    private final long created = System.nanoTime();
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

    /** A size of batches: the usual one, or a tenth of it where windows of time must be told apart. */
    static int batch(int usual) {
        return WINDOWS.length == 0 ? usual : usual / 10;
    }

    /** Seconds for one operation: batches that do not count, so that the JIT has compiled them, then those that do. */
    double secondsPerOperation(Batch batch) throws Exception {
        if (WINDOWS.length > 0) {
            rates = rates(batch);
            return 1;
        }
        long start = System.nanoTime();
        while (WORK == 0 && secondsSince(start) < warmUpSeconds) {
            batch.run();
        }
        long done = 0;
        start = System.nanoTime();
        while (goesOn(done, start, measureSeconds)) {
            done += batch.run();
        }
        return secondsSince(start) / done;
    }

    /** Whether there is more to measure, by the work done or by the time. */
    static boolean goesOn(long done, long start, double seconds) {
        return WORK > 0 ? done < WORK : secondsSince(start) < seconds;
    }

    /** Rates in the windows, operations a second. The end of a window within a batch takes its share of the batch. */
    private String rates(Batch batch) throws Exception {
        List<Mark> marks = new ArrayList<>(List.of(new Mark(0, 0)));
        double end = WINDOWS[WINDOWS.length - 1];
        for (long done = 0; marks.getLast().seconds < end; ) {
            done += batch.run();
            marks.add(new Mark(secondsSince(created), done));
        }
        List<Double> result = new ArrayList<>();
        double begin = 0;
        for (double window : WINDOWS) {
            result.add((doneAt(marks, window) - doneAt(marks, begin)) / (window - begin));
            begin = window;
        }
        return result.stream().map(Object::toString).collect(Collectors.joining(","));
    }

    private static double doneAt(List<Mark> marks, double seconds) {
        int next = 1;
        while (marks.get(next).seconds < seconds) {
            next++;
        }
        var before = marks.get(next - 1);
        var after = marks.get(next);
        double share = (seconds - before.seconds) / (after.seconds - before.seconds);
        return before.done + share * (after.done - before.done);
    }

    static double secondsSince(long nanoTime) {
        return (System.nanoTime() - nanoTime) / NANOS_PER_SECOND;
    }

    /** Prints the line. After a fixed amount of work the program then waits, with all its children, to be looked at. */
    static void report(String name, double value, String unit) throws IOException {
        if (WINDOWS.length > 0) {
            IO.println(name + " " + rates + " 1/s");
            return;
        }
        IO.println(String.format(Locale.ROOT, "%s %s %s", name, value, unit));
        if (WORK > 0) {
            System.out.flush();
            System.in.readAllBytes();
        }
    }

    static IllegalArgumentException unknown(String[] args) {
        return new IllegalArgumentException("no such case: " + args[0]);
    }

    private static double[] windows(String text) {
        return text.isEmpty()
                ? new double[0]
                : List.of(text.split(",")).stream()
                        .mapToDouble(Double::parseDouble)
                        .toArray();
    }
}
