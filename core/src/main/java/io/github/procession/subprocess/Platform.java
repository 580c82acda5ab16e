package io.github.procession.subprocess;

import io.github.procession.ipc.system.RunningProcesses;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Differences between operating systems, and between Java's view of them and Python's. */
final class Platform {
    static final boolean IS_WINDOWS = System.getProperty("os.name").startsWith("Windows");
    static final Path DEVNULL = Path.of(IS_WINDOWS ? "NUL" : "/dev/null");

    static final int SIGKILL = 9;
    static final int SIGTERM = 15;
    static final int LAST_SIGNAL = 64;

    private static final int SIGNALLED = 128;

    /** Bits of the signals that by default stop, continue or change nothing, so that no program can die of them. */
    private static final long HARMLESS =
            1L << 17 | 1L << 18 | 1L << 19 | 1L << 20 | 1L << 21 | 1L << 22 | 1L << 23 | 1L << 28;

    private static final int ENOENT = 2;
    private static final int EACCES = 13;
    private static final Pattern ERRNO = Pattern.compile("error[=:] ?(\\d+)");

    private Platform() {}

    /**
     * Python's return code. Java gives 128 + n both for a program that signal n has ended and for one that exited with
     * that number; the first is what nearly always happened.
     */
    static int returnCode(int exitValue) {
        int signal = exitValue - SIGNALLED;
        boolean deadly = signal > 0 && signal <= LAST_SIGNAL && (HARMLESS >>> signal & 1) == 0;
        return deadly && !IS_WINDOWS ? -signal : exitValue;
    }

    /** The command that lets the system's shell run a line. */
    static List<String> shell(String line) {
        return IS_WINDOWS ? List.of("cmd.exe", "/c", line) : List.of("/bin/sh", "-c", line);
    }

    /** Sends any signal, through the shell, since Java knows two of them. */
    static void signal(long pid, int signal) throws IOException, InterruptedException {
        if (IS_WINDOWS) {
            throw new UnsupportedOperationException(
                    "there are no signals on Windows but those of terminate() and kill()");
        }
        Process kill = new ProcessBuilder(
                        "/bin/sh", "-c", "kill -\"$0\" \"$1\"", Integer.toString(signal), Long.toString(pid))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        if (kill.waitFor() != 0 && !RunningProcesses.hasEnded(pid)) {
            throw new IOException("cannot send signal " + signal + " to process " + pid);
        }
    }

    /** A start that failed, as the exception that a Java reader expects, with the program's name. */
    static IOException startFailure(String program, IOException failure) {
        Matcher errno = ERRNO.matcher(String.valueOf(failure.getMessage()));
        FileSystemException named = switch (errno.find() ? Integer.parseInt(errno.group(1)) : 0) {
            case ENOENT -> new NoSuchFileException(program, null, "no such program");
            case EACCES -> new AccessDeniedException(program, null, "not allowed to run it");
            default -> null;
        };
        if (named == null) {
            return failure;
        }
        named.initCause(failure);
        return named;
    }

    /** Kills a process and those below it that exist at this moment, so that none goes on with its pipes. */
    static void killTree(ProcessHandle process) {
        List<ProcessHandle> below = process.descendants().toList();
        process.destroyForcibly();
        below.forEach(ProcessHandle::destroyForcibly);
    }
}
