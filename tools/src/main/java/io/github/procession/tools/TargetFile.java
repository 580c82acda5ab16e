package io.github.procession.tools;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/** A file that a command writes: the whole of it or nothing, so a full disk leaves what was there. */
final class TargetFile {
    private TargetFile() {}

    /**
     * Writes a file in place of one that may be there, or that a link leads to. What is no ordinary file, such as {@code /dev/stdout}, is
     * written to as it is.
     *
     * @param forOwnerAlone whether others must not read it
     * @throws IOException with a sentence that names the file
     */
    static void write(Path file, String text, boolean forOwnerAlone) throws IOException {
        try {
            if (Files.exists(file) && !Files.isRegularFile(file)) {
                Files.writeString(file, text, StandardOpenOption.WRITE);
            } else {
                replace(Files.exists(file) ? file.toRealPath() : file.toAbsolutePath(), text, forOwnerAlone);
            }
        } catch (IOException e) {
            boolean named = e instanceof FileSystemException;
            throw new IOException("Cannot write " + file + ": " + (named ? Failure.text(e) : e.getMessage()), e);
        }
    }

    private static void replace(Path file, String text, boolean forOwnerAlone) throws IOException {
        Path fresh = file.resolveSibling(
                "." + file.getFileName() + "-" + ProcessHandle.current().pid());
        Files.createFile(fresh, mode(file.getParent(), forOwnerAlone));
        try {
            Files.writeString(fresh, text);
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(fresh);
        }
    }

    private static FileAttribute<?>[] mode(Path folder, boolean forOwnerAlone) throws IOException {
        return forOwnerAlone && Files.getFileStore(folder).supportsFileAttributeView("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
    }
}
