package io.github.procession.ipc.jvm;

import java.nio.charset.StandardCharsets;

/**
 * Takes the JVM's warning about native access out of what a child prints to stderr.
 *
 * <p>A child may call native functions: its parent decides that. But the JVM's options which say so,
 * {@code --enable-native-access} and {@code --illegal-native-access=allow}, keep it from using its archived module graph,
 * and that is 6 of the 28 ms in which a bare JVM starts and ends. So a child starts without them, and the warning, which
 * each JVM prints once to a stream that nobody can replace, is taken out on its way.
 */
final class NativeAccessWarning {
    private static final byte[] FIRST_LINE = ascii("WARNING: A restricted method in java.lang.foreign.");
    private static final byte[] ANY_LINE = ascii("WARNING: ");

    /** Four lines that begin as {@link #ANY_LINE} does, and an empty one. */
    private static final int LINES = 5;

    private int linesLeft = LINES;

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** Whether nothing needs to be looked at any more. */
    boolean isOver() {
        return linesLeft == 0;
    }

    /** Whether the beginning of a line may become a part of the warning: the JVM prints it piece by piece. */
    boolean mayBegin(byte[] buffer, int length) {
        byte[] expected = linesLeft == LINES ? FIRST_LINE : ANY_LINE;
        for (int i = 0; i < Math.min(length, expected.length); i++) {
            if (buffer[i] != expected[i]) {
                return false;
            }
        }
        return true;
    }

    /**
     * Removes the lines of the warning.
     *
     * @param buffer what the child has printed
     * @param end where its last whole line ends
     * @param length where it ends itself
     * @return how many bytes have been removed; all bytes behind them have moved forward
     */
    int remove(byte[] buffer, int end, int length) {
        int kept = 0;
        for (int start = 0; start < end; ) {
            int next = start;
            while (buffer[next++] != '\n') {}
            if (isWarning(buffer, start, next)) {
                linesLeft--;
            } else {
                System.arraycopy(buffer, start, buffer, kept, next - start);
                kept += next - start;
            }
            start = next;
        }
        System.arraycopy(buffer, end, buffer, kept, length - end);
        return end - kept;
    }

    private boolean isWarning(byte[] buffer, int start, int end) {
        return switch (linesLeft) {
            case 0 -> false;
            case LINES -> startsWith(buffer, start, end, FIRST_LINE);
            case 1 -> end - start <= 2; // the line separator
            default -> startsWith(buffer, start, end, ANY_LINE);
        };
    }

    private static boolean startsWith(byte[] buffer, int start, int end, byte[] prefix) {
        if (end - start < prefix.length) {
            return false;
        }
        for (int i = 0; i < prefix.length; i++) {
            if (buffer[start + i] != prefix[i]) {
                return false;
            }
        }
        return true;
    }
}
