package io.github.procession.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** One program of the examples, run to its end as a user would: in a JVM of its own, with its class path. */
record Run(int exitCode, List<String> out, List<String> err) {
    /** Guards against hangs only. */
    private static final long LIMIT_MINUTES = 9;

    private static Run of(String language, Class<?> program, String... arguments)
            throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-Duser.language=" + language,
                "-Djava.awt.headless=true", // or the window would open, and wait for somebody
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                program.getName()));
        command.addAll(Arrays.asList(arguments));
        var out = Files.createTempFile(program.getSimpleName(), ".out");
        var err = Files.createTempFile(program.getSimpleName(), ".err");
        try {
            var process = new ProcessBuilder(command)
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile())
                    .start();
            if (!process.waitFor(LIMIT_MINUTES, TimeUnit.MINUTES)) {
                process.destroyForcibly().waitFor();
                fail(program.getSimpleName() + " hangs; it printed\n" + Files.readString(out) + Files.readString(err));
            }
            return new Run(process.exitValue(), Files.readAllLines(out), Files.readAllLines(err));
        } finally {
            Files.delete(out);
            Files.delete(err);
        }
    }

    /** Runs a program that must end well and complain about nothing. */
    static Run ofHealthy(Class<?> program, String... arguments) throws IOException, InterruptedException {
        return ofHealthyIn("en", program, arguments);
    }

    /** The same where numbers and messages are written as in another language. */
    static Run ofHealthyIn(String language, Class<?> program, String... arguments)
            throws IOException, InterruptedException {
        var run = of(language, program, arguments);
        assertEquals(0, run.exitCode, run::toString);
        assertEquals(List.of(), run.err, run::toString);
        return run;
    }

    /** Runs a program that must end well, though workers of its pool do not, of which the pool warns. */
    static Run ofOneThatLosesWorkers(String language, Class<?> program, String... arguments)
            throws IOException, InterruptedException {
        var run = of(language, program, arguments);
        assertEquals(0, run.exitCode, run::toString);
        assertEquals(
                List.of(),
                run.err.stream()
                        .filter(line -> !line.matches(".* WARN .*Pool - .* ended with exit code .* and is replaced"))
                        .toList(),
                run::toString);
        return run;
    }

    long count(String pattern) {
        return out.stream().filter(line -> line.matches(pattern)).count();
    }

    void assertPrinted(long times, String pattern) {
        assertEquals(times, count(pattern), () -> "lines like \"" + pattern + "\" in " + this);
    }

    void assertPrintedInOrder(String... lines) {
        int from = 0;
        for (var line : lines) {
            int at = out.subList(from, out.size()).indexOf(line);
            assertTrue(at >= 0, () -> "\"" + line + "\" is missing or too early in " + this);
            from += at + 1;
        }
    }

    @Override
    public String toString() {
        return "exit code " + exitCode + "\n" + String.join("\n", out) + "\nstderr:\n" + String.join("\n", err);
    }
}
