package io.github.procession.ipc.codec;

import static io.github.procession.ipc.codec.PartsSerializer.parts;

import java.lang.management.MemoryUsage;
import java.net.http.HttpHeaders;
import java.nio.Buffer;
import java.nio.ByteOrder;
import java.nio.file.attribute.FileTime;
import java.text.ParseException;
import java.text.RuleBasedCollator;
import java.time.Instant;
import java.time.format.DecimalStyle;
import java.util.ArrayList;
import java.util.Base64;
import java.util.DoubleSummaryStatistics;
import java.util.HexFormat;
import java.util.IntSummaryStatistics;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicMarkableReference;
import java.util.concurrent.atomic.AtomicStampedReference;
import java.util.function.Supplier;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import org.jspecify.annotations.Nullable;

/**
 * Serializers of values of the JDK that are not Serializable, although tasks give them as results or use them as
 * settings. The classes of these values are looked up by name: a JVM may lack the modules of some, and none is loaded
 * before such a value is met.
 */
final class NaturalValues {
    private NaturalValues() {}

    /** The serializer of a class of the JDK, or null if it is not one of these. */
    static GraphSerializer serializer(Class<?> type) {
        return switch (type.getName()) {
            case "java.util.IntSummaryStatistics" ->
                PartsSerializer.of(
                        IntSummaryStatistics.class,
                        s -> parts(s.getCount(), s.getMin(), s.getMax(), s.getSum()),
                        p -> new IntSummaryStatistics((long) p[0], (int) p[1], (int) p[2], (long) p[3]));
            case "java.util.LongSummaryStatistics" ->
                PartsSerializer.of(
                        LongSummaryStatistics.class,
                        s -> parts(s.getCount(), s.getMin(), s.getMax(), s.getSum()),
                        p -> new LongSummaryStatistics((long) p[0], (long) p[1], (long) p[2], (long) p[3]));
            case "java.util.DoubleSummaryStatistics" ->
                PartsSerializer.of(
                        DoubleSummaryStatistics.class,
                        s -> parts(s.getCount(), s.getMin(), s.getMax(), s.getSum()),
                        NaturalValues::doubles);
            case "java.time.format.DateTimeFormatter" -> new FormatterSerializer();
            case "java.time.format.DecimalStyle" ->
                PartsSerializer.of(
                        DecimalStyle.class,
                        s -> parts(s.getZeroDigit(), s.getPositiveSign(), s.getNegativeSign(), s.getDecimalSeparator()),
                        p -> DecimalStyle.STANDARD
                                .withZeroDigit((char) p[0])
                                .withPositiveSign((char) p[1])
                                .withNegativeSign((char) p[2])
                                .withDecimalSeparator((char) p[3]));
            case "java.util.HexFormat" ->
                PartsSerializer.of(
                        HexFormat.class,
                        f -> parts(f.delimiter(), f.prefix(), f.suffix(), f.isUpperCase()),
                        NaturalValues::hexFormat);
            case "java.lang.Runtime$Version" ->
                PartsSerializer.of(
                        Runtime.Version.class, v -> parts(v.toString()), p -> Runtime.Version.parse((String) p[0]));
            case "java.nio.file.attribute.FileTime" ->
                PartsSerializer.of(FileTime.class, NaturalValues::ofTime, NaturalValues::fileTime);
            case "java.util.concurrent.atomic.AtomicMarkableReference" ->
                PartsSerializer.of(
                        AtomicMarkableReference.class,
                        r -> parts(r.getReference(), r.isMarked()),
                        p -> new AtomicMarkableReference<>(p[0], (boolean) p[1]));
            case "java.util.concurrent.atomic.AtomicStampedReference" ->
                PartsSerializer.of(
                        AtomicStampedReference.class,
                        r -> parts(r.getReference(), r.getStamp()),
                        p -> new AtomicStampedReference<>(p[0], (int) p[1]));
            case "java.nio.ByteOrder" ->
                new ConstantsSerializer(List.of(ByteOrder.BIG_ENDIAN, ByteOrder.LITTLE_ENDIAN));
            case "java.util.Base64$Encoder" ->
                constants(List.of(Base64::getEncoder, Base64::getUrlEncoder, Base64::getMimeEncoder));
            case "java.util.Base64$Decoder" ->
                constants(List.of(Base64::getDecoder, Base64::getUrlDecoder, Base64::getMimeDecoder));
            case "java.text.RuleBasedCollator" ->
                PartsSerializer.of(
                        RuleBasedCollator.class,
                        c -> parts(c.getRules(), c.getStrength(), c.getDecomposition()),
                        NaturalValues::collator);
            case "java.lang.management.MemoryUsage" ->
                PartsSerializer.of(
                        MemoryUsage.class,
                        u -> parts(u.getInit(), u.getUsed(), u.getCommitted(), u.getMax()),
                        p -> new MemoryUsage((long) p[0], (long) p[1], (long) p[2], (long) p[3]));
            case "java.net.http.HttpHeaders" ->
                PartsSerializer.of(HttpHeaders.class, h -> parts(h.map()), NaturalValues::httpHeaders);
            case "java.awt.image.BufferedImage" -> new ImageSerializer();
            case "java.awt.geom.Area" -> new AreaSerializer();
            default -> byKind(type);
        };
    }

    private static @Nullable GraphSerializer byKind(Class<?> type) {
        if (Buffer.class.isAssignableFrom(type)) {
            return new BufferSerializer();
        }
        if (MatchResult.class.isAssignableFrom(type) && type != Matcher.class) {
            return PartsSerializer.of(
                    MatchResult.class, match -> parts(ReceivedMatch.of(match)), p -> (ReceivedMatch) p[0]);
        }
        return null;
    }

    private static GraphSerializer constants(List<Supplier<Object>> all) {
        return new ConstantsSerializer(all.stream().map(Supplier::get).toList());
    }

    private static DoubleSummaryStatistics doubles(Object[] parts) {
        long count = (long) parts[0];
        double min = (double) parts[1];
        double max = (double) parts[2];
        double sum = (double) parts[3];
        if (!Double.isNaN(sum) || Double.isNaN(min)) {
            return new DoubleSummaryStatistics(count, min, max, sum);
        }
        // Both infinities were among the values: the constructor refuses what accept leads to.
        DoubleSummaryStatistics statistics = new DoubleSummaryStatistics(count - 2, 0, 0, 0);
        statistics.accept(min);
        statistics.accept(max);
        return statistics;
    }

    private static HexFormat hexFormat(Object[] parts) {
        HexFormat format = HexFormat.ofDelimiter((String) parts[0])
                .withPrefix((String) parts[1])
                .withSuffix((String) parts[2]);
        return (boolean) parts[3] ? format.withUpperCase() : format;
    }

    private static Object[] ofTime(FileTime time) {
        Instant instant = time.toInstant();
        // Times beyond what an instant can hold were given in days, or in a unit that days hold as well.
        return FileTime.from(instant).equals(time) ? parts(instant) : parts(time.to(TimeUnit.DAYS));
    }

    private static FileTime fileTime(Object[] parts) {
        return parts[0] instanceof Instant instant
                ? FileTime.from(instant)
                : FileTime.from((long) parts[0], TimeUnit.DAYS);
    }

    private static RuleBasedCollator collator(Object[] parts) {
        try {
            RuleBasedCollator collator = new RuleBasedCollator((String) parts[0]);
            collator.setStrength((int) parts[1]);
            collator.setDecomposition((int) parts[2]);
            return collator;
        } catch (ParseException e) {
            throw new IllegalArgumentException("the rules of a collator cannot be read: " + e.getMessage(), e);
        }
    }

    private static HttpHeaders httpHeaders(Object[] parts) {
        @SuppressWarnings("unchecked")
        Map<String, List<String>> map = (Map<String, List<String>>) parts[0];
        return HttpHeaders.of(map, (_, _) -> true);
    }

    /** A match as it was found: what {@link Matcher#toMatchResult} gives, in another process. */
    record ReceivedMatch(ArrayList<String> groups, int[] starts, int[] ends, Map<String, Integer> namedGroups)
            implements MatchResult {
        static ReceivedMatch of(MatchResult match) {
            int count = match.hasMatch() ? match.groupCount() + 1 : 0;
            ArrayList<String> groups = new ArrayList<>(count);
            int[] starts = new int[count];
            int[] ends = new int[count];
            for (int i = 0; i < count; i++) {
                groups.add(match.group(i));
                starts[i] = match.start(i);
                ends[i] = match.end(i);
            }
            return new ReceivedMatch(groups, starts, ends, match.namedGroups());
        }

        @Override
        public int start() {
            return start(0);
        }

        @Override
        public int start(int group) {
            return starts[checked(group)];
        }

        @Override
        public int end() {
            return end(0);
        }

        @Override
        public int end(int group) {
            return ends[checked(group)];
        }

        @Override
        public String group() {
            return group(0);
        }

        @Override
        public String group(int group) {
            return groups.get(checked(group));
        }

        @Override
        public int groupCount() {
            return Math.max(0, groups.size() - 1);
        }

        @Override
        public boolean hasMatch() {
            return !groups.isEmpty();
        }

        private int checked(int group) {
            if (groups.isEmpty()) {
                throw new IllegalStateException("No match found");
            }
            if (group < 0 || group >= groups.size()) {
                throw new IndexOutOfBoundsException("No group " + group);
            }
            return group;
        }
    }
}
