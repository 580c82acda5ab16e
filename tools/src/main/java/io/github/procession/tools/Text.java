package io.github.procession.tools;

import java.time.Duration;
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
            return String.format(Locale.ROOT, "%.1f s", millis / (double) MILLIS_PER_SECOND);
        }
        if (seconds < SECONDS_PER_HOUR) {
            return String.format(
                    Locale.ROOT, "%d:%02d min", seconds / SECONDS_PER_MINUTE, seconds % SECONDS_PER_MINUTE);
        }
        long minutes = seconds % SECONDS_PER_HOUR / SECONDS_PER_MINUTE;
        if (seconds < SECONDS_PER_DAY) {
            return String.format(
                    Locale.ROOT, "%d:%02d:%02d h", seconds / SECONDS_PER_HOUR, minutes, seconds % SECONDS_PER_MINUTE);
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
        return String.format(Locale.ROOT, unit == 0 || value >= 100 ? "%.0f %s" : "%.1f %s", value, UNITS[unit]);
    }

    static String rate(double perSecond) {
        return String.format(Locale.ROOT, perSecond < 10 && perSecond > 0 ? "%.1f/s" : "%,.0f/s", perSecond);
    }

    /** Lines with columns of equal width; the last column as long as it is. Columns whose title begins with '>' are set right. */
    static String table(List<String> titles, List<List<String>> rows) {
        int columns = titles.size();
        int[] widths = new int[columns];
        for (int i = 0; i < columns; i++) {
            widths[i] = titles.get(i).replace(">", "").length();
            for (List<String> row : rows) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        StringBuilder table = new StringBuilder();
        appendRow(table, titles.stream().map(title -> title.replace(">", "")).toList(), titles, widths);
        rows.forEach(row -> appendRow(table, row, titles, widths));
        return table.toString();
    }

    private static void appendRow(StringBuilder table, List<String> row, List<String> titles, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            String pad = " ".repeat(widths[i] - row.get(i).length());
            line.append(i == 0 ? "" : "  ").append(titles.get(i).startsWith(">") ? pad + row.get(i) : row.get(i) + pad);
        }
        table.append(line.toString().stripTrailing()).append('\n');
    }
}
