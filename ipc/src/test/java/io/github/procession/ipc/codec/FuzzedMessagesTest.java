package io.github.procession.ipc.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.serialization.ObjectSerializer;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Messages of every form, changed at random for a minute: each gives a value or a {@code DecodeException} at bounded cost,
 * and none harms a later one. {@code -Dprocession.fuzzSeconds} sets another time.
 */
class FuzzedMessagesTest {
    private static final long SECONDS = Long.getLong("procession.fuzzSeconds", 60);

    /** Half of the time with changes that are always the same. */
    private static final long FIXED_SEED = 20_251_120;

    /** All but NULL, FALSE and TRUE, which have nothing to change. */
    private static final Set<Byte> ALL_TAGS = Set.of(
            Tag.BYTE,
            Tag.SHORT,
            Tag.CHARACTER,
            Tag.INTEGER,
            Tag.LONG,
            Tag.FLOAT,
            Tag.DOUBLE,
            Tag.STRING,
            Tag.OBJECT_ARRAY,
            Tag.LAMBDA,
            Tag.PAYLOAD_ARRAY,
            Tag.PAYLOAD_BUFFER,
            Tag.GRAPH,
            Tag.THROWABLE);

    private final ClassLoader plain = Thread.currentThread().getContextClassLoader();

    @TempDir
    private Path folder;

    /** Serializers of a user, for messages in which they take part. */
    @BeforeEach
    void installSerializers() throws Exception {
        Path services = Files.createDirectories(folder.resolve("META-INF/services"));
        Files.write(
                services.resolve(ObjectSerializer.class.getName()),
                List.of(UserSerializersTest.EngineSerializer.class.getName()));
        URL[] path = {folder.toUri().toURL()};
        Thread.currentThread().setContextClassLoader(new URLClassLoader(path, plain));
    }

    @AfterEach
    void removeSerializers() {
        Thread.currentThread().setContextClassLoader(plain);
    }

    private static byte[] encode(Object value) {
        try (Message message = Codec.encode(value)) {
            return message.toByteArray();
        }
    }

    private static List<byte[]> messages() throws Exception {
        List<byte[]> messages = new ArrayList<>();
        for (Sample sample : Sample.all()) {
            messages.add(encode(sample.make().get()));
        }
        var engine = new UserSerializersTest.Engine("V8", new ArrayList<>(List.of(1, "part")));
        for (Object value : List.of(
                engine,
                new UserSerializersTest.Car(engine, engine),
                new Object[] {1, 2L, 3.0, 4.0f, (short) 5, (byte) 6, 'c', true, "text", new int[] {1, 2}},
                (byte) 1,
                (short) 1,
                1,
                1L,
                1.0f,
                1.0,
                'c',
                "text",
                new long[] {1, 2, 3},
                new boolean[] {true},
                ByteBuffer.wrap(new byte[] {1, 2, 3}),
                (LambdaSamples.Function<Integer, Integer>) x -> x + 1,
                (LambdaSamples.Function<Integer, Object>) x -> engine.name + x,
                new IllegalStateException("with a cause", new java.io.IOException("of a file")))) {
            messages.add(encode(value));
        }
        // long ones would be changed where nothing happens
        messages.removeIf(bytes -> bytes.length > 20_000);
        return messages;
    }

    @Test
    void theMessagesHaveEveryForm() throws Exception {
        Map<Byte, Integer> tags = new TreeMap<>();
        for (byte[] bytes : messages()) {
            tags.merge(bytes[Message.PREFIX_BYTES], 1, Integer::sum);
        }
        Set<Byte> missing = new TreeSet<>(ALL_TAGS);
        missing.removeAll(tags.keySet());
        assertEquals(Set.of(), missing);
        assertTrue(tags.get(Tag.GRAPH) > 200, () -> "forms: " + tags);
        for (byte[] bytes : messages()) {
            assertTrue(BoundedDecode.isDecoded(bytes), "what was not changed can be decoded");
        }
    }

    @org.junit.jupiter.api.Tag("full")
    @Test
    void randomChangesOfRealMessages() throws Exception {
        List<byte[]> messages = messages();
        Duration half = Duration.ofSeconds(SECONDS).dividedBy(2);
        long fresh = System.nanoTime();
        String fixedSeed = decodeFor(half, new Mutation(messages, FIXED_SEED), FIXED_SEED);
        IO.println("fuzz | " + fixedSeed + " | " + decodeFor(half, new Mutation(messages, fresh), fresh));
        for (Sample sample : Sample.all()) {
            sample.check()
                    .verify(
                            sample.make().get(),
                            Codec.decode(encode(sample.make().get())));
        }
    }

    private static String decodeFor(Duration duration, Mutation mutation, long seed) {
        long end = System.nanoTime() + duration.toNanos();
        int count = 0;
        int decoded = 0;
        try {
            for (; System.nanoTime() < end || count < 10_000; count++) {
                decoded += BoundedDecode.isDecoded(mutation.next()) ? 1 : 0;
            }
        } catch (RuntimeException | Error e) {
            throw new AssertionError("with the seed " + seed + ", message " + count, e);
        }
        assertTrue(decoded > 0 && decoded < count, "changes neither always nor never destroy a message");
        return "%d messages, %d of them still readable".formatted(count, decoded);
    }
}
