package io.github.procession.support;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A place for shared memory that is really full after a few megabytes.
 *
 * <p>Where the user may mount, as root or in a user namespace, the program sees a small tmpfs, in a mount namespace that
 * ends with it. Elsewhere the kernel refuses files above the size: no write beyond it succeeds either.
 *
 * @param wrapper the command to run the program with
 * @param isFileSystem whether the size bounds all files together; else each of them
 */
public record SmallDisk(List<String> wrapper, boolean isFileSystem) {
    private static final List<List<String>> MOUNT_NAMESPACES = List.of(
            List.of("unshare", "--mount"),
            List.of("unshare", "--map-root-user", "--mount"),
            List.of("sudo", "-n", "unshare", "--mount"));

    /** A disk of that size at a path, which must be an empty folder. */
    public static SmallDisk at(Path folder, int kibibytes) throws InterruptedException {
        String mount = "mount -t tmpfs -o size=" + kibibytes + "k tmpfs '" + folder + "' && exec \"$@\"";
        for (List<String> namespace : MOUNT_NAMESPACES) {
            List<String> command = new ArrayList<>(namespace);
            command.addAll(List.of("sh", "-c", mount, "sh"));
            if (works(command)) {
                return new SmallDisk(command, true);
            }
        }
        // the shell counts blocks of 512 or 1024 bytes: either is small
        return new SmallDisk(List.of("sh", "-c", "ulimit -f " + kibibytes + " && exec \"$@\"", "sh"), false);
    }

    private static boolean works(List<String> wrapper) throws InterruptedException {
        List<String> command = new ArrayList<>(wrapper);
        command.add("true");
        Process process;
        try {
            process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            return false; // this machine has no such program
        }
        return process.waitFor() == 0;
    }
}
