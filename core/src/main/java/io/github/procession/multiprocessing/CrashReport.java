package io.github.procession.multiprocessing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Report that a worker's JVM writes when it crashes ({@code hs_err}). */
final class CrashReport {
    private static final int MOST_LINES = 40;

    private final Path file;

    CrashReport(Path file) {
        this.file = file;
    }

    /** The head of the report of a worker that has ended; empty if there is none. */
    String head(long pid) {
        Path inWorkingDirectory = Path.of("hs_err_pid" + pid + ".log"); // of a spare JVM
        Path report = Files.exists(file) ? file : inWorkingDirectory;
        if (!Files.exists(report)) {
            return "";
        }
        try (var lines = Files.lines(report)) {
            // the command line has the values of system properties, some of which may be secret
            return String.join(
                    "\n",
                    lines.limit(MOST_LINES)
                            .filter(line -> !line.startsWith("Command Line:"))
                            .toList());
        } catch (IOException | UncheckedIOException e) {
            return "(" + report + " cannot be read: " + e.getMessage() + ")";
        }
    }

    void delete() throws IOException {
        Files.deleteIfExists(file);
    }
}
