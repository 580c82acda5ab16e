package io.github.procession.ipc.memory;

import io.github.procession.ipc.system.SystemFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.zip.CRC32;

/**
 * The identity of this process among all that may see its files, those in other containers included.
 *
 * <p>A pid alone is none: the first process of each container has pid 1, also after a restart. So it stands beside the start
 * time of the process, its namespace of pids, and the boot of the system, where the system tells them.
 */
final class ProcessIdentity {
    private static final Path PROC = Path.of(SystemFiles.PROC);
    private static final boolean LINUX = System.getProperty("os.name", "").equals("Linux");

    /** Length of {@link #pidSpaceTag()}. */
    static final int TAG_DIGITS = 6;

    private ProcessIdentity() {}

    /** The identity of this process, one line of text. */
    static String ofThisProcess() {
        return of(ProcessHandle.current().pid());
    }

    /** The identity of a process that this one sees, if {@link Liveness#startTime} knows one. */
    static String of(long pid) {
        return "pid " + pid + " started " + Liveness.startTime(pid) + " in " + pidSpace();
    }

    /** Scope in which the pids mean what they mean here: the namespace and the boot. */
    private static String pidSpace() {
        return read("sys/kernel/random/boot_id") + " " + namespace();
    }

    /** A short mark for the place where a pid means something; equal marks mean the same place, but for rare chances. */
    static String pidSpaceTag() {
        CRC32 hash = new CRC32();
        hash.update(pidSpace().getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().toHexDigits(hash.getValue(), TAG_DIGITS);
    }

    private static String namespace() {
        try {
            return Files.readSymbolicLink(PROC.resolve("self/ns/pid")).toString();
        } catch (IOException | UnsupportedOperationException e) {
            return "-"; // this system has none, or does not tell
        }
    }

    private static String read(String file) {
        try {
            return Files.readString(PROC.resolve(file)).strip();
        } catch (IOException e) {
            return "-";
        }
    }

    /**
     * Checks that this system says of a pid what it means here.
     *
     * @throws IOException if it does not: then the living cannot be told from the dead
     */
    static void requireProc() throws IOException {
        if (!LINUX || SystemFiles.PORTABLE) {
            return;
        }
        String shown;
        try {
            shown = Files.readSymbolicLink(PROC.resolve("self")).toString();
        } catch (IOException e) {
            throw new IOException(
                    "/proc is not mounted, or does not show this process: shared memory needs it to tell which"
                            + " processes live; mount it (mount -t proc proc /proc)",
                    e);
        }
        long pid = ProcessHandle.current().pid();
        if (!shown.equals(Long.toString(pid))) {
            throw new IOException("/proc belongs to another namespace of pids: it shows this process as " + shown
                    + ", but its pid is " + pid + "; shared memory needs a /proc of the same namespace to tell which"
                    + " processes live; mount one there (mount -t proc proc /proc, or unshare --mount-proc)");
        }
    }
}
