package io.github.procession.ipc.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.procession.serialization.DecodeException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.TreeMap;
import java.util.concurrent.ArrayBlockingQueue;
import org.junit.jupiter.api.Test;

/** Bytes that no sender wrote give an exception, at bounded cost, and harm no later message. */
class DamagedMessagesTest {
    private static byte[] encode(Object value) {
        try (Message message = Codec.encode(value)) {
            return message.toByteArray();
        }
    }

    private static List<byte[]> seeds() {
        List<Object> values = new ArrayList<>(List.of(
                1,
                "text",
                new int[] {1, 2, 3},
                new Object[] {1, new long[] {2}},
                new ArrayList<>(List.of(1, 2)),
                new HashMap<>(Map.of("a", 1)),
                new ShapeSamples.Plain(1, "x"),
                new ShapeSamples.Pair("a", 1),
                new IllegalStateException("x", new Exception("y")),
                new ArrayBlockingQueue<>(3),
                new PriorityQueue<>(List.of(3, 1)),
                new TreeMap<>(Map.of("k", 1)),
                Collections.unmodifiableList(new ArrayList<>(List.of("a"))),
                new OwnCollectionSamples.MyList("t"),
                new OwnCollectionSamples.MyMap("t"),
                new HookSamples.Custom("s", 1),
                new String[] {"a", "b"},
                new int[][] {{1}},
                new HookSamples.External("e", null),
                List.of(1, "x"),
                Map.of("k", 2),
                "\u65E5\u672C",
                (LambdaSamples.Function<Integer, Integer>) x -> x + values()));
        return values.stream().map(DamagedMessagesTest::encode).toList();
    }

    private static int values() {
        return 1;
    }

    @Test
    void everyPrefixOfARealMessage() {
        for (byte[] bytes : seeds()) {
            for (int length = 0; length < bytes.length - 4; length++) {
                byte[] cut = Arrays.copyOf(bytes, 4 + length);
                LittleEndian.putInt(cut, 0, length);
                assertThrows(DecodeException.class, () -> Codec.decode(cut));
            }
        }
    }

    @org.junit.jupiter.api.Tag("full")
    @Test
    void everyByteReplacedByTheLargest() {
        for (byte[] bytes : seeds()) {
            for (int i = 4; i < bytes.length; i++) {
                byte[] changed = bytes.clone();
                changed[i] = (byte) 0xFF;
                BoundedDecode.isDecoded(changed);
                // Five bytes make the largest count there is.
                Arrays.fill(changed, i, Math.min(changed.length, i + 4), (byte) 0xFF);
                BoundedDecode.isDecoded(changed);
            }
        }
    }

    @Test
    void nestedArraysCannotAnnounceTheSameBytesTwice() {
        // Each of 10,000 arrays, one in the other, claims all bytes that are left.
        Object value = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            value = new Object[] {value, null};
        }
        byte[] bytes = encode(value);
        byte[] huge = Arrays.copyOf(bytes, bytes.length + 40_000);
        LittleEndian.putInt(huge, 0, huge.length - 4);
        for (int i = 4; i + 1 < bytes.length; i++) {
            if (huge[i] == 2 && huge[i + 1] != 0) {
                huge[i] = 127;
            }
        }
        BoundedDecode.isDecoded(huge);
    }

    @Test
    void deepNestingEndsInAnException() {
        byte[] list = encode(new ArrayList<>(List.of(new ArrayList<>(List.of(new ArrayList<>(List.of(1, "x")))))));
        // One level of the message repeated: list, reference, size, mixed or same class.
        byte[] level = Arrays.copyOfRange(list, 5, 9);
        byte[] bytes = new byte[5 + 4 * 1_000_000];
        LittleEndian.putInt(bytes, 0, bytes.length - 4);
        bytes[4] = list[4];
        for (int i = 0; i < 1_000_000; i++) {
            System.arraycopy(level, 0, bytes, 5 + 4 * i, 4);
        }
        assertThrows(DecodeException.class, () -> Codec.decode(bytes));
        goodMessagesStillWork();
    }

    @Test
    void headAndPayloadMustFit() {
        byte[] head = {Tag.PAYLOAD_ARRAY, PrimitiveArrays.INTS, 2, 0, 0, 0};
        assertThrows(DecodeException.class, () -> Codec.begin(head, 0, head.length, 7));
        assertThrows(DecodeException.class, () -> Codec.begin(head, 0, head.length, Long.MAX_VALUE));
        assertThrows(DecodeException.class, () -> Codec.begin(head, 0, 3, 8));
        assertThrows(DecodeException.class, () -> Codec.begin(new byte[] {Tag.NULL}, 0, 1, 8));
        assertThrows(DecodeException.class, () -> Codec.begin(new byte[0], 0, 0, 8));
        assertThrows(
                DecodeException.class, () -> Codec.begin(new byte[0], 0, 0, 0).finish());
        assertThrows(DecodeException.class, () -> Codec.decode(new byte[0]));
        assertThrows(DecodeException.class, () -> Codec.decode(new byte[] {-1, -1, -1, -1, 0}));
    }

    @Test
    void aMessageThatFailsToBeReadLeavesTheCallersBytesAlone() {
        byte[] bytes = encode(new ArrayList<>(List.of("a", new ShapeSamples.Plain(1, "x"))));
        byte[] cut = Arrays.copyOf(bytes, bytes.length - 2);
        LittleEndian.putInt(cut, 0, cut.length - 4);
        byte[] before = cut.clone();
        assertThrows(DecodeException.class, () -> Codec.decode(cut));
        assertEquals(Arrays.toString(before), Arrays.toString(cut));
    }

    private static void goodMessagesStillWork() {
        for (Sample sample : ShapeSamples.LIST.subList(0, 20)) {
            try {
                sample.check()
                        .verify(
                                sample.make().get(),
                                Codec.decode(encode(sample.make().get())));
            } catch (Exception e) {
                throw new AssertionError(sample.name(), e);
            }
        }
    }
}
