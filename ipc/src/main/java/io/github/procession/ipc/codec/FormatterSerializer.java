package io.github.procession.ipc.codec;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.chrono.Chronology;
import java.time.format.DateTimeFormatter;
import java.time.format.DecimalStyle;
import java.time.format.ResolverStyle;
import java.time.temporal.TemporalField;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Serializer of {@link DateTimeFormatter}, which is not Serializable: the constants travel by their names, others by
 * their text form and settings.
 *
 * <p>The text form does not tell everything, so the sender compares what is rebuilt from it with the original, on dates
 * and times of all kinds, and refuses a formatter that differs.
 */
final class FormatterSerializer extends GraphSerializer {
    private static final byte TEXT = 0;
    private static final byte CONSTANT = 1;

    /** Meanings of quotes in a text that are tried out, and what stands for none that is right. */
    private static final int MAX_TRIED = 1 << 10;

    private static final int UNKNOWN = -1;

    /** Meaning of the quotes in the text of a formatter, once it was tried out. */
    private static final Map<DateTimeFormatter, Integer> QUOTES = Collections.synchronizedMap(new WeakHashMap<>());

    @Override
    void write(GraphKryo kryo, GraphOutput output, Object object) {
        DateTimeFormatter formatter = (DateTimeFormatter) object;
        String constant = constantName(formatter);
        if (constant != null) {
            output.writeByte(CONSTANT);
            output.writeString(constant);
            return;
        }
        Integer quotes = QUOTES.get(formatter);
        if (quotes == null) {
            quotes = tryOut(formatter);
            QUOTES.put(formatter, quotes);
        }
        if (quotes == UNKNOWN) {
            throw Refusal.of(
                    kryo,
                    DateTimeFormatter.class,
                    "has parts that cannot be found out, such as default values or texts of its own; make the field"
                            + " static or transient, or send the pattern");
        }
        kryo.references().enterLate();
        output.writeByte(TEXT);
        output.writeVarInt(quotes, true);
        output.writeString(formatter.toString());
        DecimalStyle signs = formatter.getDecimalStyle();
        output.writeChar(signs.getZeroDigit());
        output.writeChar(signs.getPositiveSign());
        output.writeChar(signs.getNegativeSign());
        output.writeChar(signs.getDecimalSeparator());
        output.writeByte(formatter.getResolverStyle().ordinal());
        kryo.writeClassAndObject(output, formatter.getLocale());
        kryo.writeClassAndObject(output, formatter.getChronology());
        kryo.writeClassAndObject(output, formatter.getZone());
        Set<TemporalField> fields = formatter.getResolverFields();
        kryo.writeClassAndObject(output, fields == null ? null : new ArrayList<>(fields));
        kryo.references().leaveLate();
    }

    @Override
    Object read(GraphKryo kryo, GraphInput input, Class<?> type) {
        if (input.readByte() == CONSTANT) {
            return constant(input.readString());
        }
        int quotes = input.readVarInt(true);
        DateTimeFormatter plain = FormatterText.parse(input.readString(), quotes);
        DecimalStyle signs = DecimalStyle.STANDARD
                .withZeroDigit(input.readChar())
                .withPositiveSign(input.readChar())
                .withNegativeSign(input.readChar())
                .withDecimalSeparator(input.readChar());
        ResolverStyle resolver = ResolverStyle.values()[input.readByte()];
        DateTimeFormatter formatter = plain.withDecimalStyle(signs)
                .withResolverStyle(resolver)
                .withLocale((Locale) kryo.readClassAndObject(input))
                .withChronology((Chronology) kryo.readClassAndObject(input))
                .withZone((ZoneId) kryo.readClassAndObject(input));
        @SuppressWarnings("unchecked")
        List<TemporalField> fields = (List<TemporalField>) kryo.readClassAndObject(input);
        return fields == null ? formatter : formatter.withResolverFields(Set.copyOf(fields));
    }

    private static @Nullable String constantName(DateTimeFormatter formatter) {
        for (Field field : DateTimeFormatter.class.getFields()) {
            if (isConstant(field) && value(field) == formatter) {
                return field.getName();
            }
        }
        return null;
    }

    private static DateTimeFormatter constant(String name) {
        try {
            return (DateTimeFormatter) DateTimeFormatter.class.getField(name).get(null);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("there is no " + DateTimeFormatter.class.getName() + "." + name, e);
        }
    }

    private static boolean isConstant(Field field) {
        return Modifier.isStatic(field.getModifiers()) && field.getType() == DateTimeFormatter.class;
    }

    private static Object value(Field field) {
        try {
            return field.get(null);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    private static int tryOut(DateTimeFormatter formatter) {
        boolean isClear = !formatter.toString().contains("''");
        for (int quotes = 0; quotes < (isClear ? 1 : MAX_TRIED); quotes++) {
            if (rebuilds(formatter, quotes)) {
                return quotes;
            }
        }
        return UNKNOWN;
    }

    private static boolean rebuilds(DateTimeFormatter formatter, int quotes) {
        DateTimeFormatter copy;
        try {
            copy = FormatterText.parse(formatter.toString(), quotes)
                    .withDecimalStyle(formatter.getDecimalStyle())
                    .withResolverStyle(formatter.getResolverStyle())
                    .withLocale(formatter.getLocale())
                    .withChronology(formatter.getChronology())
                    .withZone(formatter.getZone())
                    .withResolverFields(formatter.getResolverFields());
        } catch (RuntimeException e) {
            return false; // a part that has no text, or one that is not known here
        }
        return copy.toString().equals(formatter.toString())
                && Trials.ALL.stream().allMatch(trial -> {
                    String text = format(formatter, trial);
                    return text.equals(format(copy, trial))
                            && parse(formatter, text).equals(parse(copy, text));
                });
    }

    private static String format(DateTimeFormatter formatter, ZonedDateTime time) {
        try {
            return formatter.format(time);
        } catch (RuntimeException e) {
            return "fails: " + e.getMessage();
        }
    }

    private static String parse(DateTimeFormatter formatter, String text) {
        try {
            return formatter.parse(text).toString();
        } catch (RuntimeException e) {
            return "fails: " + e.getMessage();
        }
    }

    /** Dates and times that meet each month, day of the week, half of the day and kind of zone, year and fraction. */
    private static final class Trials {
        static final List<ZonedDateTime> ALL = new ArrayList<>();

        static {
            ZoneId[] zones = {
                ZoneId.of("Europe/Berlin"),
                ZoneOffset.UTC,
                ZoneOffset.ofHoursMinutesSeconds(5, 30, 15),
                ZoneId.of("America/New_York")
            };
            int[] years = {2024, 1999, -43, 12_345, 2031, 7};
            int[] nanos = {0, 120_000_000, 123_456_789, 1_000, 123_000, 7};
            for (int i = 0; i < 24; i++) {
                ALL.add(ZonedDateTime.of(
                        years[i % years.length],
                        1 + i % 12,
                        1 + i * 5 % 28,
                        i,
                        i * 7 % 60,
                        i * 11 % 60,
                        nanos[(i + i / 6) % nanos.length],
                        zones[i % zones.length]));
            }
        }
    }
}
