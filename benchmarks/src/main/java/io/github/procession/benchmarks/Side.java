package io.github.procession.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** One of the two sides: how a case is started there. Each case runs in a program of its own. */
final class Side {
    private static final int MINUTES = 10;

    private final List<String> command;
    private final String suffix;

    private Side(List<String> command, String suffix) {
        this.command = command;
        this.suffix = suffix;
    }

    /** CPython, with the programs of a folder. */
    static Side python(String python, Path folder) {
        return new Side(List.of(python), folder.toString() + "/%s.py");
    }

    /** This library: a JVM as this one, without further options, as a user would start it. */
    static Side here() {
        return new Side(
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path")),
                Side.class.getPackageName() + ".%s");
    }

    /** The line that the case prints; for {@link Row#WHOLE_PROGRAM} a line with the program's time. */
    String run(String programAndCase, double warmUp, Options options) throws IOException, InterruptedException {
        String[] parts = programAndCase.split(" ");
        List<String> full = new ArrayList<>(command);
        full.add(suffix.formatted(parts[0]));
        full.add(parts[1]);
        full.add(Double.toString(warmUp));
        full.add(Double.toString(options.measure()));
        long start = System.nanoTime();
        String output = run(full, options.sum());
        double millis = Measure.secondsSince(start) * 1e3;
        return parts[1].equals(Row.WHOLE_PROGRAM) ? Row.WHOLE_PROGRAM + " " + millis + " ms" : output;
    }

    /** Runs a command to its end and returns what it prints. */
    static String run(List<String> command, int sum) throws IOException, InterruptedException {
        var builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().put("BENCHMARK_SUM", Integer.toString(sum));
        Process process = builder.start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!process.waitFor(MINUTES, TimeUnit.MINUTES) || process.exitValue() != 0) {
            process.destroyForcibly();
            throw new IllegalStateException("failed: " + String.join(" ", command) + "\n" + output);
        }
        return output.strip();
    }
}
