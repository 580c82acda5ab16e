package io.github.procession.ipc.codec;

import static io.github.procession.ipc.codec.Sample.of;

import java.io.File;
import java.io.IOException;
import java.io.Serializable;
import java.lang.invoke.MethodType;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Currency;
import java.util.EventObject;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.DoubleAccumulator;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.DoubleBinaryOperator;
import java.util.regex.Pattern;
import javax.crypto.spec.SecretKeySpec;

/** Other values of the JDK. */
final class JdkSamples {
    /** Has locks for its own threads. */
    record Guarded(ReentrantLock lock, Semaphore permits) {}

    static final List<Sample> LIST = List.of(
            of("Optional", () -> Optional.of("x")),
            of("Optional.empty", Optional::empty, actual -> actual == Optional.empty()),
            of("OptionalInt", () -> OptionalInt.of(3)),
            of("OptionalDouble.empty", OptionalDouble::empty),
            of("OptionalLong", () -> OptionalLong.of(-1)),
            of("Optional in a list", () -> new ArrayList<>(List.of(Optional.of(List.of(1))))),
            of("AtomicInteger", () -> new AtomicInteger(3)),
            of("AtomicLong", () -> new AtomicLong(-3)),
            of("AtomicBoolean", () -> new AtomicBoolean(true)),
            of(
                    "AtomicReference",
                    () -> new AtomicReference<>(new ShapeSamples.Pair("a", 1)),
                    actual -> ((AtomicReference<?>) actual).get().equals(new ShapeSamples.Pair("a", 1))),
            of(
                    "AtomicReference in a cycle",
                    () -> {
                        AtomicReference<Object> reference = new AtomicReference<>();
                        reference.set(reference);
                        return reference;
                    },
                    actual -> ((AtomicReference<?>) actual).get() == actual),
            of("AtomicIntegerArray", () -> new AtomicIntegerArray(new int[] {1, 2})),
            of("AtomicReferenceArray", () -> new AtomicReferenceArray<>(new String[] {"a"})),
            of("LongAdder", () -> {
                LongAdder adder = new LongAdder();
                adder.add(5);
                return adder;
            }),
            of(
                    "DoubleAccumulator",
                    () -> {
                        DoubleAccumulator maximum =
                                new DoubleAccumulator((DoubleBinaryOperator & Serializable) Math::max, 0);
                        maximum.accumulate(5);
                        return maximum;
                    },
                    actual -> ((DoubleAccumulator) actual).get() == 5),
            of(
                    "ReentrantLock in a field",
                    () -> new Guarded(new ReentrantLock(true), new Semaphore(3)),
                    actual -> ((Guarded) actual).lock.isFair() && ((Guarded) actual).permits.availablePermits() == 3),
            of("UUID", () -> new UUID(1, -2)),
            of("URI", () -> URI.create("http://example.com/a?b#c")),
            of("URL", () -> URI.create("http://example.com/a").toURL()),
            of(
                    "Pattern",
                    () -> Pattern.compile("a+", Pattern.CASE_INSENSITIVE),
                    actual -> ((Pattern) actual).matcher("AAA").matches()),
            of(
                    "Pattern with a flag that holds from its middle on",
                    () -> Pattern.compile("abc(?i)def"),
                    actual -> ((Pattern) actual).matcher("abcDEF").matches()
                            && !((Pattern) actual).matcher("ABCDEF").matches()),
            of("Locale.US", () -> Locale.US),
            of("Locale zh-Hans-CN", () -> Locale.forLanguageTag("zh-Hans-CN")),
            of("Locale with extension", () -> Locale.forLanguageTag("th-TH-u-nu-thai")),
            of("Locale no_NO_NY", () -> Locale.of("no", "NO", "NY")),
            of("Locale[]", () -> new Locale[] {Locale.US, Locale.GERMANY}),
            of("Currency", () -> Currency.getInstance("EUR")),
            of("Class of a user", () -> JdkSamples.class),
            of("Class String", () -> String.class),
            of("Class int", () -> int.class),
            of("Class void", () -> void.class),
            of("Class Integer", () -> Integer.class),
            of("Class int[][]", () -> int[][].class),
            of("Class Runnable", () -> Runnable.class),
            of("Class Thread", () -> Thread.class),
            of("Class Optional[]", () -> Optional[].class),
            of("Class IOException", () -> IOException.class),
            of("Class of an enum constant with a body", () -> ShapeSamples.Color.GREEN.getClass()),
            of("Map<Class, Object>", () -> new HashMap<>(Map.of(Thread.class, 1, int.class, 2))),
            of("Path", () -> Path.of("/tmp/a b/\u00FC")),
            of("Path relative", () -> Path.of("a/../b")),
            of("File", () -> new File("/tmp/x")),
            of("Charset UTF-8", () -> StandardCharsets.UTF_8),
            of("Charset Shift_JIS", () -> Charset.forName("Shift_JIS")),
            of("InetAddress", () -> InetAddress.getByAddress("host", new byte[] {1, 2, 3, 4})),
            of("InetSocketAddress", () -> InetSocketAddress.createUnresolved("host", 80)),
            of("StackTraceElement", () -> new StackTraceElement("app", "m", "1", "C", "f", "C.java", 7)),
            of("SecretKeySpec", () -> new SecretKeySpec(new byte[] {1, 2, 3}, "AES")),
            of("EventObject", () -> new EventObject("source"), actual -> actual instanceof EventObject),
            of("MethodType", () -> MethodType.methodType(int.class, String.class)),
            of("Random", () -> new Random(42), actual -> ((Random) actual).nextInt() == new Random(42).nextInt()),
            of("SecureRandom", SecureRandom::new, actual -> ((SecureRandom) actual).nextInt() + 1L != 0),
            of("TimeUnit", () -> TimeUnit.DAYS),
            of(
                    "ByteBuffer heap",
                    () -> ByteBuffer.wrap(new byte[] {1, 2, 3, 4}).position(1).limit(3)),
            of("ByteBuffer direct", () -> ByteBuffer.allocateDirect(3).put(0, (byte) 7), JdkSamples::isDirect),
            of(
                    "ByteBuffer little endian in a list",
                    () -> new ArrayList<>(
                            List.of(ByteBuffer.wrap(new byte[] {1, 2}).order(ByteOrder.LITTLE_ENDIAN))),
                    actual -> {
                        ByteBuffer buffer = (ByteBuffer) ((List<?>) actual).get(0);
                        return buffer.order() == ByteOrder.LITTLE_ENDIAN && buffer.getShort(0) == 0x201;
                    }),
            of(
                    "ByteBuffer direct in a list",
                    () -> List.of(ByteBuffer.allocateDirect(3).put(0, (byte) 7)),
                    actual -> isDirect(((List<?>) actual).get(0))),
            of(
                    "ByteBuffer read-only",
                    () -> ByteBuffer.allocate(2).asReadOnlyBuffer(),
                    actual -> ((ByteBuffer) actual).isReadOnly()),
            of(
                    "ByteBuffer slice",
                    () -> ByteBuffer.wrap(new byte[] {1, 2, 3, 4}).slice(1, 2),
                    actual -> ((ByteBuffer) actual).capacity() == 2 && ((ByteBuffer) actual).get(0) == 2));

    private JdkSamples() {}

    private static boolean isDirect(Object actual) {
        ByteBuffer buffer = (ByteBuffer) actual;
        return buffer.isDirect() && buffer.get(0) == 7 && buffer.capacity() == 3;
    }
}
