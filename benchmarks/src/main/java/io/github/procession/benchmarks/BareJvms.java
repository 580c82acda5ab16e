package io.github.procession.benchmarks;

import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/**
 * Limit of every row that starts JVMs: the time that JVMs take which do nothing, from the order to start them until all have ended. They
 * have the options with which a JVM starts and ends soonest, and the archive of classes of the JDK.
 */
final class BareJvms {
    private static final int ROUNDS = 21;

    private BareJvms() {}

    /** Main class of a JVM that does nothing. */
    static final class Nothing {
        private Nothing() {}

        public static void main(String[] args) {}
    }

    private static double millis(int count) throws Exception {
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:-UsePerfData",
                "-Xshare:auto",
                "-cp",
                System.getProperty("java.class.path"),
                Nothing.class.getName());
        List<Process> all = new ArrayList<>();
        long start = System.nanoTime();
        for (int i = 0; i < count; i++) {
            all.add(new ProcessBuilder(command).redirectError(Redirect.INHERIT).start());
        }
        for (Process process : all) {
            if (process.waitFor() != 0) {
                throw new IllegalStateException("a JVM that does nothing ended with " + process.exitValue());
            }
        }
        return Measure.secondsSince(start) * 1e3;
    }

    /**
     * Prints a row for each number of JVMs.
     *
     * @param args numbers of JVMs that start together; 1, 2 and 8 if there are none
     */
    public static void main(String[] args) throws Exception {
        int[] counts = args.length == 0
                ? new int[] {1, 2, 8}
                : Arrays.stream(args).mapToInt(Integer::parseInt).toArray();
        IO.println("| JVMs that do nothing, started together | median | lowest | highest |");
        IO.println("|---:|---:|---:|---:|");
        for (int count : counts) {
            List<Double> rounds = new ArrayList<>();
            for (int round = 0; round < ROUNDS; round++) {
                rounds.add(millis(count));
            }
            IO.println(String.format(
                    Locale.ROOT,
                    "| %d | %.1f ms | %.1f ms | %.1f ms |",
                    count,
                    Rounds.median(rounds),
                    Collections.min(rounds),
                    Collections.max(rounds)));
        }
    }
}
