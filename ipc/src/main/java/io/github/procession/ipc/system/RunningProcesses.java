package io.github.procession.ipc.system;

import java.io.File;
import java.time.Instant;
import java.util.Optional;

/** The processes that run, as the JDK tells of them: the answer for systems that have no folder of processes. */
public final class RunningProcesses {
    /** The folder that the JDK reads on Linux, also where this library does without: it finds no process when it has no descriptor for that. */
    private static final File JDKS_FOLDER = new File("/proc");

    private static final boolean JDK_READS_FILES = new File(JDKS_FOLDER, "self/stat").exists();

    /** What the system tells of this process; asked while there are descriptors for it. */
    private static final ProcessHandle.Info OWN = ProcessHandle.current().info();

    private RunningProcesses() {}

    /**
     * Whether a process has ended, if only its parent has not yet taken notice of that. One of which nothing can be read at present counts as
     * running.
     *
     * @param pid its number
     * @return true if there is none of that number, or it is a zombie
     */
    public static boolean hasEnded(long pid) {
        Optional<ProcessHandle> process = ProcessHandle.of(pid);
        return process.isPresent() ? isZombie(process.get().info()) : !isThere(pid);
    }

    /** A look that needs no descriptor. */
    private static boolean isThere(long pid) {
        return JDK_READS_FILES && new File(JDKS_FOLDER, Long.toString(pid)).exists();
    }

    /**
     * When a process started.
     *
     * @param pid its number
     * @return empty if there is none of that number, or it cannot be read at present
     */
    public static Optional<Instant> startOf(long pid) {
        Optional<ProcessHandle> process = ProcessHandle.of(pid);
        return process.isPresent() ? process.get().info().startInstant() : Optional.empty();
    }

    /**
     * Whether this system tells when a process of this user started.
     *
     * @return whether it told of this one
     */
    public static boolean haveStarts() {
        return OWN.startInstant().isPresent();
    }

    /**
     * For the JDK a zombie is alive. The system has freed its memory, and with it the command line, which it tells of all others of this
     * user.
     */
    private static boolean isZombie(ProcessHandle.Info info) {
        return isSilent(info) && info.user().equals(OWN.user()) && !isSilent(OWN);
    }

    private static boolean isSilent(ProcessHandle.Info info) {
        return info.command().isEmpty()
                && info.commandLine().isEmpty()
                && info.arguments().isEmpty();
    }
}
