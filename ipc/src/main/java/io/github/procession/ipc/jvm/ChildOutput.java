package io.github.procession.ipc.jvm;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Handling of the lines that the children of this process print. */
public final class ChildOutput {
    private static final String PREFIX_PROPERTY = "procession.outputPrefix";

    private static volatile boolean prefix = Boolean.getBoolean(PREFIX_PROPERTY);
    private static volatile Consumer consumer;
    private static volatile @Nullable String mark;

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
     * Sets the begin of lines that are marks for the consumer, and no text of a child.
     *
     * @param begin the begin, which no child prints by chance
     */
    public static void setMark(String begin) {
        mark = begin;
    }

    /** The text of a child, without marks. */
    static String withoutMarks(String text) {
        String begin = mark;
        return begin == null ? text : text.replaceAll(Pattern.quote(begin) + "[^\n]*(\n|$)", "");
    }

    static boolean hasPrefix() {
        return prefix;
    }

    static Consumer consumer() {
        return consumer;
    }
}
