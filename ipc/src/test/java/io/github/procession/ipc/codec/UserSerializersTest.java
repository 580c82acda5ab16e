package io.github.procession.ipc.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.serialization.DecodeException;
import io.github.procession.serialization.NotSendableException;
import io.github.procession.serialization.ObjectSerializer;
import java.io.IOException;
import java.io.ObjectInput;
import java.io.ObjectOutput;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a user's serializer says wins, on both sides, and says clearly when only one side has it. */
class UserSerializersTest {
    /** Cannot be sent by itself: it holds a thread. */
    static final class Engine {
        final String name;
        final Object part;
        final Thread thread = new Thread(() -> {});

        Engine(String name, Object part) {
            this.name = name;
            this.part = part;
        }
    }

    record Car(Engine engine, Engine spare) {}

    interface Shape {}

    interface Colored {}

    record Dot(int x) implements Shape {}

    record RedDot(int x) implements Shape, Colored {}

    public static final class EngineSerializer implements ObjectSerializer<Engine> {
        @Override
        public Class<Engine> type() {
            return Engine.class;
        }

        @Override
        public void write(Engine engine, ObjectOutput out) throws IOException {
            out.writeUTF(engine.name);
            out.writeObject(engine.part);
        }

        @Override
        public Engine read(ObjectInput in) throws IOException, ClassNotFoundException {
            return new Engine(in.readUTF(), in.readObject());
        }
    }

    /** Dates to whole seconds: a class of the JDK whose own form is wanted otherwise. */
    public static final class DateSerializer implements ObjectSerializer<Date> {
        @Override
        public Class<Date> type() {
            return Date.class;
        }

        @Override
        public void write(Date date, ObjectOutput out) throws IOException {
            out.writeLong(date.getTime() / 1000);
        }

        @Override
        public Date read(ObjectInput in) throws IOException {
            return new Date(in.readLong() * 1000);
        }
    }

    public static class ShapeSerializer implements ObjectSerializer<Shape> {
        @Override
        public Class<Shape> type() {
            return Shape.class;
        }

        @Override
        public void write(Shape shape, ObjectOutput out) throws IOException {
            out.writeInt(((Dot) shape).x());
        }

        @Override
        public Shape read(ObjectInput in) throws IOException {
            return new Dot(-in.readInt());
        }
    }

    public static final class ColoredSerializer implements ObjectSerializer<Colored> {
        @Override
        public Class<Colored> type() {
            return Colored.class;
        }

        @Override
        public void write(Colored colored, ObjectOutput out) throws IOException {
            throw new IOException("no paint");
        }

        @Override
        public Colored read(ObjectInput in) {
            return null;
        }
    }

    /** Forgets a part of what it wrote. */
    public static final class CarelessSerializer implements ObjectSerializer<Engine> {
        @Override
        public Class<Engine> type() {
            return Engine.class;
        }

        @Override
        public void write(Engine engine, ObjectOutput out) throws IOException {
            out.writeUTF(engine.name);
            out.writeInt(7);
        }

        @Override
        public Engine read(ObjectInput in) throws IOException {
            return new Engine(in.readUTF(), null);
        }
    }

    public static final class StringSerializer implements ObjectSerializer<String> {
        @Override
        public Class<String> type() {
            return String.class;
        }

        @Override
        public void write(String value, ObjectOutput out) {}

        @Override
        public String read(ObjectInput in) {
            return "";
        }
    }

    @TempDir
    private Path folder;

    private final ClassLoader plain = Thread.currentThread().getContextClassLoader();

    @AfterEach
    void restoreTheClassLoader() {
        Thread.currentThread().setContextClassLoader(plain);
    }

    /** Makes this thread one that finds these serializers. */
    private void install(String... classNames) throws Exception {
        Path services = Files.createDirectories(
                Files.createTempDirectory(folder, "path").resolve("META-INF/services"));
        Files.write(services.resolve(ObjectSerializer.class.getName()), List.of(classNames));
        URL url = services.getParent().getParent().toUri().toURL();
        Thread.currentThread().setContextClassLoader(new URLClassLoader(new URL[] {url}, plain));
    }

    private void install(Class<?>... types) throws Exception {
        install(Arrays.stream(types).map(Class::getName).toArray(String[]::new));
    }

    private static byte[] encode(Object value) {
        try (Message message = Codec.encode(value)) {
            return message.toByteArray();
        }
    }

    @SuppressWarnings("unchecked")
    private static <T> T copy(T value) {
        return (T) Codec.decode(encode(value));
    }

    @Test
    void whatCouldNotBeSentCan() throws Exception {
        assertThrows(NotSendableException.class, () -> encode(new Engine("V8", null)));
        install(EngineSerializer.class);
        Engine copy = copy(new Engine("V8", List.of(1, 2)));
        assertEquals("V8", copy.name);
        assertEquals(List.of(1, 2), copy.part);
        assertNotNull(copy.thread);
    }

    @Test
    void itsObjectsKeepTheirIdentityInFieldsArraysAndCollections() throws Exception {
        install(EngineSerializer.class);
        Engine shared = new Engine("shared", new int[] {1});
        Car car = copy(new Car(shared, shared));
        assertSame(car.engine, car.spare);
        assertEquals(null, copy(new Car(shared, null)).spare);
        Engine[] array = copy(new Engine[] {shared, null, shared, new Engine("own", shared.part)});
        assertSame(array[0], array[2]);
        assertSame(array[0].part, array[3].part, "what it writes is part of the graph");
        List<Object> list = copy(new ArrayList<>(List.of(shared, shared, Map.of("k", shared))));
        assertSame(list.get(0), list.get(1));
        assertSame(list.get(0), ((Map<?, ?>) list.get(2)).get("k"));
    }

    @Test
    void itWinsOverTheLibrarysChoiceForAClassOfTheJdk() throws Exception {
        Date date = new Date(1_234_567);
        assertEquals(date, copy(date));
        install(DateSerializer.class);
        assertEquals(new Date(1_234_000), copy(date));
        assertEquals(List.of(new Date(1_234_000), 1), copy(new ArrayList<>(List.of(date, 1))));
    }

    @Test
    void aNearerTypeWinsAndTwoEquallyNearAreRefused() throws Exception {
        install(ShapeSerializer.class, ColoredSerializer.class);
        assertEquals(new Dot(-4), copy(new Dot(4)));
        NotSendableException e = assertThrows(NotSendableException.class, () -> encode(new RedDot(1)));
        assertTrue(
                e.getMessage().contains("ShapeSerializer") && e.getMessage().contains("ColoredSerializer"),
                e::toString);
    }

    @Test
    void theSenderIsToldWhereItsSerializerFails() throws Exception {
        install(ColoredSerializer.class, EngineSerializer.class);
        NotSendableException failed =
                assertThrows(NotSendableException.class, () -> encode(new ArrayList<>(List.of(new RedDot(1)))));
        assertTrue(failed.getMessage().startsWith("[0]: "), failed::getMessage);
        assertTrue(
                failed.getMessage().contains("ColoredSerializer failed: java.io.IOException: no paint"),
                failed::toString);
        NotSendableException inside = assertThrows(
                NotSendableException.class, () -> encode(new Car(null, new Engine("x", new Thread(() -> {})))));
        assertTrue(
                inside.getMessage().startsWith("car.spare > what EngineSerializer writes: java.lang.Thread"),
                inside::getMessage);
        Engine self = new Engine("self", new ArrayList<>());
        addTo(self.part, self);
        NotSendableException cycle = assertThrows(NotSendableException.class, () -> encode(self));
        assertTrue(cycle.getMessage().contains("it contains itself"), cycle::getMessage);
    }

    @SuppressWarnings("unchecked")
    private static void addTo(Object list, Object element) {
        ((List<Object>) list).add(element);
    }

    @Test
    void aReceiverWithoutItSaysSo() throws Exception {
        install(EngineSerializer.class, DateSerializer.class);
        Engine engine = new Engine("V8", null);
        List<Object> values = List.of(
                engine,
                new Car(engine, engine),
                new Engine[] {engine},
                new ArrayList<>(List.of(engine)),
                new ArrayList<>(List.of(new Date(5))));
        List<byte[]> messages = values.stream().map(UserSerializersTest::encode).toList();
        restoreTheClassLoader();
        for (byte[] message : messages) {
            DecodeException e = assertThrows(DecodeException.class, () -> Codec.decode(message));
            assertTrue(e.getMessage().contains("both must have it"), e::toString);
            assertTrue(e.getMessage().contains("Engine") || e.getMessage().contains("Date"), e::toString);
        }
    }

    @Test
    void aSenderWithoutItIsReportedByTheReceiver() throws Exception {
        List<Object> values = List.of(
                new Dot(1),
                new Dot[] {new Dot(2)},
                new ArrayList<>(List.of(new Dot(3))),
                new ArrayList<>(List.of(new Date(5))));
        List<byte[]> messages = values.stream().map(UserSerializersTest::encode).toList();
        install(ShapeSerializer.class, DateSerializer.class);
        for (byte[] message : messages) {
            DecodeException e = assertThrows(DecodeException.class, () -> Codec.decode(message));
            assertTrue(e.getMessage().contains("the sender has no serializer for"), e::toString);
        }
    }

    @Test
    void oneThatReadsLessThanItWroteIsFoundOut() throws Exception {
        install(CarelessSerializer.class);
        byte[] message = encode(new Engine("V8", null));
        DecodeException e = assertThrows(DecodeException.class, () -> Codec.decode(message));
        assertTrue(e.getMessage().contains("did not read all that it wrote"), e::toString);
    }

    @Test
    void oneThatCannotBeUsedIsNamedAtTheFirstObject() throws Exception {
        install("com.acme.Missing");
        NotSendableException missing = assertThrows(NotSendableException.class, () -> encode(new Dot(1)));
        assertTrue(missing.getMessage().contains("com.acme.Missing"), missing::toString);
        install(StringSerializer.class);
        NotSendableException wrong = assertThrows(NotSendableException.class, () -> encode(new Dot(1)));
        assertTrue(wrong.getMessage().contains("StringSerializer cannot be used"), wrong::toString);
    }
}
