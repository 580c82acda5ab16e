package io.github.procession.tools;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/**
 * A process as the operating system describes it.
 *
 * @param state its state: a letter as in /proc, '?' if that is not known
 * @param parentPid the pid of its parent, 0 if that is not known
 * @param mainState the state of its main thread
 * @param processorTime time on processors so far
 * @param age time since its start
 */
record SystemProcess(char state, long parentPid, char mainState, Duration processorTime, Duration age) {
    private static final Path PROC = Path.of("/proc");
    private static final int STATE = 0;
    private static final int PARENT = 1;
    private static final int USER_TIME = 11;
    private static final int SYSTEM_TIME = 12;
    private static final int START_TIME = 19;

    /** The kernel counts so for programs, whatever it counts in. */
    private static final long TICK_MILLIS = 10;

    /** A process, or null if there is none with that pid. */
    static SystemProcess of(long pid) {
        if (!Files.isReadable(PROC.resolve("self/stat"))) {
            return fromHandle(pid);
        }
        String[] fields = stat(PROC.resolve(pid + "/stat"));
        if (fields == null) {
            return null;
        }
        String[] main = stat(PROC.resolve(pid + "/task/" + (pid + 1) + "/stat")); // the launcher's first thread
        long start = Long.parseLong(fields[START_TIME]) * TICK_MILLIS;
        return new SystemProcess(
                fields[STATE].charAt(0),
                Long.parseLong(fields[PARENT]),
                main == null ? '?' : main[STATE].charAt(0),
                Duration.ofMillis(
                        (Long.parseLong(fields[USER_TIME]) + Long.parseLong(fields[SYSTEM_TIME])) * TICK_MILLIS),
                Duration.ofMillis(Math.max(0, uptimeMillis() - start)));
    }

    /** The fields after the name, which may hold anything. */
    private static String[] stat(Path file) {
        try {
            String stat = Files.readString(file, StandardCharsets.ISO_8859_1);
            return stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        } catch (IOException e) {
            return null;
        }
    }

    private static long uptimeMillis() {
        try {
            return (long)
                    (Double.parseDouble(Files.readString(PROC.resolve("uptime")).split(" ")[0]) * 1_000);
        } catch (IOException e) {
            return 0;
        }
    }

    private static SystemProcess fromHandle(long pid) {
        return ProcessHandle.of(pid)
                .map(handle -> new SystemProcess(
                        '?',
                        handle.parent().map(ProcessHandle::pid).orElse(0L),
                        '?',
                        handle.info().totalCpuDuration().orElse(Duration.ZERO),
                        handle.info()
                                .startInstant()
                                .map(start -> Duration.between(start, java.time.Instant.now()))
                                .orElse(Duration.ZERO)))
                .orElse(null);
    }

    boolean isStopped() {
        return state == 'T' || state == 't';
    }

    boolean isDead() {
        return state == 'Z' || state == 'X';
    }

    /** The proportional share of memory of a process in bytes: what it shares is divided by those who do; -1 if not known. */
    static long memory(long pid) {
        try {
            for (String line : Files.readAllLines(PROC.resolve(pid + "/smaps_rollup"), StandardCharsets.ISO_8859_1)) {
                if (line.startsWith("Pss:")) {
                    return Long.parseLong(line.replaceAll("\\D", "")) * 1024;
                }
            }
        } catch (IOException | NumberFormatException e) {
            return -1; // not this user's, ended, or another system
        }
        return -1;
    }

    /** The words of the command that started a process; empty if that is not known. */
    static List<String> command(long pid) {
        try {
            String line = Files.readString(PROC.resolve(pid + "/cmdline"), StandardCharsets.ISO_8859_1);
            return Arrays.asList(line.split("\0"));
        } catch (IOException e) {
            return List.of();
        }
    }

    /** The pids of all processes. */
    static long[] all() {
        return ProcessHandle.allProcesses().mapToLong(ProcessHandle::pid).toArray();
    }
}
