package io.github.procession.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Processor time of a process and all its descendants, read from {@code /proc}. */
final class ProcessTree {
    private static final Path PROC = Path.of("/proc");
    /** Length of a clock tick, the unit of {@code /proc/PID/stat}; 100 a second on every Linux that has it. */
    private static final double SECONDS_PER_TICK = 0.01;

    // fields of /proc/PID/stat after the name in parentheses
    private static final int USER = 11;
    private static final int WAITED_SYSTEM = 14;
    private static final int WAITED_USER = 13;

    private ProcessTree() {}

    /** User and system time in seconds: of the process, its live descendants, and all that they have waited for. */
    static double seconds(ProcessHandle root) throws IOException {
        double seconds = seconds(root.pid(), USER);
        for (var descendant : root.descendants().toList()) {
            seconds += seconds(descendant.pid(), USER);
        }
        return seconds;
    }

    /** User and system time in seconds of the processes that this one has waited for, their descendants included. */
    static double waitedForSeconds() throws IOException {
        return seconds(ProcessHandle.current().pid(), WAITED_USER);
    }

    private static double seconds(long pid, int firstField) throws IOException {
        try {
            String stat = Files.readString(PROC.resolve(Long.toString(pid)).resolve("stat"));
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            long ticks = 0;
            for (int field = firstField; field <= WAITED_SYSTEM; field++) {
                ticks += Long.parseLong(fields[field]);
            }
            return ticks * SECONDS_PER_TICK;
        } catch (NoSuchFileException e) {
            return 0; // it ended, and whoever waited for it counts it
        }
    }
}
