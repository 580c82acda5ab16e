package io.github.procession.ipc.jvm;

import java.util.ArrayList;
import java.util.List;

/**
 * JVM options in one text, by the rules of the environment variable {@code JDK_JAVA_OPTIONS}: white space stands between
 * options, and single or double quotes keep it within one.
 */
public final class OptionText {
    private static final char NONE = 0;

    private OptionText() {}

    /**
     * Takes a text apart.
     *
     * @param text options with white space between them
     * @return the options
     * @throws IllegalArgumentException if a quote is not closed
     */
    public static List<String> split(String text) {
        return split(text, false);
    }

    /** Takes an argument file of the {@code java} launcher apart, which knows comments and, within quotes, backslashes. */
    static List<String> splitFile(String text) {
        return split(text, true);
    }

    private static List<String> split(String text, boolean file) {
        List<String> options = new ArrayList<>();
        StringBuilder option = null; // while within one
        char quote = NONE;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (quote == NONE && Character.isWhitespace(c)) {
                if (option != null) {
                    options.add(option.toString());
                }
                option = null;
                continue;
            }
            if (file && quote == NONE && option == null && c == '#') {
                i = endOfLine(text, i);
                continue;
            }
            option = option == null ? new StringBuilder() : option;
            if (quote == NONE && (c == '"' || c == '\'')) {
                quote = c;
            } else if (c == quote) {
                quote = NONE;
            } else if (file && quote != NONE && c == '\\' && i + 1 < text.length()) {
                i++;
                appendEscaped(option, text.charAt(i));
            } else {
                option.append(c);
            }
        }
        if (quote != NONE) {
            throw new IllegalArgumentException("the quote " + quote + " is not closed in: " + text);
        }
        if (option != null) {
            options.add(option.toString());
        }
        return options;
    }

    private static int endOfLine(String text, int from) {
        int end = text.indexOf('\n', from);
        return end < 0 ? text.length() : end;
    }

    private static void appendEscaped(StringBuilder option, char c) {
        switch (c) {
            case 'n' -> option.append('\n');
            case 'r' -> option.append('\r');
            case 't' -> option.append('\t');
            case 'f' -> option.append('\f');
            default -> option.append(c);
        }
    }

    /**
     * The text that {@link #split(String)} takes apart into these options.
     *
     * @param options the options
     * @return the text
     */
    public static String join(List<String> options) {
        StringBuilder text = new StringBuilder();
        for (String option : options) {
            text.append(text.isEmpty() ? "" : " ").append(quoted(option));
        }
        return text.toString();
    }

    private static String quoted(String option) {
        boolean plain =
                !option.isEmpty() && option.chars().noneMatch(c -> Character.isWhitespace(c) || c == '"' || c == '\'');
        return plain ? option : '"' + option.replace("\"", "\"'\"'\"") + '"';
    }
}
