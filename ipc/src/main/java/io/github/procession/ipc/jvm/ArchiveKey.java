package io.github.procession.ipc.jvm;

import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The name of the archive that fits a command. Equal keys mean the same build of the JDK, the same options as far as
 * they shape a JVM, and the same files on the same paths. A file that was changed has another {@link FileStamp}, so an
 * archive of its old content has a name that no process asks for any more.
 *
 * @param name 32 hexadecimal digits
 * @param classPath the first entries of the class path up to the first folder: classes in folders cannot be archived, nor
 *     what comes after them, since a folder may hold the same class later
 */
record ArchiveKey(String name, String classPath) {
    /** To be changed with what the archives hold: the options of their making, the training. */
    private static final String VERSION = "4";

    private static final long PRIME = 0x100000001b3L;
    private static final long FIRST_SEED = 0xcbf29ce484222325L;
    private static final long SECOND_SEED = 0x9e3779b97f4a7c15L;

    /** The key of a command; null when there can be no archive for it. */
    static @Nullable ArchiveKey of(JvmCommand command) throws IOException {
        File modules = modules(command.launcher());
        if (!modules.exists()) {
            return null;
        }
        StringBuilder text = new StringBuilder(1 << 10).append(VERSION).append('\n');
        append(text, modules.getPath());
        for (String option : ArchiveOptions.shaping(command.options())) {
            text.append(option).append('\n');
        }
        for (String option : command.modulePath()) {
            for (String entry : option.split(File.pathSeparator)) {
                append(text, entry);
            }
        }
        List<String> prefix = new ArrayList<>();
        String classPath = command.classPath() == null ? "" : command.classPath();
        for (String entry : classPath.split(File.pathSeparator)) {
            if (entry.isEmpty() || new File(entry).isDirectory()) {
                break;
            }
            prefix.add(entry);
            append(text, entry);
        }
        return new ArchiveKey(hash(text), String.join(File.pathSeparator, prefix));
    }

    /** File of the JDK's classes, which every JDK has and which differs in every build. */
    private static File modules(String launcher) throws IOException {
        File home = new File(launcher).getCanonicalFile().getParentFile().getParentFile();
        return new File(home, "lib" + File.separator + "modules");
    }

    private static void append(StringBuilder text, String path) {
        text.append(path).append(' ').append(FileStamp.of(new File(path))).append('\n');
    }

    /** FNV-1a, twice: users do not attack their own cache, and a digest of the JDK would cost each program 20 ms. */
    static String hash(StringBuilder text) {
        long first = FIRST_SEED;
        long second = SECOND_SEED;
        for (int i = 0; i < text.length(); i++) {
            first = (first ^ text.charAt(i)) * PRIME;
            second = (second ^ Long.rotateLeft(first, 17)) * PRIME;
        }
        return hex(first) + hex(second);
    }

    private static String hex(long value) {
        String digits = Long.toHexString(value);
        return "0".repeat(Long.BYTES * 2 - digits.length()) + digits;
    }
}
