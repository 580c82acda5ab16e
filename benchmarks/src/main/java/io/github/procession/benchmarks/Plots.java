package io.github.procession.benchmarks;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Draws the plots of the documents and prints their figures as Markdown; both sides take turns, as in {@link Ratios}. */
final class Plots {
    private static final int[] MESSAGES = {16, 256, 4_096, 65_536, 1_048_576};
    private static final int[] PRODUCERS = {1, 2, 4, 8};
    private static final int[] CHUNKS = {1, 4, 16, 64, 256, 1_024};
    private static final int[] WORKERS = {1, 2, 4, 8};

    private final Options options;
    private final Side python;
    private final Side here = Side.here();
    private final Path folder;

    private Plots(Options options, Side python) {
        this.options = options;
        this.python = python;
        this.folder = Path.of(options.plots().isEmpty() ? "docs/plots" : options.plots());
    }

    /** Medians of the rounds of both sides, for each case. */
    private record Figures(double[] python, double[] here) {}

    private Figures measure(List<String> pythonCases, List<String> hereCases) throws Exception {
        double[] left = new double[pythonCases.size()];
        double[] right = new double[pythonCases.size()];
        for (int i = 0; i < left.length; i++) {
            List<Double> pythonRounds = new ArrayList<>();
            List<Double> hereRounds = new ArrayList<>();
            for (int round = 0; round < options.rounds(); round++) {
                pythonRounds.add(value(python.run(pythonCases.get(i), options.pythonWarmUp(), options)));
                hereRounds.add(value(here.run(hereCases.get(i), options.warmUp(), options)));
            }
            left[i] = Rounds.median(pythonRounds);
            right[i] = Rounds.median(hereRounds);
        }
        return new Figures(left, right);
    }

    private static double value(String line) {
        return Double.parseDouble(line.split(" ")[1]);
    }

    private boolean isWanted(String name) {
        return options.only().matcher(name).find();
    }

    private void bySize(String name, Plot plot, String kind, int[] sizes) throws Exception {
        if (isWanted(name)) {
            List<String> cases = IntStream.of(sizes)
                    .mapToObj(size -> " " + kind + "-" + size)
                    .toList();
            Figures figures = measure(
                    cases.stream().map("sizes"::concat).toList(),
                    cases.stream().map("Sizes"::concat).toList());
            double[] at = Arrays.stream(sizes).asDoubleStream().toArray();
            plot.save(folder, name, true, at, figures.python(), figures.here());
            print(plot, Arrays.stream(sizes).mapToObj(Integer::toString).toList(), figures);
        }
    }

    private void starts() throws Exception {
        if (isWanted("start-methods")) {
            var plot = new Plot("Start and join of an empty process", "start method", "milliseconds");
            var names = List.of("spawn", "forkserver, ready", "forkserver, in a row");
            var figures = measure(
                    List.of("processes cold", "processes forkserver", "processes forkserver-burst"),
                    List.of("Processes cold", "Processes forkserver", "Processes forkserver-burst"));
            plot.save(folder, "start-methods", names, figures.python(), figures.here());
            print(plot, names, figures);
        }
    }

    private void sinceStart() throws Exception {
        if (isWanted("dispatch-by-time")) {
            var windows = new Windows();
            for (int round = 0; round < options.rounds(); round++) {
                windows.add(
                        python.runInWindows("pools map-single", Windows.asked(), options),
                        here.runInWindows("Pools map-single", Windows.asked(), options));
            }
            var plot = new Plot("Pool.map, chunksize 1", "seconds since the start of the program", "tasks a second");
            var figures = new Figures(windows.pythonRates(), windows.hereRates());
            plot.save(folder, "dispatch-by-time", false, Windows.middles(), figures.python(), figures.here());
            print(
                    plot,
                    DoubleStream.of(Windows.middles())
                            .mapToObj(Double::toString)
                            .toList(),
                    figures);
        }
    }

    private static void print(Plot plot, List<String> names, Figures figures) {
        IO.println("\n" + plot.title() + ", " + plot.y() + ":\n");
        IO.println("| " + plot.x() + " | " + String.join(" | ", names) + " |");
        IO.println("|---|" + "---:|".repeat(names.size()));
        IO.println(line("here", figures.here()));
        IO.println(line("CPython", figures.python()));
    }

    private static String line(String side, double[] figures) {
        Stream<String> cells = DoubleStream.of(figures)
                .mapToObj(figure -> String.format(Locale.ROOT, figure < 100 ? "%.1f" : "%,.0f", figure));
        return "| " + side + " | " + String.join(" | ", cells.toList()) + " |";
    }

    static void main(String[] args) throws Exception {
        var options = Options.parse(args);
        var python = Python.find();
        IO.println(Machine.describe(python.version()) + ", load average before: " + Machine.load());
        var plots = new Plots(options, Side.python(python.executable(), python.folder()));
        plots.bySize(
                "round-trip-by-size",
                new Plot("Pipe, there and back with sendBytes", "bytes of a message", "microseconds"),
                "trip",
                MESSAGES);
        plots.bySize(
                "queue-by-size",
                new Plot("Queue, one producer, one consumer", "bytes of an item", "items a second"),
                "queue",
                MESSAGES);
        plots.bySize(
                "queue-by-producers",
                new Plot("Queue, items of 100 bytes, one consumer", "producers", "items a second"),
                "producers",
                PRODUCERS);
        plots.bySize(
                "dispatch-by-chunk",
                new Plot("Pool.map, 4 workers, small tasks", "chunk size", "tasks a second"),
                "chunk",
                CHUNKS);
        plots.sinceStart();
        plots.starts();
        plots.bySize(
                "memory-by-workers",
                new Plot("Memory of a pool worker (PSS)", "workers", "MiB a worker"),
                "memory",
                WORKERS);
        IO.println("\nMedians of " + options.rounds() + " rounds. Load average after: " + Machine.load());
    }
}
