package io.github.procession.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What both sides of one row measured, round by round. */
final class Rounds {
    private final List<Double> python = new ArrayList<>();
    private final List<Double> here = new ArrayList<>();
    private final List<Double> pythonProcessor = new ArrayList<>();
    private final List<Double> hereProcessor = new ArrayList<>();
    private String unit;

    /** One line {@code name value unit} of each side. */
    void add(String pythonLine, String hereLine) {
        String[] left = pythonLine.split(" ");
        String[] right = hereLine.split(" ");
        if (left.length != 3 || right.length != 3 || !left[0].equals(right[0]) || !left[2].equals(right[2])) {
            throw new IllegalStateException("these lines do not belong together: " + pythonLine + " / " + hereLine);
        }
        python.add(Double.parseDouble(left[1]));
        here.add(Double.parseDouble(right[1]));
        unit = left[2];
    }

    /** Seconds of processor time of each side, for the same amount of work. */
    void addProcessor(double pythonSeconds, double hereSeconds) {
        pythonProcessor.add(pythonSeconds);
        hereProcessor.add(hereSeconds);
    }

    /** How many times faster this side is, by the medians. */
    double ratio() {
        return ratio(median(python), median(here));
    }

    /** How many times less processor time this side needs, by the medians. */
    double processorRatio() {
        return median(pythonProcessor) / median(hereProcessor);
    }

    double lowestRatio() {
        return ratios().getFirst();
    }

    double highestRatio() {
        return ratios().getLast();
    }

    private List<Double> ratios() {
        List<Double> ratios = new ArrayList<>();
        for (int round = 0; round < here.size(); round++) {
            ratios.add(ratio(python.get(round), here.get(round)));
        }
        ratios.sort(null);
        return ratios;
    }

    private double ratio(double left, double right) {
        boolean moreIsBetter = unit.endsWith("/s");
        return moreIsBetter ? right / left : left / right;
    }

    String pythonText() {
        return text(median(python));
    }

    String hereText() {
        return text(median(here));
    }

    String processorText() {
        return String.format(Locale.ROOT, "%.2f s / %.2f s", median(pythonProcessor), median(hereProcessor));
    }

    private String text(double value) {
        String number = unit.equals("1/s")
                ? String.format(Locale.ROOT, "%,.0f", value)
                : String.format(Locale.ROOT, value < 10 ? "%.2f" : "%.1f", value);
        return unit.equals("1/s") ? number + "/s" : number + " " + unit.replace("us", "µs");
    }

    static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }
}
