package io.github.procession.ipc.codec;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.procession.serialization.NotSendableException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** A message is a snapshot, and messages of many threads do not mix. */
class MessagesAreIndependentTest {
    @Test
    void aChangeAfterEncodeIsNotSeen() {
        List<Object> list = new ArrayList<>(List.of(1, new int[] {1, 2}));
        Object[] array = {1, new int[] {3}};
        try (Message first = Codec.encode(list);
                Message second = Codec.encode(array)) {
            ((int[]) list.get(1))[0] = 99;
            list.add("late");
            ((int[]) array[1])[0] = 99;
            array[0] = "late";
            List<?> copy = (List<?>) Codec.decode(first.toByteArray());
            assertEquals(2, copy.size());
            assertArrayEquals(new int[] {1, 2}, (int[]) copy.get(1));
            assertArrayEquals(new Object[] {1, new int[] {3}}, (Object[]) Codec.decode(second.toByteArray()));
        }
    }

    @Test
    void thePayloadIsAViewOfTheCallersArrayAndIsReadIntoAFreshOne() {
        double[] numbers = {1, 2, 3};
        try (Message message = Codec.encode(numbers)) {
            numbers[1] = 5;
            IncomingMessage incoming = Codec.begin(
                    message.header(),
                    0,
                    message.headerLength(),
                    message.payload().byteSize());
            MemorySegment.copy(message.payload(), 0, incoming.payload(), 0, 24);
            assertArrayEquals(new double[] {1, 5, 3}, (double[]) incoming.finish());
        }
    }

    @Test
    void simpleValuesHaveNoPayload() {
        try (Message message = Codec.encode("x")) {
            assertNull(message.payload());
            assertNull(
                    Codec.begin(message.header(), 0, message.headerLength(), 0).payload());
            assertEquals(0, message.addresses().length);
        }
    }

    @Test
    void aHeadMayStandAnywhereInAnArray() {
        try (Message message = Codec.encode(List.of("x", 1))) {
            byte[] bytes = new byte[message.headerLength() + 20];
            Arrays.fill(bytes, (byte) 0xFF);
            System.arraycopy(message.header(), 0, bytes, 7, message.headerLength());
            assertEquals(
                    List.of("x", 1),
                    Codec.begin(bytes, 7, message.headerLength(), 0).finish());
        }
    }

    @Test
    void aClosedMessageHasNoHead() {
        Message message = Codec.encode(List.of(1));
        message.close();
        message.close();
        assertThrows(IllegalStateException.class, message::header);
    }

    @Test
    void openMessagesKeepTheirBuffers() {
        List<Message> open = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            open.add(Codec.encode(List.of("message", i)));
        }
        for (int i = 0; i < 200; i++) {
            try (Message message = open.get(i)) {
                assertEquals(List.of("message", i), Codec.decode(message.toByteArray()));
            }
        }
    }

    @org.junit.jupiter.api.Tag("full")
    @Test
    void thousandsOfVirtualThreads() throws Exception {
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> results = new ArrayList<>();
            for (int thread = 0; thread < 2_000; thread++) {
                int seed = thread;
                results.add(executor.submit(() -> roundTrips(seed)));
            }
            for (Future<?> result : results) {
                result.get();
            }
        }
    }

    private static void roundTrips(int seed) {
        for (int i = 0; i < 50; i++) {
            Map<String, Object> value = new HashMap<>();
            value.put("pair", new ShapeSamples.Pair("s" + seed, i));
            value.put("list", new ArrayList<>(List.of(seed, i, "text" + seed)));
            Object[] fast = {seed, "x" + i, new int[] {seed, i}};
            try (Message graph = Codec.encode(value);
                    Message array = Codec.encode(fast)) {
                Thread.yield();
                assertEquals(value, Codec.decode(graph.toByteArray()));
                assertArrayEquals(fast, (Object[]) Codec.decode(array.toByteArray()));
            }
            if (i % 10 == 0) {
                assertThrows(NotSendableException.class, () -> Codec.encode(List.of(value, Thread.currentThread())));
            }
        }
    }

    @Test
    void aConcurrentMapMayChangeWhileItIsSent() throws Exception {
        Map<Integer, String> map = new ConcurrentHashMap<>();
        AtomicBoolean stop = new AtomicBoolean();
        Thread writer = Thread.ofPlatform().start(() -> {
            for (int i = 0; !stop.get(); i++) {
                map.put(i % 5_000, "v" + i);
                map.remove((i + 2_500) % 5_000);
            }
        });
        try {
            for (int i = 0; i < 300; i++) {
                try (Message message = Codec.encode(map)) {
                    Map<?, ?> copy = (Map<?, ?>) Codec.decode(message.toByteArray());
                    copy.forEach(
                            (key, value) -> assertEquals('v', value.toString().charAt(0)));
                }
            }
        } finally {
            stop.set(true);
            writer.join();
        }
    }
}
