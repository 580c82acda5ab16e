package io.github.procession.ipc.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.serialization.NotSendableException;
import java.io.ByteArrayInputStream;
import java.io.FileInputStream;
import java.io.InputStream;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.ref.WeakReference;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.StringJoiner;
import java.util.Timer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.FutureTask;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What cannot travel is refused where it is sent, with the path to it and the reason. */
class UnsendableValuesAreRefusedTest {
    private static final String STREAM =
            " cannot be sent to another process: it is an open stream, channel or socket; send "
                    + "the data or the path instead";

    private static String refusal(Object value) {
        return assertThrows(NotSendableException.class, () -> Codec.encode(value))
                .getMessage();
    }

    @TestFactory
    Stream<DynamicTest> objectsThatBelongToTheirJvm() throws Exception {
        Thread thread = new Thread();
        List<Object> values = List.of(
                thread,
                Thread.currentThread().getThreadGroup(),
                Stream.of(1),
                new ByteArrayInputStream(new byte[0]),
                new Socket(),
                ThreadLocal.withInitial(() -> 1),
                new WeakReference<>("x"),
                getClass().getClassLoader(),
                ProcessHandle.current(),
                System.getLogger("x"),
                System.out,
                Pattern.compile("a").matcher("a"),
                MessageDigest.getInstance("MD5"),
                StackWalker.getInstance(),
                ScopedValue.newInstance(),
                List.of(1).iterator(),
                new CountDownLatch(1),
                new CompletableFuture<>(),
                new FutureTask<>(() -> 1),
                ForkJoinPool.commonPool(),
                new DateTimeFormatterBuilder()
                        .parseDefaulting(ChronoField.DAY_OF_MONTH, 1)
                        .toFormatter(),
                new StringJoiner(","),
                Base64.getEncoder().withoutPadding(),
                new SplittableRandom(),
                Object.class.getMethods()[0],
                String.class.getModule(),
                Function.identity(),
                MethodHandles.lookup().findVirtual(String.class, "length", MethodType.methodType(int.class)),
                new OwnStream(),
                new Forbidding());
        return Stream.concat(
                        values.stream(),
                        Stream.of(
                                new FileInputStream("/dev/null"),
                                FileChannel.open(Path.of("/dev/null")),
                                new ServerSocket(),
                                new Timer(true)))
                .map(value -> DynamicTest.dynamicTest(value.getClass().getName(), () -> {
                    String message = refusal(value);
                    assertTrue(message.contains("cannot be sent to another process: "), message);
                    assertEquals(message, refusal(new Object[] {value}).substring("[0]: ".length()));
                }));
    }

    static final class OwnStream extends InputStream {
        @Override
        public int read() {
            return -1;
        }
    }

    static final class Forbidding implements Serializable {
        private static final long serialVersionUID = 1L;

        private void writeObject(ObjectOutputStream output) throws NotSerializableException {
            throw new NotSerializableException("never");
        }
    }

    static final class Order {
        Customer customer = new Customer();
        Object[] lines = new Object[4];
    }

    static final class Customer {
        Object socket;
        Map<String, Object> properties = new HashMap<>();
        List<Object> friends = new ArrayList<>();
    }

    @Test
    void thePathNamesFields() {
        Order order = new Order();
        order.customer.socket = new Socket();
        assertEquals("order.customer.socket: java.net.Socket" + STREAM, refusal(order));
    }

    @Test
    void thePathNamesElementsAndKeys() {
        Order order = new Order();
        order.customer.properties.put("link", List.of(1, new Socket()));
        assertEquals("order.customer.properties[link][1]: java.net.Socket" + STREAM, refusal(order));
        order.customer.properties.clear();
        order.lines[2] = new Object[][] {{1}, {2, new Socket()}};
        assertEquals("order.lines[2][1][1]: java.net.Socket" + STREAM, refusal(order));
        assertEquals("[1].lines[2][1][1]: java.net.Socket" + STREAM, refusal(new Object[] {"x", order}));
    }

    @Test
    void thePathGoesThroughWrappersAndRecordsAndOptionals() {
        record Shipment(Object cargo) {}
        assertEquals(
                "shipment.cargo[0]: java.net.Socket" + STREAM,
                refusal(new Shipment(Collections.unmodifiableList(Arrays.asList(new Socket(), 1)))));
    }

    @Test
    void aKeyThatCannotTravelIsMarkedAsKey() {
        assertEquals("[key Socket]: java.net.Socket" + STREAM, refusal(new HashMap<>(Map.of(new Socket(), 1))));
    }

    @Test
    void theRootItselfHasNoPath() {
        assertEquals("java.net.Socket" + STREAM, refusal(new Socket()));
    }

    interface Task extends Serializable {
        Object run();
    }

    @Test
    void aCaptureIsNamedByItsLambda() {
        Socket socket = new Socket();
        int number = 3;
        assertEquals(
                "captured argument 2 of lambda in " + getClass().getName()
                        + ".aCaptureIsNamedByItsLambda: java.net.Socket" + STREAM,
                refusal((Task) () -> number + "" + socket));
        Order order = new Order();
        order.customer.socket = socket;
        assertEquals(
                "[0] > captured argument 1 of lambda in " + getClass().getName()
                        + ".aCaptureIsNamedByItsLambda > order.customer.socket: java.net.Socket" + STREAM,
                refusal(new Object[] {(Task) () -> order}));
        String message = refusal((Task) order::toString);
        assertTrue(
                message.startsWith(
                        "the receiver of method reference java.lang.Object::toString > order.customer.socket: "
                                + "java.net.Socket" + STREAM),
                message);
    }

    private final Socket field = new Socket();

    @Test
    void aLambdaThatUsesThisNamesThis() {
        String message = refusal((Task) () -> field);
        assertTrue(
                message.startsWith(
                        "this (captured argument 1 of lambda in " + getClass().getName()
                                + ".aLambdaThatUsesThisNamesThis) > unsendableValuesAreRefusedTest.field:"
                                + " java.net.Socket"
                                + STREAM),
                message);
    }

    @Test
    void aLambdaThatIsNotSerializableIsToldTheCast() {
        String message = refusal((Runnable) () -> {});
        assertTrue(message.contains("java.lang.Runnable is not Serializable"), message);
        assertTrue(message.contains("(Runnable & java.io.Serializable)"), message);
    }

    @Test
    void aRecordInACycleIsRefusedToTheSender() {
        List<Object> list = new ArrayList<>();
        ShapeSamples.Box<Object> box = new ShapeSamples.Box<>(list);
        list.add(box);
        assertTrue(
                refusal(box)
                        .startsWith("box.value[0]: " + ShapeSamples.Box.class.getName() + " cannot be sent to "
                                + "another process: it contains itself"),
                refusal(box));
        List<Object> inner = new ArrayList<>();
        List<Object> outer = List.of(inner);
        inner.add(outer);
        assertTrue(refusal(outer).contains("it contains itself"), refusal(outer));
    }

    @Test
    void anExceptionOfTheValuesOwnCodeIsTheCause() {
        NotSendableException e =
                assertThrows(NotSendableException.class, () -> Codec.encode(List.of(new Forbidding())));
        assertTrue(e.getCause() instanceof NotSerializableException, String.valueOf(e.getCause()));
        assertTrue(e.getMessage().startsWith("[0]: "), e.getMessage());
    }

    @Test
    void infiniteDescentEndsInARefusal() {
        assertTrue(refusal(new Endless()).contains("nested too deeply"));
    }

    static final class Endless implements Serializable {
        private static final long serialVersionUID = 1L;

        private Object writeReplace() {
            return new Object[] {new Endless()};
        }
    }

    @Test
    void aRefusalLeavesTheNextMessagesAlone() {
        for (int i = 0; i < 100; i++) {
            refusal(List.of(new ArrayList<>(List.of(1)), new Socket()));
            List<Object> good = new ArrayList<>(List.of(1, Map.of("a", new ShapeSamples.Pair("x", i))));
            try (Message message = Codec.encode(good)) {
                assertEquals(good, Codec.decode(message.toByteArray()));
            }
        }
    }
}
