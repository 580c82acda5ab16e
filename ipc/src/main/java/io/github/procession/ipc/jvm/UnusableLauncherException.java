package io.github.procession.ipc.jvm;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Pattern;

/** Failure to start a JVM because its launcher does not exist or may not be executed: there is no use in trying again. */
public final class UnusableLauncherException extends IOException {
    private static final long serialVersionUID = 1L;

    private UnusableLauncherException(IOException failure) {
        super(failure.getMessage(), failure);
    }

    /**
     * Looks why a program was not started.
     *
     * @param program first word of the command
     * @param failure of the operating system
     * @return an exception of this class if there is no such program, else the failure itself
     */
    static IOException explain(String program, IOException failure) {
        return isUsable(program) ? failure : new UnusableLauncherException(failure);
    }

    private static boolean isUsable(String program) {
        if (program.indexOf(File.separatorChar) >= 0) {
            return isExecutable(Path.of(program));
        }
        String folders = System.getenv().getOrDefault("PATH", "");
        return Arrays.stream(folders.split(Pattern.quote(File.pathSeparator)))
                .anyMatch(folder -> isExecutable(Path.of(folder, program)));
    }

    private static boolean isExecutable(Path file) {
        return Files.isRegularFile(file) && Files.isExecutable(file);
    }
}
