package io.github.procession.examples;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * The output of a program and its children while {@code System.out} is replaced: passed on, and kept for the questions
 * of the tour.
 */
final class Transcript implements AutoCloseable {
    private final PrintStream before = System.out;
    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();

    Transcript() {
        System.setOut(new PrintStream(new Both(), true, StandardCharsets.UTF_8));
    }

    /** How many lines there are of which all is matched by the pattern. */
    long count(String pattern) {
        var line = Pattern.compile(pattern);
        return text().lines().filter(text -> line.matcher(text).matches()).count();
    }

    /** Whether there is a line that is matched by the pattern. */
    boolean has(String pattern) {
        return count(pattern) > 0;
    }

    /** The first line of which all is matched by the pattern. */
    String line(String pattern) {
        return text().lines()
                .filter(Pattern.compile(pattern).asMatchPredicate())
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no line like \"" + pattern + "\" was printed"));
    }

    /** The number in the first group of the first match of the pattern; thousands may be separated. */
    double number(String pattern) {
        var matcher = Pattern.compile(pattern).matcher(text());
        if (!matcher.find()) {
            throw new IllegalStateException("nothing like \"" + pattern + "\" was printed");
        }
        return Double.parseDouble(matcher.group(1).replace(",", ""));
    }

    private String text() {
        return kept.toString(StandardCharsets.UTF_8);
    }

    /** Puts {@code System.out} back. */
    @Override
    public void close() {
        System.out.flush();
        System.setOut(before);
    }

    private final class Both extends OutputStream {
        @Override
        public void write(int oneByte) {
            write(new byte[] {(byte) oneByte}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            before.write(bytes, offset, length);
            kept.write(bytes, offset, length);
        }

        @Override
        public void flush() {
            before.flush();
        }
    }
}
