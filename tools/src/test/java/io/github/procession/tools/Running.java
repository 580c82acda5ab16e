package io.github.procession.tools;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A program that runs while tools look at it, and the tools' command line within this JVM. */
final class Running implements AutoCloseable {
    private static final long LIMIT_NANOS = 120_000_000_000L;

    final java.lang.Process process;

    /** Starts a program and waits for its first line. */
    Running(Class<?> main) throws IOException {
        process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        main.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        BufferedReader lines = process.inputReader();
        if (lines.readLine() == null) {
            throw new IllegalStateException("the program has ended");
        }
    }

    String pid() {
        return Long.toString(process.pid());
    }

    /** The status of a command and what it printed. */
    record Outcome(int status, String out, String err) {}

    static Outcome procession(String... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int status = Main.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(args);
        return new Outcome(status, out.toString(), err.toString());
    }

    static void await(BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + LIMIT_NANOS;
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadline > 0) {
                throw new AssertionError("did not come true in time");
            }
            Thread.sleep(50);
        }
    }

    static void assertMatches(String pattern, String text) {
        assertTrue(Pattern.compile(pattern).matcher(text).find(), () -> "no " + pattern + " in\n" + text);
    }

    /** A look that shows all at once: a process that gets no processor for a second notes no wait meanwhile. */
    static String awaitMatches(Supplier<String> look, String... patterns) throws InterruptedException {
        String[] text = {""};
        try {
            await(() -> {
                text[0] = look.get();
                return Stream.of(patterns)
                        .allMatch(pattern ->
                                Pattern.compile(pattern).matcher(text[0]).find());
            });
        } catch (AssertionError e) {
            Stream.of(patterns).forEach(pattern -> assertMatches(pattern, text[0]));
        }
        return text[0];
    }

    @Override
    public void close() {
        process.toHandle().descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}
