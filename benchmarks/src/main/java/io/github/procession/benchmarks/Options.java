package io.github.procession.benchmarks;

import java.util.regex.Pattern;

/**
 * What the command line may change: {@code rounds=N warmUp=SECONDS measure=SECONDS sum=N only=REGEX}.
 *
 * @param rounds how often each row is measured on each side
 * @param warmUp seconds of work that do not count; CPython, which has no JIT, needs {@link #PYTHON_WARM_UP} at most
 * @param measure seconds of work on each side that count
 * @param sum how many numbers the sum program adds up
 * @param only the rows whose title it is found in
 */
record Options(int rounds, double warmUp, double measure, int sum, Pattern only) {
    private static final double PYTHON_WARM_UP = 0.3;

    double pythonWarmUp() {
        return Math.min(PYTHON_WARM_UP, warmUp);
    }

    static Options parse(String[] args) {
        int rounds = 3;
        double warmUp = 2;
        double measure = 0.6;
        int sum = 10_000_000;
        String only = "";
        for (String arg : args) {
            String value = arg.substring(arg.indexOf('=') + 1);
            switch (arg.substring(0, Math.max(0, arg.indexOf('=')))) {
                case "rounds" -> rounds = Integer.parseInt(value);
                case "warmUp" -> warmUp = Double.parseDouble(value);
                case "measure" -> measure = Double.parseDouble(value);
                case "sum" -> sum = Integer.parseInt(value);
                case "only" -> only = value;
                default ->
                    throw new IllegalArgumentException(
                            arg + ": want rounds=N warmUp=SECONDS measure=SECONDS sum=N only=REGEX");
            }
        }
        return new Options(rounds, warmUp, measure, sum, Pattern.compile(only, Pattern.CASE_INSENSITIVE));
    }
}
