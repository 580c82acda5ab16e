package io.github.procession.ipc.codec;

import static io.github.procession.ipc.codec.Sample.of;

import java.text.DecimalFormat;
import java.text.MessageFormat;
import java.text.NumberFormat;
import java.text.SimpleDateFormat;
import java.time.Clock;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.Month;
import java.time.MonthDay;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.Period;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.chrono.JapaneseDate;
import java.time.chrono.ThaiBuddhistChronology;
import java.time.temporal.ChronoUnit;
import java.time.temporal.WeekFields;
import java.util.Calendar;
import java.util.Date;
import java.util.GregorianCalendar;
import java.util.List;
import java.util.Locale;
import java.util.SimpleTimeZone;
import java.util.TimeZone;

/** Dates, times and formats. */
final class TimeSamples {
    private static final LocalDateTime NOON = LocalDateTime.of(2025, 10, 26, 12, 0, 30, 123_456_789);
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    static final List<Sample> LIST = List.of(
            of("Instant", () -> Instant.ofEpochSecond(1, 999_999_999)),
            of("Instant.MAX", () -> Instant.MAX),
            of("Instant.MIN", () -> Instant.MIN),
            of("Duration", () -> Duration.ofSeconds(-1, 5)),
            of("LocalDate", () -> LocalDate.of(-5, 2, 3)),
            of("LocalTime", () -> LocalTime.of(23, 59, 59, 1)),
            of("LocalTime midnight", () -> LocalTime.MIDNIGHT),
            of("LocalDateTime", () -> NOON),
            of("OffsetDateTime", () -> NOON.atOffset(ZoneOffset.ofHoursMinutes(-3, -30))),
            of("OffsetTime", () -> OffsetTime.of(LocalTime.NOON, ZoneOffset.UTC)),
            of("OffsetDateTime.MAX", () -> OffsetDateTime.MAX),
            of("ZonedDateTime", () -> NOON.atZone(BERLIN)),
            of(
                    "ZonedDateTime in the repeated hour",
                    () -> ZonedDateTime.of(2025, 10, 26, 2, 30, 0, 0, BERLIN).withLaterOffsetAtOverlap()),
            of("ZoneId region", () -> BERLIN),
            of("ZoneOffset", () -> ZoneOffset.ofTotalSeconds(12_345)),
            of("Year", () -> Year.of(2025)),
            of("YearMonth", () -> YearMonth.of(2025, 2)),
            of("MonthDay", () -> MonthDay.of(2, 29)),
            of("Period", () -> Period.of(1, -2, 3)),
            of("Month", () -> Month.MAY),
            of("DayOfWeek", () -> DayOfWeek.SUNDAY),
            of("ChronoUnit", () -> ChronoUnit.CENTURIES),
            of("JapaneseDate", () -> JapaneseDate.of(2025, 1, 2)),
            of("Thai ChronoZonedDateTime", () -> ThaiBuddhistChronology.INSTANCE.zonedDateTime(NOON.atZone(BERLIN))),
            of("Clock.systemUTC", Clock::systemUTC),
            of("Clock.fixed", () -> Clock.fixed(Instant.EPOCH, BERLIN)),
            of("WeekFields", () -> WeekFields.of(Locale.US)),
            of("Date", () -> new Date(1_234_567_890_123L)),
            of("Date negative", () -> new Date(-1)),
            of("java.sql.Date", () -> java.sql.Date.valueOf("2025-01-02")),
            of("java.sql.Timestamp with nanoseconds", () -> {
                java.sql.Timestamp timestamp = new java.sql.Timestamp(1_000);
                timestamp.setNanos(123_456_789);
                return timestamp;
            }),
            of("GregorianCalendar", () -> {
                Calendar calendar = new GregorianCalendar(TimeZone.getTimeZone("Asia/Tokyo"), Locale.JAPAN);
                calendar.setTimeInMillis(12_345_678);
                return calendar;
            }),
            of(
                    "Buddhist calendar",
                    () -> {
                        Calendar calendar = Calendar.getInstance(TimeZone.getTimeZone("UTC"), Locale.of("th", "TH"));
                        calendar.setTimeInMillis(12_345_678);
                        return calendar;
                    },
                    actual -> actual.getClass().getName().contains("Buddhist")
                            && ((Calendar) actual).getTimeInMillis() == 12_345_678),
            of("TimeZone", () -> TimeZone.getTimeZone("Europe/Berlin")),
            of("SimpleTimeZone", () -> new SimpleTimeZone(1_234_000, "Own")),
            of("SimpleDateFormat", () -> new SimpleDateFormat("yyyy-MM-dd", Locale.US)),
            of("DecimalFormat", () -> new DecimalFormat("#,##0.00")),
            of("MessageFormat", () -> new MessageFormat("{0} of {1}")),
            of("NumberFormat currency", () -> NumberFormat.getCurrencyInstance(Locale.GERMANY)));

    private TimeSamples() {}
}
