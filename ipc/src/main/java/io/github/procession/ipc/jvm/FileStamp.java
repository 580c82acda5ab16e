package io.github.procession.ipc.jvm;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.FileTime;

/**
 * A text that is another one after a file was replaced: size, time of the last modification, and the time at which the system last
 * changed the file's entry (ctime), where the system has one. A build tool that makes reproducible jars sets the time of the modification
 * always to the same, and a version number that is changed keeps the size; the third no program can set.
 */
final class FileStamp {
    private FileStamp() {}

    /** The stamp of a file; one of a file that does not exist is never that of one that does. */
    static String of(File file) {
        return new StringBuilder(64)
                .append(file.length())
                .append(' ')
                .append(file.lastModified())
                .append(' ')
                .append(changed(file))
                .toString();
    }

    private static long changed(File file) {
        try {
            return ((FileTime) Files.getAttribute(file.toPath(), "unix:ctime")).toMillis();
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException _) {
            return 0; // no file, no such time, or a name that the locale's character set does not have
        }
    }
}
