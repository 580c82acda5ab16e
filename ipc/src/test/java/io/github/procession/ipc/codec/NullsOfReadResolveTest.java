package io.github.procession.ipc.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.serialization.DecodeException;
import java.io.Serializable;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * An object whose {@code readResolve} method gives null is null where it arrives, which the sender cannot know. What cannot be made with
 * null fails there, and the exception names the class of that object; no other value arrives in its place.
 */
class NullsOfReadResolveTest {
    static final class Gone implements Serializable, Comparable<Gone> {
        private static final long serialVersionUID = 1L;

        private Object readResolve() {
            return null;
        }

        @Override
        public int compareTo(Gone other) {
            return 0;
        }
    }

    record Needed(Object part) {
        Needed {
            Objects.requireNonNull(part, "part");
        }
    }

    static final class OwnQueue extends ConcurrentLinkedQueue<Object> {
        private static final long serialVersionUID = 1L;
    }

    static final class OwnMap extends ConcurrentHashMap<String, Object> {
        private static final long serialVersionUID = 1L;
    }

    static final class OwnOrder extends ConcurrentSkipListMap<Object, Object> {
        private static final long serialVersionUID = 1L;
    }

    interface Text extends Supplier<String>, Serializable {}

    private static Object copy(Object value) {
        try (Message message = Codec.encode(value)) {
            return Codec.decode(message.toByteArray());
        }
    }

    static Stream<Object> whatCannotBeMadeWithNull() {
        Gone gone = new Gone();
        OwnQueue ownQueue = new OwnQueue();
        ownQueue.addAll(List.of("first", gone, "last"));
        OwnMap ownMap = new OwnMap();
        ownMap.putAll(Map.of("a", gone, "b", 1));
        OwnOrder ownOrder = new OwnOrder();
        ownOrder.put(gone, 1);
        return Stream.of(
                List.of(gone),
                List.of("first", gone, "last"),
                new ArrayList<>(List.of(gone, List.of(gone))),
                Set.of(gone),
                Map.of("a", gone),
                Map.of(gone, 1),
                Map.entry("a", gone),
                Optional.of(gone),
                new ArrayList<>(List.of(gone, Optional.of(gone))),
                new ArrayDeque<>(List.of(gone)),
                new PriorityQueue<>(List.of(gone)),
                new Hashtable<>(Map.of("a", gone)),
                new TreeMap<>(Map.of(gone, 1)),
                new ConcurrentHashMap<>(Map.of("a", gone)),
                new ConcurrentLinkedQueue<>(List.of(gone)),
                new LinkedBlockingQueue<>(List.of("first", gone, "last")),
                new LinkedBlockingDeque<>(List.of("first", gone, "last")),
                new LinkedTransferQueue<>(List.of("first", gone, "last")),
                new ArrayBlockingQueue<>(3, false, List.of("first", gone, "last")),
                new PriorityBlockingQueue<>(List.of(gone)),
                ownQueue,
                ownMap,
                ownOrder,
                new Needed(gone),
                (Text) gone::toString);
    }

    @ParameterizedTest
    @MethodSource
    void whatCannotBeMadeWithNull(Object value) {
        DecodeException e = assertThrows(DecodeException.class, () -> copy(value));
        assertTrue(
                e.getMessage().contains("the readResolve method of " + Gone.class.getTypeName() + " gives null, with"),
                e::getMessage);
        assertEquals(List.of(1), copy(List.of(1)));
    }

    @Test
    void whatTakesNullArrivesWithIt() {
        Gone gone = new Gone();
        assertEquals(Arrays.asList(null, "a", null), copy(new ArrayList<>(List.of(gone, "a", gone))));
        assertEquals(
                Collections.singletonList(null), copy(Collections.unmodifiableList(new ArrayList<>(List.of(gone)))));
        assertEquals(List.of(Optional.empty()), copy(new ArrayList<>(List.of(Optional.empty()))));
        assertNull(((PriorityBlockingQueue<?>) copy(new PriorityBlockingQueue<>(List.of(1)))).comparator());
        assertNull(((Supplier<?>) copy((Supplier<Object> & Serializable) () -> gone)).get());
    }

    @Test
    void anotherFailureIsNotBlamedOnANullOfAnotherMessage() {
        assertNull(copy(new Gone()));
        DecodeException e = assertThrows(DecodeException.class, () -> copy(new ArrayList<>(List.of(new Failing()))));
        assertEquals(-1, e.getMessage().indexOf("readResolve"), e::getMessage);
    }

    static final class Failing implements Serializable {
        private static final long serialVersionUID = 1L;

        private Object readResolve() {
            throw new NullPointerException("mine");
        }
    }
}
