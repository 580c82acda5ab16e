package io.github.procession.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Rates of both sides of one row in windows of time since the start of the program. */
final class Windows {
    private static final double[] ENDS = {0.5, 1, 2, 5, 7};
    /** Ends of the windows that are measured: those of the table, cut finer for the plots. */
    private static final double[] FINE = {0.25, 0.5, 0.75, 1, 1.5, 2, 2.5, 3, 4, 5, 6, 7};

    private final List<double[]> python = new ArrayList<>();
    private final List<double[]> here = new ArrayList<>();

    /** The windows as the programs of both sides read them from their environment. */
    static String asked() {
        return IntStream.range(0, FINE.length).mapToObj(i -> FINE[i] + "").collect(Collectors.joining(","));
    }

    static String tableHead() {
        var names = new ArrayList<String>();
        for (int i = 0; i < ENDS.length; i++) {
            names.add(String.format(Locale.ROOT, "%s to %s s", i == 0 ? "0" : number(ENDS[i - 1]), number(ENDS[i])));
        }
        return "| operation | " + String.join(" | ", names) + " | at least 1.0 from 0.5 s on |\n|---|"
                + "---:|".repeat(ENDS.length) + "---|";
    }

    /** One line {@code name rate,rate,... 1/s} of each side. */
    void add(String pythonLine, String hereLine) {
        python.add(parse(pythonLine));
        here.add(parse(hereLine));
    }

    /** A line of the table: CPython's rate, the rate here, and the ratio, in each window. */
    String tableLine(String title) {
        double[] left = inTable(median(python));
        double[] right = inTable(median(here));
        var cells = IntStream.range(0, ENDS.length)
                .mapToObj(i ->
                        String.format(Locale.ROOT, "%,.0f, %,.0f: **%.1f**", left[i], right[i], right[i] / left[i]));
        boolean met = IntStream.range(1, ENDS.length).allMatch(i -> right[i] >= left[i]);
        return Stream.of(Stream.of(title), cells, Stream.of(met ? "yes" : "no"))
                .flatMap(cell -> cell)
                .collect(Collectors.joining(" | ", "| ", " |"));
    }

    /** Middles of the windows in seconds, for a plot. */
    static double[] middles() {
        return IntStream.range(0, FINE.length)
                .mapToDouble(i -> ((i == 0 ? 0 : FINE[i - 1]) + FINE[i]) / 2)
                .toArray();
    }

    double[] pythonRates() {
        return median(python);
    }

    double[] hereRates() {
        return median(here);
    }

    private static double[] inTable(double[] rates) {
        double[] result = new double[ENDS.length];
        int fine = 0;
        double begin = 0;
        for (int i = 0; i < ENDS.length; i++) {
            double tableBegin = begin;
            double done = 0;
            for (; fine < FINE.length && FINE[fine] <= ENDS[i]; fine++) {
                done += rates[fine] * (FINE[fine] - begin);
                begin = FINE[fine];
            }
            result[i] = done / (begin - tableBegin);
        }
        return result;
    }

    private static double[] median(List<double[]> rounds) {
        return IntStream.range(0, FINE.length)
                .mapToDouble(i ->
                        Rounds.median(rounds.stream().map(rates -> rates[i]).toList()))
                .toArray();
    }

    private static double[] parse(String line) {
        String[] parts = line.split(" ");
        double[] rates = parts.length == 3
                ? Stream.of(parts[1].split(","))
                        .mapToDouble(Double::parseDouble)
                        .toArray()
                : new double[0];
        if (rates.length != FINE.length) {
            throw new IllegalStateException("not a line of " + FINE.length + " rates: " + line);
        }
        return rates;
    }

    private static String number(double value) {
        return value == Math.rint(value) ? String.valueOf((long) value) : String.valueOf(value);
    }
}
