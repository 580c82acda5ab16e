package io.github.procession.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** One of the two sides: how a case is started there. Each case runs in a program of its own. */
final class Side {
    private static final int MINUTES = 10;

    private final List<String> command;
    private final String suffix;
    private final Map<String, String> environment;

    private Side(List<String> command, String suffix, Map<String, String> environment) {
        this.command = command;
        this.suffix = suffix;
        this.environment = environment;
    }

    /** CPython, with the programs of a folder. */
    static Side python(String python, Path folder) {
        return new Side(List.of(python), folder.toString() + "/%s.py", Map.of());
    }

    /** This library: a JVM as this one, without further options, as a user would start it. */
    static Side here() {
        return here(List.of(), Map.of());
    }

    /** The same with additional environment variables. */
    static Side here(Map<String, String> environment) {
        return here(List.of(), environment);
    }

    /** The same with additional options of the JVM. */
    static Side here(List<String> options) {
        return here(options, Map.of());
    }

    private static Side here(List<String> options, Map<String, String> environment) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("--enable-native-access=ALL-UNNAMED");
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        return new Side(command, Side.class.getPackageName() + ".%s", environment);
    }

    /** The line that the case prints; for {@link Row#WHOLE_PROGRAM} a line with the program's time. */
    String run(String programAndCase, double warmUp, Options options) throws IOException, InterruptedException {
        long start = System.nanoTime();
        String output = run(command(programAndCase, warmUp, options), with("BENCHMARK_SUM", options.sum() + ""));
        double millis = Measure.secondsSince(start) * 1e3;
        return programAndCase.endsWith(" " + Row.WHOLE_PROGRAM) ? Row.WHOLE_PROGRAM + " " + millis + " ms" : output;
    }

    /** The line with the rates in windows of time since the start, without a warm-up. */
    String runInWindows(String programAndCase, String windows, Options options)
            throws IOException, InterruptedException {
        return run(
                command(programAndCase, 0, options),
                with("BENCHMARK_SUM", options.sum() + "", "BENCHMARK_WINDOWS", windows));
    }

    /**
     * Processor time in seconds, user and system, of the program and all its children: from its start until a number of
     * operations is done, or until its end if it has no such moment.
     */
    double processorSeconds(String programAndCase, long work, Options options)
            throws IOException, InterruptedException {
        double before = ProcessTree.waitedForSeconds();
        List<String> full = command(programAndCase, 0, options);
        Process process = start(full, with("BENCHMARK_SUM", options.sum() + "", "BENCHMARK_WORK", work + ""));
        try (var lines = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            boolean done = lines.readLine() != null;
            double seconds = done ? ProcessTree.seconds(process.toHandle()) : 0;
            process.getOutputStream().close();
            end(process, full, lines.lines().toList().toString());
            return done ? seconds : ProcessTree.waitedForSeconds() - before;
        }
    }

    private Map<String, String> with(String... namesAndValues) {
        Map<String, String> all = new HashMap<>(environment);
        for (int i = 0; i < namesAndValues.length; i += 2) {
            all.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        return all;
    }

    private List<String> command(String programAndCase, double warmUp, Options options) {
        String[] parts = programAndCase.split(" ");
        List<String> full = new ArrayList<>(command);
        full.add(suffix.formatted(parts[0]));
        full.add(parts[1]);
        full.add(Double.toString(warmUp));
        full.add(Double.toString(options.measure()));
        return options.placement().place(full);
    }

    /** Runs a command to its end and returns what it prints. */
    static String run(List<String> command, Map<String, String> environment) throws IOException, InterruptedException {
        Process process = start(command, environment);
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        end(process, command, output);
        return output.strip();
    }

    private static Process start(List<String> command, Map<String, String> environment) throws IOException {
        var builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().putAll(environment);
        return builder.start();
    }

    private static void end(Process process, List<String> command, String output) throws InterruptedException {
        if (!process.waitFor(MINUTES, TimeUnit.MINUTES) || process.exitValue() != 0) {
            process.destroyForcibly();
            throw new IllegalStateException("failed: " + String.join(" ", command) + "\n" + output);
        }
    }
}
