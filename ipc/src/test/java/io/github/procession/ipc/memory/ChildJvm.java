package io.github.procession.ipc.memory;

import io.github.procession.ipc.sync.WaitMode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A JVM that a test starts with its own class path, talks to line by line, and kills. */
public final class ChildJvm implements AutoCloseable {
    private static final int SECONDS = 300;

    private final Process process;
    private final BufferedReader output;

    private ChildJvm(Process process) {
        this.process = process;
        this.output = process.inputReader(StandardCharsets.UTF_8);
    }

    /** Starts a program; options that begin with {@code -} before the class name go to the JVM. */
    public static ChildJvm start(Class<?> main, List<String> options, String... arguments) {
        return start(List.of(), main, options, arguments);
    }

    /** Starts a program through a prefix such as {@code sh -c 'ulimit ...; exec "$@"' sh}. */
    public static ChildJvm start(List<String> prefix, Class<?> main, List<String> options, String... arguments) {
        List<String> command = new ArrayList<>(prefix);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto"));
        if (options.stream().noneMatch(option -> option.startsWith("--enable-native-access"))) {
            command.add(WaitMode.nativeAccess());
        }
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(List.of(arguments));
        try {
            return new ChildJvm(new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public long pid() {
        return process.pid();
    }

    /** The next line it prints; null when it ended. */
    public String line() {
        try {
            return output.readLine();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Lets it go on: it waits for its standard input to end, or for a line. */
    public void say(String line) {
        try {
            process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
            process.getOutputStream().flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Kills it with SIGKILL and waits until it is dead. */
    public void kill() {
        process.destroyForcibly();
        exitCode();
    }

    /** Waits until it ends. */
    public int exitCode() {
        try {
            if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
                throw new IllegalStateException("still running after " + SECONDS + " s: " + process.info());
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
