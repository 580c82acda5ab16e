package io.github.procession.benchmarks;

import java.nio.file.Path;
import java.util.List;
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
        }
        return rounds;
    }

    private void printTable() throws Exception {
        IO.println("| operation | CPython | here | ratio | lowest to highest | goal | met |");
        IO.println("|---|---:|---:|---:|---:|---:|---|");
        for (var row : Row.ALL) {
            String title = row.title().formatted(options.sum());
            if (options.only().matcher(title).find()) {
                print(title, row.goal(), measure(row));
            }
        }
    }

    private static void print(String title, double goal, Rounds rounds) {
        boolean met = rounds.ratio() >= goal;
        IO.println(String.format(
                Locale.ROOT,
                "| %s | %s | %s | %.1f | %.1f to %.1f | %s | %s |",
                title,
                rounds.pythonText(),
                rounds.hereText(),
                rounds.ratio(),
                rounds.lowestRatio(),
                rounds.highestRatio(),
                goal == 0 ? "" : String.format(Locale.ROOT, "%.1f", goal),
                goal == 0 ? "" : met ? "yes" : "no"));
    }

    static void main(String[] args) throws Exception {
        var options = Options.parse(args);
        // the interpreter itself: a launcher script in front of it would be measured too
        String[] found = Side.run(
                        List.of(
                                "python3",
                                "-c",
                                "import sys, platform; print(platform.python_version(), sys.executable)"),
                        0)
                .split(" ", 2);
        var folder = Path.of(System.getProperty("benchmarks.python", "benchmarks/src/main/python"));
        IO.println(Machine.describe(found[0]));
        IO.println("load average before: " + Machine.load() + "\n");
        new Ratios(options, Side.python(found[1], folder)).printTable();
        IO.println("""

            A ratio above 1 means faster than CPython. Medians of %d rounds, in which the two sides take turns. Each round is
            a new program on each side. It works %s s (CPython, without a JIT, %s s) before the %s s that count: what is
            compared is code that the JIT has compiled. Only "start + join" and "whole program" are cold: each child is a
            new JVM or interpreter. Both sides use the start method spawn unless said.
            load average after: %s\
            """.formatted(
                        options.rounds(), options.warmUp(), options.pythonWarmUp(), options.measure(), Machine.load()));
    }
}
