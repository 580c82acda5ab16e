package io.github.procession.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * The price of being watched: rates of queues and pools while {@code procession top} looks ten times a second, and while it does not, in
 * turns. Its own processor time is counted besides, which other programs on the machine change little.
 */
final class Watched {
    private static final List<String> ROWS =
            List.of("Queues ints", "Queues records", "Pools map-single", "Pools apply");
    private static final String INTERVAL = "0.1";

    /** The JVM of the tool as docs/tools.md has it. */
    private static final List<String> TOOL =
            List.of(java(), "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:CompileThresholdScaling=0.1");

    /** The watcher is a young JVM at first, as what it watches is: neither counts. */
    private static final double WARM_UP = 8;

    private static final double MEASURE = 4;

    /** Seldom enough that this program does not disturb what it measures. */
    private static final long LOOK_MILLIS = 500;

    /** What the case printed, and how many processors the watcher used while it measured. */
    private record Outcome(double value, String unit, double watcher) {}

    private final Path tools;

    private Watched(Path tools) {
        this.tools = tools;
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    private Outcome run(String programAndCase, boolean watched) throws IOException, InterruptedException {
        String[] parts = programAndCase.split(" ");
        Process program = new ProcessBuilder(
                        java(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Watched.class.getPackageName() + "." + parts[0],
                        parts[1],
                        Double.toString(WARM_UP),
                        Double.toString(MEASURE))
                .redirectError(Redirect.INHERIT)
                .start();
        double[] busy = new double[2];
        Thread watcher = new Thread(() -> watch(program, busy));
        if (watched) {
            watcher.start();
        }
        try (BufferedReader lines = program.inputReader()) {
            String[] line = lines.readLine().split(" ");
            watcher.join();
            program.waitFor();
            return new Outcome(Double.parseDouble(line[1]), line[2], busy[1] == 0 ? 0 : busy[0] / busy[1]);
        }
    }

    /** Runs the watcher until the program ends; counts its processor time from the middle of the warm-up on. */
    private void watch(Process program, double[] busy) {
        long start = System.nanoTime();
        try {
            Process top = null;
            double before = 0;
            long counted = 0;
            while (!program.waitFor(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
                if (top == null || !top.isAlive()) { // the program has not opened its session yet
                    List<String> command = new ArrayList<>(TOOL);
                    command.addAll(List.of("-jar", tools.toString(), "top", "" + program.pid(), "-i", INTERVAL));
                    top = new ProcessBuilder(command)
                            .redirectOutput(Redirect.DISCARD)
                            .redirectError(Redirect.DISCARD)
                            .start();
                    top.getOutputStream().close();
                    counted = 0;
                } else if (Measure.secondsSince(start) > WARM_UP / 2) {
                    double now = ProcessTree.seconds(top.toHandle());
                    if (counted == 0) {
                        counted = System.nanoTime();
                        before = now;
                    } else if (now > before) {
                        busy[0] = now - before;
                        busy[1] = Measure.secondsSince(counted);
                    }
                }
            }
            if (top != null) {
                top.destroy();
            }
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    static void main(String[] args) throws Exception {
        if (args.length < 1 || args.length > 2) {
            throw new IllegalArgumentException("want JAR_OF_THE_TOOLS [ROUNDS]");
        }
        int rounds = args.length == 2 ? Integer.parseInt(args[1]) : 5;
        Watched side = new Watched(Path.of(args[0]));
        IO.println("load average before: " + Machine.load());
        IO.println("| operation | alone | watched | lost | processors that top takes |");
        IO.println("|---|---:|---:|---:|---:|");
        for (String row : ROWS) {
            List<Double> alone = new ArrayList<>();
            List<Double> watched = new ArrayList<>();
            List<Double> top = new ArrayList<>();
            String unit = "";
            for (int round = 0; round < rounds; round++) {
                alone.add(side.run(row, false).value());
                Outcome outcome = side.run(row, true);
                watched.add(outcome.value());
                top.add(outcome.watcher());
                unit = outcome.unit();
            }
            double a = Rounds.median(alone);
            double b = Rounds.median(watched);
            double lost = unit.equals("1/s") ? 1 - b / a : b / a - 1;
            IO.println(String.format(
                    Locale.ROOT,
                    "| %s | %,.1f %s | %,.1f %s | %.1f %% | %.3f |",
                    row,
                    a,
                    unit,
                    b,
                    unit,
                    lost * 100,
                    Rounds.median(top)));
        }
        IO.println("load average after: " + Machine.load());
    }
}
