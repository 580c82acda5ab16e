package io.github.procession.benchmarks;

import java.util.regex.Pattern;

/**
 * What the command line may change: {@code rounds=N warmUp=SECONDS measure=SECONDS sum=N only=REGEX
 * where=all|one|busy young=true plots=FOLDER}.
 *
 * @param rounds how often each row is measured on each side
 * @param warmUp seconds of work that do not count; CPython, which has no JIT, needs {@link #PYTHON_WARM_UP} at most
 * @param measure seconds of work on each side that count
 * @param sum how many numbers the sum program adds up
 * @param only the rows whose title it is found in
 * @param placement the processors that both sides get
 * @param young whether rates in windows of time since the start are measured, instead of those after a warm-up
 * @param plots the folder for the plots of young programs, empty for none
 */
record Options(
        int rounds,
        double warmUp,
        double measure,
        int sum,
        Pattern only,
        Placement placement,
        boolean young,
        String plots) {
    private static final double PYTHON_WARM_UP = 0.3;
    private static final String WANTED =
            "rounds=N warmUp=SECONDS measure=SECONDS sum=N only=REGEX where=all|one|busy young=true plots=FOLDER";

    double pythonWarmUp() {
        return Math.min(PYTHON_WARM_UP, warmUp);
    }

    static Options parse(String[] args) {
        int rounds = 3;
        double warmUp = 2;
        double measure = 0.6;
        int sum = 10_000_000;
        String only = "";
        Placement placement = Placement.ALL;
        boolean young = false;
        String plots = "";
        for (String arg : args) {
            String value = arg.substring(arg.indexOf('=') + 1);
            switch (arg.substring(0, Math.max(0, arg.indexOf('=')))) {
                case "rounds" -> rounds = Integer.parseInt(value);
                case "warmUp" -> warmUp = Double.parseDouble(value);
                case "measure" -> measure = Double.parseDouble(value);
                case "sum" -> sum = Integer.parseInt(value);
                case "only" -> only = value;
                case "where" -> placement = Placement.parse(value);
                case "young" -> young = Boolean.parseBoolean(value);
                case "plots" -> plots = value;
                default -> throw new IllegalArgumentException(arg + ": want " + WANTED);
            }
        }
        return new Options(
                rounds, warmUp, measure, sum, Pattern.compile(only, Pattern.CASE_INSENSITIVE), placement, young, plots);
    }
}
