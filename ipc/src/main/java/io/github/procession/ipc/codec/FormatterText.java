package io.github.procession.ipc.codec;

import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.FormatStyle;
import java.time.format.SignStyle;
import java.time.format.TextStyle;
import java.time.temporal.ChronoField;
import java.time.temporal.IsoFields;
import java.time.temporal.JulianFields;
import java.time.temporal.TemporalField;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Parser of the text form of a {@link DateTimeFormatter}, which names its parts one after the other, as in
 * {@code Value(YearOfEra,4,19,EXCEEDS_PAD)'-'Value(MonthOfYear,2)}.
 *
 * <p>The text leaves some things open, so whether the result is the same formatter must be tried out.
 */
final class FormatterText {
    private static final Map<String, TemporalField> FIELDS = new HashMap<>();

    static {
        for (TemporalField field : ChronoField.values()) {
            FIELDS.put(field.toString(), field);
        }
        for (TemporalField field : List.of(
                IsoFields.DAY_OF_QUARTER,
                IsoFields.QUARTER_OF_YEAR,
                IsoFields.WEEK_BASED_YEAR,
                IsoFields.WEEK_OF_WEEK_BASED_YEAR,
                JulianFields.JULIAN_DAY,
                JulianFields.MODIFIED_JULIAN_DAY,
                JulianFields.RATA_DIE)) {
            FIELDS.put(field.toString(), field);
        }
    }

    private final String text;
    private int quotes;
    private int position;

    private FormatterText(String text, int quotes) {
        this.text = text;
        this.quotes = quotes;
    }

    /**
     * The formatter that a text describes, with the settings of the default locale.
     *
     * @param quotes what two quotes behind literal text mean, a bit for each time: a quote in the literal if it is set, else
     *     the end of the literal and the beginning of another
     * @throws RuntimeException if the text has parts that cannot be rebuilt
     */
    static DateTimeFormatter parse(String text, int quotes) {
        FormatterText parser = new FormatterText(text, quotes);
        DateTimeFormatterBuilder builder = new DateTimeFormatterBuilder();
        parser.readParts(builder);
        if (parser.position != text.length()) {
            throw unknown(text.substring(parser.position));
        }
        return builder.toFormatter();
    }

    private static IllegalArgumentException unknown(String part) {
        return new IllegalArgumentException("no way to rebuild the part " + part);
    }

    private void readParts(DateTimeFormatterBuilder builder) {
        while (position < text.length()) {
            switch (text.charAt(position)) {
                case ')', ']', ',' -> {
                    return;
                }
                default -> readPart(builder);
            }
        }
    }

    private void readPart(DateTimeFormatterBuilder builder) {
        switch (text.charAt(position)) {
            case '\'' -> builder.appendLiteral(readLiteral());
            case '[' -> {
                position++;
                builder.optionalStart();
                readParts(builder);
                expect(']');
                builder.optionalEnd();
            }
            case '(' -> {
                position++;
                DateTimeFormatterBuilder inner = new DateTimeFormatterBuilder();
                readParts(inner);
                expect(')');
                builder.append(inner.toFormatter());
            }
            default -> readNamed(builder);
        }
    }

    private void expect(char wanted) {
        if (position == text.length() || text.charAt(position) != wanted) {
            throw unknown(text);
        }
        position++;
    }

    private String readLiteral() {
        if (text.startsWith("''", position)) {
            position += 2;
            return "'";
        }
        StringBuilder literal = new StringBuilder();
        position++;
        while (position < text.length()) {
            char next = text.charAt(position++);
            if (next != '\'') {
                literal.append(next);
            } else if (isQuoted()) {
                literal.append('\'');
                position++;
            } else {
                return literal.toString();
            }
        }
        throw unknown(text);
    }

    /** Whether the quote that was just read belongs to the literal. */
    private boolean isQuoted() {
        if (position == text.length() || text.charAt(position) != '\'') {
            return false;
        }
        boolean isQuoted = (quotes & 1) != 0;
        quotes >>>= 1;
        return isQuoted;
    }

    private void readNamed(DateTimeFormatterBuilder builder) {
        int open = text.indexOf('(', position);
        if (open < 0) {
            throw unknown(text.substring(position));
        }
        String name = text.substring(position, open);
        position = open + 1;
        if (name.equals("Pad")) {
            readPad(builder);
            return;
        }
        int close = closing();
        String inside = text.substring(position, close);
        position = close + 1;
        append(builder, name, inside, inside.split(",", -1));
    }

    /** Index of the parenthesis that ends the part; quoted ones do not count. */
    private int closing() {
        int depth = 0;
        boolean quoted = false;
        for (int i = position; i < text.length(); i++) {
            char next = text.charAt(i);
            if (next == '\'') {
                quoted = !quoted;
            } else if (!quoted && next == '(') {
                depth++;
            } else if (!quoted && next == ')' && depth-- == 0) {
                return i;
            }
        }
        throw unknown(text.substring(position));
    }

    /** A part, its width, and the character unless that is a blank. */
    private void readPad(DateTimeFormatterBuilder builder) {
        int part = position;
        int quotesOfPart = quotes;
        readPart(new DateTimeFormatterBuilder()); // to see where it ends
        expect(',');
        int start = position;
        while (Character.isDigit(text.charAt(position))) {
            position++;
        }
        int width = Integer.parseInt(text, start, position, 10);
        char filling = ' ';
        if (text.charAt(position) == ',') {
            filling = text.charAt(position + 2);
            position += 4;
        }
        expect(')');
        int end = position;
        position = part;
        quotes = quotesOfPart;
        readPart(builder.padNext(width, filling));
        position = end;
    }

    private static void append(DateTimeFormatterBuilder builder, String name, String inside, String[] words) {
        switch (name) {
            case "Value" -> appendValue(builder, words);
            case "ReducedValue" -> appendReduced(builder, words);
            case "Fraction" ->
                builder.appendFraction(field(words), number(words[1]), number(words[2]), words.length > 3);
            case "Text" ->
                builder.appendText(field(words), words.length > 1 ? TextStyle.valueOf(words[1]) : TextStyle.FULL);
            case "Instant" -> builder.appendInstant();
            case "Offset" ->
                builder.appendOffset(
                        words[0],
                        inside.substring(words[0].length() + 2, inside.length() - 1)
                                .replace("''", "'"));
            case "LocalizedOffset" -> builder.appendLocalizedOffset(TextStyle.valueOf(inside));
            case "ZoneText" -> builder.appendZoneText(TextStyle.valueOf(inside));
            case "ZoneId" -> builder.appendZoneId();
            case "ZoneRegionId" -> builder.appendZoneRegionId();
            case "ZoneOrOffsetId" -> builder.appendZoneOrOffsetId();
            case "DayPeriod" -> builder.appendDayPeriodText(TextStyle.valueOf(inside));
            case "Localized" -> appendLocalized(builder, inside, words);
            case "ParseCaseSensitive" -> {
                if (Boolean.parseBoolean(inside)) {
                    builder.parseCaseSensitive();
                } else {
                    builder.parseCaseInsensitive();
                }
            }
            case "ParseStrict" -> {
                if (Boolean.parseBoolean(inside)) {
                    builder.parseStrict();
                } else {
                    builder.parseLenient();
                }
            }
            default -> throw unknown(name);
        }
    }

    private static void appendValue(DateTimeFormatterBuilder builder, String[] words) {
        switch (words.length) {
            case 1 -> builder.appendValue(field(words));
            case 2 -> builder.appendValue(field(words), number(words[1]));
            default ->
                builder.appendValue(field(words), number(words[1]), number(words[2]), SignStyle.valueOf(words[3]));
        }
    }

    private static void appendReduced(DateTimeFormatterBuilder builder, String[] words) {
        int width = number(words[1]);
        int maxWidth = number(words[2]);
        if (words[3].lastIndexOf('-') > 0) {
            builder.appendValueReduced(field(words), width, maxWidth, LocalDate.parse(words[3]));
        } else {
            builder.appendValueReduced(field(words), width, maxWidth, number(words[3]));
        }
    }

    /** Parts that depend on the locale: week fields, which only letters of a pattern make, styles and templates. */
    private static void appendLocalized(DateTimeFormatterBuilder builder, String inside, String[] words) {
        switch (words[0]) {
            case "WeekBasedYear" -> builder.appendPattern("Y".repeat(words.length == 1 ? 1 : number(words[1])));
            case "ReducedValue(WeekBasedYear" -> builder.appendPattern("YY");
            case "DayOfWeek" -> builder.appendPattern("e".repeat(number(words[1])));
            case "WeekOfWeekBasedYear" -> builder.appendPattern("w".repeat(number(words[1])));
            case "WeekOfMonth" -> builder.appendPattern("W".repeat(number(words[1])));
            default -> {
                if (words.length == 2) {
                    builder.appendLocalized(style(words[0]), style(words[1]));
                } else {
                    builder.appendLocalized(inside);
                }
            }
        }
    }

    private static FormatStyle style(String word) {
        return word.isEmpty() ? null : FormatStyle.valueOf(word);
    }

    private static int number(String word) {
        return Integer.parseInt(word);
    }

    private static TemporalField field(String[] words) {
        TemporalField field = FIELDS.get(words[0]);
        if (field == null) {
            throw unknown(words[0]);
        }
        return field;
    }
}
