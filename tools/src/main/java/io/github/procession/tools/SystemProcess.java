package io.github.procession.tools;

import io.github.procession.ipc.memory.OpenFiles;
import io.github.procession.ipc.system.ProcessStat;
import io.github.procession.ipc.system.SystemFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A process as the operating system describes it.
 *
 * @param state its state: a letter as in /proc, '?' if that is not known
 * @param processorTime time on processors so far
 * @param age time since its start
 * @param startTime when it started, in a unit of the operating system, which tells it from another process with its pid
 */
record SystemProcess(char state, Duration processorTime, Duration age, long startTime) {
    private static final Path PROC = Path.of(SystemFiles.PROC);
    private static final Path UPTIME = PROC.resolve("uptime");
    private static final boolean HAS_PROC = Files.isReadable(PROC.resolve("self/stat"));

    /** The kernel counts so for programs, whatever it counts in. */
    private static final long TICK_MILLIS = 10;

    /** A process, or null if there is none with that pid. */
    static @Nullable SystemProcess of(long pid) {
        OpenFiles files = new OpenFiles(0);
        return of(pid, files, uptimeMillis(files));
    }

    /** A process, or null if there is none with that pid; its file stays open for the next look. */
    static @Nullable SystemProcess of(long pid, OpenFiles files, long uptimeMillis) {
        if (!HAS_PROC) {
            return fromHandle(pid);
        }
        ProcessStat stat = stat(PROC.resolve(pid + "/stat"), files);
        if (stat == null) {
            return null;
        }
        return new SystemProcess(
                stat.state(),
                Duration.ofMillis((stat.userTime() + stat.systemTime()) * TICK_MILLIS),
                Duration.ofMillis(Math.max(0, uptimeMillis - stat.startTime() * TICK_MILLIS)),
                stat.startTime());
    }

    /** Time since the start of the system; 0 if it does not tell. */
    static long uptimeMillis(OpenFiles files) {
        String uptime = files.text(UPTIME); // seconds, with two digits behind the point
        return uptime == null
                ? 0
                : Long.parseLong(uptime.substring(0, uptime.indexOf(' ')).replace(".", "")) * TICK_MILLIS;
    }

    /** What a file says; null if there is no such process or thread. */
    private static @Nullable ProcessStat stat(Path file, OpenFiles files) {
        String text = files.text(file);
        return text == null ? null : ProcessStat.parse(text);
    }

    private static @Nullable SystemProcess fromHandle(long pid) {
        Optional<ProcessHandle> handle = ProcessHandle.of(pid);
        if (handle.isEmpty()) {
            return null;
        }
        ProcessHandle.Info info = handle.get().info();
        Optional<Instant> start = info.startInstant();
        return new SystemProcess(
                '?',
                info.totalCpuDuration().orElse(Duration.ZERO),
                start.map(at -> Duration.between(at, Instant.now())).orElse(Duration.ZERO),
                start.map(Instant::toEpochMilli).orElse(1L));
    }

    boolean isStopped() {
        return state == 'T' || state == 't';
    }

    boolean isDead() {
        return state == 'Z' || state == 'X';
    }

    /** The thread that runs {@code main}: the second of a JVM, which the first one has started; 0 if that is not known. */
    static long mainThread(long pid) {
        try (DirectoryStream<Path> threads = Files.newDirectoryStream(PROC.resolve(pid + "/task"))) { // in their order
            for (Path thread : threads) {
                long id = Long.parseLong(thread.getFileName().toString());
                if (id != pid) {
                    return id;
                }
            }
            return 0;
        } catch (IOException | DirectoryIteratorException e) {
            return 0; // not this user's, ended, or another system
        }
    }

    static boolean isAsleep(long pid, long thread, OpenFiles files) {
        ProcessStat stat = stat(PROC.resolve(pid + "/task/" + thread + "/stat"), files);
        return stat != null && stat.state() == 'S';
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
