package io.github.procession.ipc.jvm;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Handling of the lines that the children of this process print. */
public final class ChildOutput {
    private static final String PREFIX_PROPERTY = "procession.outputPrefix";

    private static volatile boolean prefix = Boolean.getBoolean(PREFIX_PROPERTY);
    private static volatile Consumer consumer;
    private static volatile @Nullable String mark;

    /** So many bytes at the end of a text may be the beginning of a mark with its number. */
    private static final int MARK_BYTES = 64;

    /** Receiver of what children print, in place of this process's own stdout and stderr. */
    @FunctionalInterface
    public interface Consumer {
        /**
         * Takes a line. Those of one stream of one child come in order, those of others at the same time.
         *
         * @param childName the name of the child when it was started
         * @param error whether it is from stderr
         * @param line without its end
         */
        void line(String childName, boolean error, String line);

        /**
         * The end of a stream of a child: no more lines of it come.
         *
         * @param childName the name of the child when it was started
         * @param error whether it was stderr
         */
        default void ended(String childName, boolean error) {}
    }

    private ChildOutput() {}

    /**
     * Sets whether each line gets the name of its child in front.
     *
     * @param on whether it does
     */
    public static void setPrefix(boolean on) {
        prefix = on;
    }

    /**
     * Sets who takes the lines.
     *
     * @param newConsumer receiver of the lines, or null for {@code System.out} and {@code System.err}
     */
    public static void setConsumer(@Nullable Consumer newConsumer) {
        consumer = newConsumer;
    }

    /**
     * Sets the prefix of marks for the consumer, which are no text of a child and go to the end of their line.
     *
     * @param prefix what no child prints by chance
     */
    public static void setMark(String prefix) {
        mark = prefix;
    }

    /** So many bytes, without a mark at their end whose rest has not come. */
    static int beforeMark(byte[] bytes, int count) {
        String its = mark;
        for (int at = count - MARK_BYTES; its != null && at < count; at++) {
            if (bytes[at] == its.charAt(0)) {
                return at;
            }
        }
        return count;
    }

    /** The text of a child, without marks. */
    static String withoutMarks(String text) {
        String its = mark;
        return its == null ? text : text.replaceAll(Pattern.quote(its) + "[^\n]*(\n|$)", "");
    }

    static boolean hasPrefix() {
        return prefix;
    }

    static Consumer consumer() {
        return consumer;
    }
}
