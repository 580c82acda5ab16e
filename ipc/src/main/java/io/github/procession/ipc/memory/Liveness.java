package io.github.procession.ipc.memory;

import io.github.procession.ipc.system.RunningProcesses;
import io.github.procession.ipc.system.SystemFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/**
 * Check with the operating system whether the process that had a pid and a start time still runs. A
 * zombie is dead, and so is a process whose pid now belongs to another.
 */
final class Liveness {
    private static final Path PROC = Path.of(SystemFiles.PROC);
    private static final boolean HAS_PROC = Files.isReadable(PROC.resolve("self/stat"));

    /** Result of {@link #startTime} for a process that exists, but of which nothing can be read at present. */
    static final long UNKNOWN = -1;

    private static final int STATE_FIELD = 0;
    private static final int START_FIELD = 19;

    private Liveness() {}

    /**
     * Start time of a process, in a unit of the operating system's choice; only equality means anything.
     *
     * @return the start time, 0 if there is no such process or it is a zombie, {@link #UNKNOWN}
     */
    static long startTime(long pid) {
        return HAS_PROC ? fromProc(pid) : fromHandle(pid);
    }

    private static long fromProc(long pid) {
        String stat;
        try {
            stat = new String(
                    Files.readAllBytes(PROC.resolve(Long.toString(pid)).resolve("stat")), StandardCharsets.ISO_8859_1);
        } catch (NoSuchFileException e) {
            return 0;
        } catch (IOException e) {
            // Reading fails with ESRCH when the process ends between open and read; but this process may also have no
            // descriptor left, and a living owner must not lose its lock for that. This look needs no descriptor.
            return Files.notExists(PROC.resolve(Long.toString(pid))) ? 0 : UNKNOWN;
        }
        // Not by ProcessStat: a process without descriptors cannot load another class.
        // The second field is the program's name in parentheses and may hold anything; the third follows the last ')'.
        int field = stat.lastIndexOf(')') + 2;
        if (field >= stat.length()) {
            return UNKNOWN;
        }
        char state = stat.charAt(field + STATE_FIELD);
        if (state == 'Z' || state == 'X' || state == 'x') {
            return 0;
        }
        for (int i = 0; i < START_FIELD; i++) {
            field = stat.indexOf(' ', field) + 1;
        }
        return Long.parseLong(stat, field, stat.indexOf(' ', field), 10);
    }

    private static long fromHandle(long pid) {
        if (RunningProcesses.hasEnded(pid)) {
            return 0;
        }
        Optional<Instant> start = RunningProcesses.startOf(pid);
        if (start.isPresent()) {
            return start.get().toEpochMilli();
        }
        return RunningProcesses.haveStarts() ? UNKNOWN : 1;
    }
}
