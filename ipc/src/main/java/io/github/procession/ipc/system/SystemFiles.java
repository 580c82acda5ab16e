package io.github.procession.ipc.system;

/**
 * Folders in which Linux keeps processes and shared memory. Their users look whether a file is there and have an answer for systems on
 * which it is not. The system property {@code procession.system=portable} gives places that do not exist, so that this answer is taken on
 * Linux, too; waits are portable ones then.
 */
public final class SystemFiles {
    /** True if the portable twins are chosen on a system that has more. */
    public static final boolean PORTABLE = "portable".equals(System.getProperty("procession.system"));

    private static final String ROOT = PORTABLE ? "/no-such-folder-of-procession" : "";

    /** Folder of processes. */
    public static final String PROC = ROOT + "/proc";

    /** Folder in memory. */
    public static final String MEMORY = ROOT + "/dev/shm";

    private SystemFiles() {}
}
