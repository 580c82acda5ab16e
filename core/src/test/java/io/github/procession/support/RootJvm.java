package io.github.procession.support;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs a program in a JVM that is a root of its own: with options, output and a session that no test shares. */
public final class RootJvm {
    private final List<String> wrapper = new ArrayList<>();
    private final List<String> options =
            new ArrayList<>(List.of("-XX:+UseSerialGC", "-Dorg.slf4j.simpleLogger.showThreadName=false"));
    private final Class<?> main;
    private final List<String> arguments;
    private String classPath = System.getProperty("java.class.path");

    /** What is left of a program that has ended. */
    public record Result(int exitCode, String out, String err) {
        /** Checks that the program said all was well. */
        public Result succeeded() {
            assertEquals(0, exitCode, () -> "stdout:\n" + out + "\nstderr:\n" + err);
            return this;
        }
    }

    /** A program with a {@code public static void main(String[])}. */
    public RootJvm(Class<?> main, String... arguments) {
        this.main = main;
        this.arguments = List.of(arguments);
        options.addAll(LikeTheTests.options());
    }

    /** Options of the JVM; they win over those set before. */
    public RootJvm options(String... more) {
        options.addAll(List.of(more));
        return this;
    }

    /** Whether it may call native functions, in other words than these tests may. */
    public RootJvm nativeAccess(String... instead) {
        options.removeIf(NativeAccess.option()::equals);
        return options(instead);
    }

    /** Another class path than that of the tests. */
    public RootJvm classPath(String path) {
        classPath = path;
        return this;
    }

    /** A command that gets the command line of the JVM as its last arguments. */
    public RootJvm wrappedIn(List<String> command) {
        wrapper.addAll(command);
        return this;
    }

    /** Runs the program to its end. */
    public Result run() throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(wrapper);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.add("-cp");
        command.add(classPath);
        command.add(main.getName());
        command.addAll(arguments);
        Path out = Files.createTempFile("procession-test", ".out");
        Path err = Files.createTempFile("procession-test", ".err");
        try {
            Process process = new ProcessBuilder(command)
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile())
                    .start();
            try {
                boolean ended = process.waitFor(Eventually.LIMIT.toSeconds() * 5, TimeUnit.SECONDS);
                assertTrue(ended, () -> main + " hangs: " + read(out) + read(err));
                return new Result(process.exitValue(), read(out), read(err));
            } finally {
                process.destroyForcibly();
            }
        } finally {
            Files.delete(out);
            Files.delete(err);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
