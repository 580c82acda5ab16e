package io.github.procession.benchmarks;

import java.nio.file.Path;
import java.util.Locale;

/**
 * Runs the same work in CPython and here and prints the ratios as a Markdown table. The two sides take turns, round by
 * round, so that whatever else the machine does falls on both.
 */
final class Ratios {
    private final Options options;
    private final Side python;
    private final Side here = Side.here();

    private Ratios(Options options, Side python) {
        this.options = options;
        this.python = python;
    }

    private Rounds measure(Row row) throws Exception {
        var rounds = new Rounds();
        for (int round = 0; round < options.rounds(); round++) {
            rounds.add(
                    python.run(row.python(), options.pythonWarmUp(), options),
                    here.run(row.here(), options.warmUp(), options));
            rounds.addProcessor(
                    python.processorSeconds(row.python(), row.work(), options),
                    here.processorSeconds(row.here(), row.work(), options));
        }
        return rounds;
    }

    private Windows measureWindows(Row row) throws Exception {
        var windows = new Windows();
        for (int round = 0; round < options.rounds(); round++) {
            windows.add(
                    python.runInWindows(row.python(), Windows.asked(), options),
                    here.runInWindows(row.here(), Windows.asked(), options));
        }
        return windows;
    }

    private void printTable() throws Exception {
        IO.println(tableHead("CPython"));
        for (var row : Row.ALL) {
            if (isWanted(row)) {
                print(title(row), options.placement() == Placement.ALL ? row.goal() : 1, measure(row));
            }
        }
    }

    private void printWindows() throws Exception {
        IO.println(Windows.tableHead());
        for (var row : Row.ALL) {
            if (isWanted(row) && row.hasWindows()) {
                var windows = measureWindows(row);
                IO.println(windows.tableLine(title(row)));
                if (!options.plots().isEmpty()) {
                    Plot.save(title(row), windows, Path.of(options.plots()));
                }
            }
        }
    }

    private String title(Row row) {
        return row.title().formatted(options.sum());
    }

    private boolean isWanted(Row row) {
        return options.only().matcher(title(row)).find();
    }

    /** The head of a table of {@link #print} rows. */
    static String tableHead(String other) {
        return "| operation | " + other + " | here | ratio | lowest to highest | goal | met | processor time: " + other
                + ", here | ratio |\n|---|---:|---:|---:|---:|---:|---|---:|---:|";
    }

    static void print(String title, double goal, Rounds rounds) {
        boolean met = rounds.ratio() >= goal;
        IO.println(String.format(
                Locale.ROOT,
                "| %s | %s | %s | %.1f | %.1f to %.1f | %s | %s | %s | %.1f |",
                title,
                rounds.pythonText(),
                rounds.hereText(),
                rounds.ratio(),
                rounds.lowestRatio(),
                rounds.highestRatio(),
                goal == 0 ? "" : String.format(Locale.ROOT, "%.1f", goal),
                goal == 0 ? "" : met ? "yes" : "no",
                rounds.processorText(),
                rounds.processorRatio()));
    }

    static void main(String[] args) throws Exception {
        var options = Options.parse(args);
        var python = Python.find();
        IO.println(
                Machine.describe(python.version()) + ", " + options.placement().title());
        IO.println("load average before: " + Machine.load() + "\n");
        var ratios = new Ratios(options, Side.python(python.executable(), python.folder()));
        try (var _ = options.placement().spin()) {
            if (options.young()) {
                ratios.printWindows();
            } else {
                ratios.printTable();
            }
        }
        IO.println(options.young() ? youngNote(options) : note(options));
        IO.println("load average after: " + Machine.load());
    }

    private static String note(Options options) {
        return """

            A ratio above 1 means faster than CPython. Medians of %d rounds, in which the two sides take turns. Each round is
            a new program on each side. It works %s s (CPython, without a JIT, %s s) before the %s s that count: what is
            compared is code that the JIT has compiled. Only "start + join" and "whole program" are cold: each child is a
            new JVM or interpreter. Both sides use the start method spawn unless said. The processor time is another
            program's, user and system time of all its processes, from its start until a fixed amount of work is done.
            """.formatted(options.rounds(), options.warmUp(), options.pythonWarmUp(), options.measure());
    }

    private static String youngNote(Options options) {
        return """

            In each window: operations a second in CPython, here, and the ratio. Medians of %d rounds, in which the two sides
            take turns. Each round is a new program on each side, without a warm-up; the time starts with its main.
            """.formatted(options.rounds());
    }
}
