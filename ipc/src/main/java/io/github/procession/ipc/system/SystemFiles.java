package io.github.procession.ipc.system;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

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

    /**
     * The folder for temporary files, also where a program has cleared the property that names it, or has it name no folder.
     *
     * @return an absolute path
     */
    public static Path temporary() {
        String property = System.getProperty("java.io.tmpdir", "");
        Path named = Path.of(property).toAbsolutePath();
        Path usual = Path.of("/tmp");
        boolean isThere = !property.isEmpty() && Files.isDirectory(named);
        return isThere || !Files.isDirectory(usual) ? named : usual;
    }

    /**
     * The charset of command lines and of files that the launcher reads.
     *
     * @return UTF-8 if the property that names it was cleared, or names none
     */
    public static Charset nativeCharset() {
        return Charset.forName(System.getProperty("native.encoding", ""), StandardCharsets.UTF_8);
    }
}
