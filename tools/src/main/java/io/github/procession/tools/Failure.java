package io.github.procession.tools;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;

/** Failures of commands in words, on one line. */
final class Failure {
    private Failure() {}

    /** Whether a user can be told what is wrong; anything else is a mistake of this program. */
    static boolean canBeTold(Throwable failure) {
        return failure instanceof IOException
                || failure instanceof UncheckedIOException
                || failure instanceof InvalidPathException;
    }

    /** What is wrong. The JDK's own message for a file is often its path and no more. */
    static String text(Throwable failure) {
        return Text.clean(
                switch (failure) {
                    case UncheckedIOException e -> text(e.getCause());
                    case NoSuchFileException e -> "There is no file or folder " + e.getFile() + ".";
                    case FileAlreadyExistsException e -> "There is a file or folder " + e.getFile() + " already.";
                    case AccessDeniedException e -> "This user has no permission for " + e.getFile() + ".";
                    case NotDirectoryException e -> "This is no folder: " + e.getFile() + ".";
                    case FileSystemException e when e.getReason() != null -> e.getFile() + ": " + e.getReason();
                    case InvalidPathException e -> "This can be no path: " + e.getInput();
                    default -> failure.getMessage() == null ? failure.toString() : failure.getMessage();
                });
    }
}
