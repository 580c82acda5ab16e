package io.github.procession.tools;

import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** JSON from maps, collections, numbers, booleans and texts. */
final class Json {
    private static final int FIRST_PRINTABLE = 0x20;

    private Json() {}

    static String of(@Nullable Object value) {
        StringBuilder out = new StringBuilder();
        append(out, value, "\n");
        return out.append('\n').toString();
    }

    /** On one line. */
    static String compact(@Nullable Object value) {
        StringBuilder out = new StringBuilder();
        append(out, value, null);
        return out.toString();
    }

    /** The separator is a line end with the indentation, or null for none. */
    private static void append(StringBuilder out, @Nullable Object value, @Nullable String line) {
        String inner = line == null ? null : line + "  ";
        String before = "";
        switch (value) {
            case null -> out.append("null");
            case Map<?, ?> map -> {
                out.append('{');
                for (Map.Entry<?, ?> entry : map.entrySet()) {
                    out.append(before).append(line == null ? "" : inner);
                    quote(out, entry.getKey().toString());
                    out.append(line == null ? ":" : ": ");
                    append(out, entry.getValue(), inner);
                    before = ",";
                }
                out.append(line == null || map.isEmpty() ? "" : line).append('}');
            }
            case Collection<?> all -> {
                out.append('[');
                for (Object each : all) {
                    out.append(before).append(line == null ? "" : inner);
                    append(out, each, inner);
                    before = ",";
                }
                out.append(line == null || all.isEmpty() ? "" : line).append(']');
            }
            case Double number when !Double.isFinite(number) -> out.append("null");
            case Number number -> out.append(number);
            case Boolean flag -> out.append(flag);
            default -> quote(out, value.toString());
        }
    }

    /** Without '<', which would end a script of a page that the text stands in. */
    private static void quote(StringBuilder out, String text) {
        out.append('"');
        for (char c : text.toCharArray()) {
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c < FIRST_PRINTABLE
                    || c == '<'
                    || c == '>'
                    || c == '&'
                    || c >= 0x7f && c < 0xa0
                    || c == '\u2028'
                    || c == '\u2029'
                    || Character.isSurrogate(c)) {
                out.append(String.format("\\u%04x", (int) c));
            } else {
                out.append(c);
            }
        }
        out.append('"');
    }
}
