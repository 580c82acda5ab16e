package io.github.procession.cluster;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Start of a program from its source file, with the class path of the tests. */
final class SourceProgram {
    private SourceProgram() {}

    static java.lang.Process start(Path source, String... args) throws IOException {
        return start(List.of(), source, args);
    }

    static java.lang.Process start(List<String> options, Path source, String... args) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                System.getProperty("java.home") + "/bin/java",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path")));
        command.addAll(options);
        command.add(source.toString());
        command.addAll(List.of(args));
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }
}
