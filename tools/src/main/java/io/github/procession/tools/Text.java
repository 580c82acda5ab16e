package io.github.procession.tools;

import java.time.Duration;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Text for people: names that cannot harm a terminal, times, sizes, tables. */
final class Text {
    private static final long MILLIS_PER_SECOND = 1_000;
    private static final long SECONDS_PER_MINUTE = 60;
    private static final long SECONDS_PER_HOUR = 3_600;
    private static final long SECONDS_PER_DAY = 86_400;
    private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB"};

    private Text() {}

    /** A text of a program with what a terminal would obey, and what turns its writing round, shown as a number. */
    static String clean(String text) {
        int plain = 0;
        while (plain < text.length() && text.charAt(plain) >= ' ' && text.charAt(plain) <= '~') {
            plain++;
        }
        if (plain == text.length()) {
            return text;
        }
        StringBuilder clean = new StringBuilder();
        text.codePoints().forEach(c -> {
            int type = Character.getType(c);
            if (Character.isISOControl(c)
                    || type == Character.FORMAT
                    || type == Character.SURROGATE
                    || type == Character.LINE_SEPARATOR
                    || type == Character.PARAGRAPH_SEPARATOR) {
                clean.append(String.format(Locale.ROOT, "\\u%04x", c));
            } else {
                clean.appendCodePoint(c);
            }
        });
        return clean.toString();
    }

    /** A time as people say it: 340 ms, 3.2 s, 4:05 min, 2:00:07 h, 3 d 4 h. */
    static String time(Duration time) {
        long millis = Math.max(0, time.toMillis());
        long seconds = millis / MILLIS_PER_SECOND;
        if (millis < MILLIS_PER_SECOND) {
            return millis + " ms";
        }
        if (seconds < SECONDS_PER_MINUTE) {
            return tenths((millis + 50) / 100) + " s";
        }
        if (seconds < SECONDS_PER_HOUR) {
            return seconds / SECONDS_PER_MINUTE + ":" + twoDigits(seconds % SECONDS_PER_MINUTE) + " min";
        }
        long minutes = seconds % SECONDS_PER_HOUR / SECONDS_PER_MINUTE;
        if (seconds < SECONDS_PER_DAY) {
            return seconds / SECONDS_PER_HOUR + ":" + twoDigits(minutes) + ":" + twoDigits(seconds % SECONDS_PER_MINUTE)
                    + " h";
        }
        return seconds / SECONDS_PER_DAY + " d " + seconds % SECONDS_PER_DAY / SECONDS_PER_HOUR + " h";
    }

    static String millis(long millis) {
        return time(Duration.ofMillis(millis));
    }

    /** A size with three digits or so: 17 B, 4.2 MiB. */
    static String bytes(long bytes) {
        double value = bytes;
        int unit = 0;
        while (value >= 1024 && unit < UNITS.length - 1) {
            value /= 1024;
            unit++;
        }
        return (unit == 0 || value >= 100 ? Long.toString(Math.round(value)) : tenths(Math.round(value * 10))) + " "
                + UNITS[unit];
    }

    /** A time of the day, with seconds. */
    static String clock(LocalTime time) {
        return twoDigits(time.getHour()) + ":" + twoDigits(time.getMinute()) + ":" + twoDigits(time.getSecond());
    }

    static String rate(double perSecond) {
        return (perSecond < 10 && perSecond > 0
                        ? tenths(Math.round(perSecond * 10))
                        : inThousands(Math.round(perSecond)))
                + "/s";
    }

    // Not by a format string, each of which is read anew each time: top shows a hundred numbers ten times a second.

    private static String tenths(long number) {
        return number / 10 + "." + number % 10;
    }

    private static String twoDigits(long number) {
        return number < 10 ? "0" + number : Long.toString(number);
    }

    private static String inThousands(long number) {
        StringBuilder digits = new StringBuilder(Long.toString(number));
        for (int i = digits.length() - 3; i > 0; i -= 3) {
            digits.insert(i, ',');
        }
        return digits.toString();
    }

    /** Lines with columns of equal width; the last column as long as it is. Columns whose title begins with '>' are set right. */
    static List<String> table(List<String> titles, List<List<String>> rows) {
        int columns = titles.size();
        boolean[] right = new boolean[columns];
        int[] widths = new int[columns];
        List<String> head = new ArrayList<>();
        for (int i = 0; i < columns; i++) {
            right[i] = titles.get(i).startsWith(">");
            head.add(right[i] ? titles.get(i).substring(1) : titles.get(i));
            widths[i] = head.get(i).length();
            for (List<String> row : rows) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        List<String> lines = new ArrayList<>();
        lines.add(line(head, right, widths));
        for (List<String> row : rows) {
            lines.add(line(row, right, widths));
        }
        return lines;
    }

    private static String line(List<String> row, boolean[] right, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            int pad = widths[i] - row.get(i).length();
            line.append(i == 0 ? "" : "  ")
                    .repeat(' ', right[i] ? pad : 0)
                    .append(row.get(i))
                    .repeat(' ', right[i] ? 0 : pad);
        }
        return line.toString().stripTrailing();
    }

    /** A text of lines, each with its end. */
    static String text(List<String> lines) {
        return String.join("\n", lines) + "\n";
    }
}
