package io.github.procession.ipc.codec;

import static io.github.procession.ipc.codec.Sample.of;

import java.awt.Rectangle;
import java.awt.color.ColorSpace;
import java.awt.geom.Area;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.DirectColorModel;
import java.awt.image.IndexColorModel;
import java.lang.management.MemoryUsage;
import java.net.http.HttpHeaders;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.CharBuffer;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.nio.ShortBuffer;
import java.nio.file.attribute.FileTime;
import java.text.Collator;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.chrono.JapaneseChronology;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.DecimalStyle;
import java.time.format.FormatStyle;
import java.time.format.ResolverStyle;
import java.time.format.SignStyle;
import java.time.format.TextStyle;
import java.time.temporal.ChronoField;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.DoubleSummaryStatistics;
import java.util.Hashtable;
import java.util.HexFormat;
import java.util.IntSummaryStatistics;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicMarkableReference;
import java.util.concurrent.atomic.AtomicStampedReference;
import java.util.function.BiPredicate;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** Values of the JDK that are not Serializable, though tasks give them naturally. */
final class NaturalSamples {
    static final List<Sample> LIST = new ArrayList<>();

    static {
        addStatistics();
        addFormatters();
        addBuffers();
        addImages();
        addOthers();
    }

    private NaturalSamples() {}

    private static void add(String name, Sample.Make make, BiPredicate<Object, Object> same) {
        LIST.add(new Sample(name, make, (expected, actual) -> {
            if (expected.getClass() != actual.getClass() || !same.test(expected, actual)) {
                throw new AssertionError(expected + " arrived as " + actual);
            }
        }));
    }

    private static void addStatistics() {
        add("IntSummaryStatistics", () -> IntStream.of(1, 5, -3).summaryStatistics(), NaturalSamples::sameText);
        add("IntSummaryStatistics empty", IntSummaryStatistics::new, NaturalSamples::sameText);
        add("IntSummaryStatistics goes on", () -> IntStream.of(1, 5).summaryStatistics(), (_, actual) -> {
            ((IntSummaryStatistics) actual).accept(9);
            return ((IntSummaryStatistics) actual).getMax() == 9 && ((IntSummaryStatistics) actual).getSum() == 15;
        });
        add(
                "LongSummaryStatistics",
                () -> LongStream.of(Long.MAX_VALUE, 5).summaryStatistics(),
                NaturalSamples::sameText);
        add(
                "DoubleSummaryStatistics",
                () -> DoubleStream.of(0.1, 0.2, 1e30).summaryStatistics(),
                (a, b) -> sameText(a, b)
                        && ((DoubleSummaryStatistics) a).getSum() == ((DoubleSummaryStatistics) b).getSum());
        add("DoubleSummaryStatistics empty", DoubleSummaryStatistics::new, NaturalSamples::sameText);
        add(
                "DoubleSummaryStatistics NaN",
                () -> DoubleStream.of(1, Double.NaN).summaryStatistics(),
                (a, b) -> sameText(a, b));
        add(
                "DoubleSummaryStatistics of both infinities",
                () -> DoubleStream.of(Double.POSITIVE_INFINITY, 1, Double.NEGATIVE_INFINITY)
                        .summaryStatistics(),
                NaturalSamples::sameText);
    }

    private static boolean sameText(Object expected, Object actual) {
        return expected.toString().equals(actual.toString());
    }

    private static void addFormatters() {
        for (String pattern : List.of(
                "yyyy",
                "yyyy-MM-dd HH:mm:ss",
                "dd, MMM 'o''clock' yy",
                "yyyyMMddHHmmssSSS",
                "EEEE d. MMMM uuuu, h:mm a z",
                "[yyyy][-MM['x']]",
                "YYYY-'W'ww-e W B",
                "hh:mm:ss.SSS XXX VV QQQ LLLL",
                "''yy''",
                "pppH:mm G O x")) {
            formatter("formatter " + pattern, () -> DateTimeFormatter.ofPattern(pattern, Locale.ENGLISH));
        }
        formatter(
                "formatter with settings",
                () -> DateTimeFormatter.ofPattern("dd MMMM uuuu", Locale.FRENCH)
                        .withZone(ZoneId.of("Europe/Paris"))
                        .withChronology(JapaneseChronology.INSTANCE)
                        .withResolverStyle(ResolverStyle.STRICT)
                        .withDecimalStyle(DecimalStyle.of(Locale.forLanguageTag("ar"))));
        formatter(
                "formatter of a builder",
                () -> new DateTimeFormatterBuilder()
                        .parseCaseInsensitive()
                        .parseLenient()
                        .padNext(8, '*')
                        .appendText(ChronoField.MONTH_OF_YEAR, TextStyle.SHORT_STANDALONE)
                        .appendLiteral("it's (one, two)")
                        .appendValue(ChronoField.YEAR, 4, 10, SignStyle.EXCEEDS_PAD)
                        .appendValueReduced(ChronoField.YEAR_OF_ERA, 2, 2, LocalDate.of(1950, 1, 1))
                        .optionalStart()
                        .appendOffset("+HHMM", "it's z")
                        .appendFraction(ChronoField.NANO_OF_SECOND, 0, 9, true)
                        .optionalEnd()
                        .append(DateTimeFormatter.ISO_LOCAL_TIME)
                        .toFormatter(Locale.ROOT));
        formatter(
                "formatter of a style",
                () -> DateTimeFormatter.ofLocalizedDate(FormatStyle.FULL).withLocale(Locale.GERMAN));
        formatter(
                "formatter of a template",
                () -> DateTimeFormatter.ofLocalizedPattern("yMMMd").withLocale(Locale.US));
        add(
                "DateTimeFormatter.ISO_DATE",
                () -> DateTimeFormatter.ISO_DATE,
                (_, actual) -> actual == DateTimeFormatter.ISO_DATE);
        add(
                "DateTimeFormatter.RFC_1123_DATE_TIME",
                () -> DateTimeFormatter.RFC_1123_DATE_TIME,
                (_, actual) -> actual == DateTimeFormatter.RFC_1123_DATE_TIME);
        add("DecimalStyle", () -> DecimalStyle.of(Locale.GERMANY), Object::equals);
    }

    private static void formatter(String name, Sample.Make make) {
        ZonedDateTime time = ZonedDateTime.of(2026, 11, 8, 15, 4, 5, 67_000_000, ZoneOffset.ofHours(2));
        add(name, make, (a, b) -> {
            DateTimeFormatter expected = (DateTimeFormatter) a;
            DateTimeFormatter actual = (DateTimeFormatter) b;
            return expected.format(time).equals(actual.format(time)) && sameText(a, b);
        });
    }

    private static void addBuffers() {
        buffer("CharBuffer", () -> CharBuffer.allocate(4).put("ab").flip());
        buffer("CharBuffer over a text", () -> CharBuffer.wrap("some text", 2, 7));
        buffer("ShortBuffer", () -> ShortBuffer.wrap(new short[] {1, -2, 3}, 1, 2));
        buffer("IntBuffer", () -> IntBuffer.allocate(3).put(7).flip());
        buffer("LongBuffer", () -> LongBuffer.wrap(new long[] {1, Long.MIN_VALUE}));
        buffer("FloatBuffer", () -> FloatBuffer.wrap(new float[] {1, Float.NaN, -0f}));
        buffer(
                "DoubleBuffer",
                () -> DoubleBuffer.wrap(new double[] {1, 2, 3, 4}).position(1).slice());
        buffer("IntBuffer read-only", () -> IntBuffer.wrap(new int[] {1, 2}).asReadOnlyBuffer());
        buffer("IntBuffer empty", () -> IntBuffer.allocate(0));
        for (ByteOrder order : List.of(ByteOrder.BIG_ENDIAN, ByteOrder.LITTLE_ENDIAN)) {
            buffer(
                    "view " + order,
                    () -> bytes(false).order(order).asIntBuffer().position(1));
            buffer("view as chars " + order, () -> bytes(false).order(order).asCharBuffer());
            buffer("direct view " + order, () -> bytes(true).order(order).asDoubleBuffer());
            buffer(
                    "direct read-only view " + order,
                    () -> bytes(true).order(order).asLongBuffer().asReadOnlyBuffer());
        }
    }

    private static ByteBuffer bytes(boolean direct) {
        ByteBuffer bytes = direct ? ByteBuffer.allocateDirect(16) : ByteBuffer.allocate(16);
        for (int i = 0; i < 16; i++) {
            bytes.put(i, (byte) (i * 17));
        }
        return bytes;
    }

    private static void buffer(String name, Sample.Make make) {
        LIST.add(of(name, make, actual -> same((Buffer) make.get(), (Buffer) actual)));
        LIST.add(of(
                name + " in a list",
                () -> List.of(make.get()),
                actual -> same((Buffer) make.get(), (Buffer) ((List<?>) actual).get(0))));
    }

    /** Buffers are equal when their remaining elements are, so the whole is looked at too. */
    private static boolean same(Buffer expected, Buffer actual) {
        return expected.position() == actual.position()
                && expected.limit() == actual.limit()
                && expected.capacity() == actual.capacity()
                && expected.isDirect() == actual.isDirect()
                && expected.isReadOnly() == actual.isReadOnly()
                && order(expected) == order(actual)
                && expected.duplicate().clear().equals(actual.duplicate().clear());
    }

    private static ByteOrder order(Buffer buffer) {
        return switch (buffer) {
            case CharBuffer chars -> chars.order();
            case ShortBuffer shorts -> shorts.order();
            case IntBuffer ints -> ints.order();
            case LongBuffer longs -> longs.order();
            case FloatBuffer floats -> floats.order();
            case DoubleBuffer doubles -> doubles.order();
            default -> ((ByteBuffer) buffer).order();
        };
    }

    private static void addImages() {
        for (int type = BufferedImage.TYPE_INT_RGB; type <= BufferedImage.TYPE_BYTE_INDEXED; type++) {
            int each = type;
            image("image of type " + type, () -> painted(new BufferedImage(5, 3, each)));
        }
        image(
                "part of an image",
                () -> painted(new BufferedImage(9, 9, BufferedImage.TYPE_4BYTE_ABGR))
                        .getSubimage(2, 3, 4, 5));
        image(
                "image with a palette",
                () -> painted(new BufferedImage(
                        7,
                        3,
                        BufferedImage.TYPE_BYTE_BINARY,
                        new IndexColorModel(
                                2, 3, new int[] {0, 0xff00ff00, 0xffff0000}, 0, true, 0, DataBuffer.TYPE_BYTE))));
        image(
                "image of 16 bits",
                () -> custom(new ComponentColorModel(
                        ColorSpace.getInstance(ColorSpace.CS_sRGB),
                        true,
                        false,
                        ColorModel.TRANSLUCENT,
                        DataBuffer.TYPE_USHORT)));
        image(
                "image of floats",
                () -> custom(new ComponentColorModel(
                        ColorSpace.getInstance(ColorSpace.CS_GRAY),
                        false,
                        false,
                        ColorModel.OPAQUE,
                        DataBuffer.TYPE_FLOAT)));
        image("image with own masks", () -> custom(new DirectColorModel(30, 0x3ff, 0xffc00, 0x3ff00000)));
        image("image with properties", () -> {
            BufferedImage image = painted(new BufferedImage(2, 2, BufferedImage.TYPE_INT_RGB));
            return new BufferedImage(
                    image.getColorModel(), image.getRaster(), false, new Hashtable<>(Map.of("author", "x")));
        });
    }

    private static BufferedImage custom(ColorModel model) {
        return painted(new BufferedImage(model, model.createCompatibleWritableRaster(4, 3), false, null));
    }

    private static BufferedImage painted(BufferedImage image) {
        for (int i = 0; i < image.getWidth() * image.getHeight(); i++) {
            image.setRGB(i % image.getWidth(), i / image.getWidth(), i % 3 == 0 ? 0xff00ff00 : 0x80123456 * i);
        }
        return image;
    }

    private static void image(String name, Sample.Make make) {
        add(name, make, (a, b) -> {
            BufferedImage expected = (BufferedImage) a;
            BufferedImage actual = (BufferedImage) b;
            int width = expected.getWidth();
            int height = expected.getHeight();
            return width == actual.getWidth()
                    && height == actual.getHeight()
                    && expected.getType() == actual.getType()
                    && expected.getColorModel().equals(actual.getColorModel())
                    && Arrays.equals(expected.getPropertyNames(), actual.getPropertyNames())
                    && Arrays.equals(
                            expected.getRGB(0, 0, width, height, null, 0, width),
                            actual.getRGB(0, 0, width, height, null, 0, width));
        });
    }

    private static void addOthers() {
        add("HexFormat", () -> HexFormat.ofDelimiter(":").withPrefix("0x").withUpperCase(), Object::equals);
        add("Runtime.Version", () -> Runtime.Version.parse("25.0.3+9-LTS"), Object::equals);
        add("FileTime", () -> FileTime.fromMillis(123_456_789_012L), Object::equals);
        add("FileTime beyond any instant", () -> FileTime.from(Long.MAX_VALUE, TimeUnit.DAYS), Object::equals);
        add(
                "AtomicMarkableReference",
                () -> new AtomicMarkableReference<>("x", true),
                (_, b) -> ((AtomicMarkableReference<?>) b).isMarked()
                        && ((AtomicMarkableReference<?>) b).getReference().equals("x"));
        add(
                "AtomicStampedReference",
                () -> new AtomicStampedReference<>("x", 7),
                (_, b) -> ((AtomicStampedReference<?>) b).getStamp() == 7);
        add("ByteOrder", () -> ByteOrder.BIG_ENDIAN, (_, b) -> b == ByteOrder.BIG_ENDIAN);
        add("Base64 encoder", Base64::getUrlEncoder, (a, b) -> a == b || b == Base64.getUrlEncoder());
        add("Base64 decoder", Base64::getMimeDecoder, (a, b) -> a == b || b == Base64.getMimeDecoder());
        add(
                "set in the order of a language",
                () -> {
                    Collator collator = Collator.getInstance(Locale.GERMAN);
                    collator.setStrength(Collator.PRIMARY);
                    TreeSet<Object> set = new TreeSet<>(collator);
                    set.addAll(List.of("Zebra", "\u00C4pfel", "Apfelmus", "apfel"));
                    return set;
                },
                Object::equals);
        add("MemoryUsage", () -> new MemoryUsage(1, 2, 3, 4), NaturalSamples::sameText);
        add("HttpHeaders", () -> HttpHeaders.of(Map.of("Accept", List.of("a", "b")), (_, _) -> true), Object::equals);
        add("Area", () -> new Area(new Rectangle(1, 2, 3, 4)), (a, b) -> ((Area) a).equals((Area) b));
        LIST.add(of(
                "matches",
                () -> Pattern.compile("(?<key>\\w)=(\\d)?")
                        .matcher("a=1 b=")
                        .results()
                        .toList(),
                actual -> {
                    MatchResult first = (MatchResult) ((List<?>) actual).get(0);
                    MatchResult second = (MatchResult) ((List<?>) actual).get(1);
                    return first.group("key").equals("a")
                            && first.start(2) == 2
                            && first.groupCount() == 2
                            && second.group(2) == null
                            && second.start(2) == -1
                            && second.end() == 6;
                }));
    }
}
