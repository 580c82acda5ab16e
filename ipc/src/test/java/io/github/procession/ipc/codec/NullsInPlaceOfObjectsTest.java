package io.github.procession.ipc.codec;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.serialization.NotSendableException;
import java.io.Serializable;
import java.util.AbstractMap;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Hashtable;
import java.util.LinkedHashMap;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Null arrives in place of an object whose {@code writeReplace} method gives null. What cannot be made with null is refused where it is
 * sent; what can be arrives with it.
 */
class NullsInPlaceOfObjectsTest {
    static class Missing implements Serializable, Comparable<Missing> {
        private static final long serialVersionUID = 1L;

        Object writeReplace() {
            return null;
        }

        String text() {
            return "missing";
        }

        @Override
        public int compareTo(Missing other) {
            return Integer.compare(hashCode(), other.hashCode());
        }
    }

    /** Replaced by an object that is replaced by null. */
    static final class Twice extends Missing {
        private static final long serialVersionUID = 1L;
        private final Missing missing;

        Twice(Missing missing) {
            this.missing = missing;
        }

        @Override
        Object writeReplace() {
            return missing;
        }
    }

    record Strict(Object first, Object second) {
        Strict {
            Objects.requireNonNull(second, "second");
        }
    }

    static final class OwnQueue extends LinkedBlockingQueue<Object> {
        private static final long serialVersionUID = 1L;

        @SuppressWarnings("serial") // objects of any class travel
        final Object field;

        OwnQueue(Object field, Object... elements) {
            this.field = field;
            addAll(Arrays.asList(elements));
        }
    }

    static final class OwnDeque extends ArrayDeque<Object> {
        private static final long serialVersionUID = 1L;
    }

    static final class OwnMap extends ConcurrentHashMap<String, Object> {
        private static final long serialVersionUID = 1L;
    }

    record Resolved(int number) implements Serializable {
        Object readResolve() {
            return null;
        }
    }

    static final class ResolvedObject implements Serializable {
        private static final long serialVersionUID = 1L;

        Object readResolve() {
            return null;
        }
    }

    private static final Missing MISSING = new Missing();

    @SuppressWarnings("unchecked")
    private static <T> T copy(T value) {
        try (Message message = Codec.encode(value)) {
            return (T) Codec.decode(message.toByteArray());
        }
    }

    private static void assertRefused(String path, Object value) {
        // Also where the object was written before, and is a mere reference.
        for (Object sent : new Object[] {value, new Object[] {MISSING, value}}) {
            String kind = value.getClass().getName();
            NotSendableException e = assertThrows(
                    NotSendableException.class, () -> Codec.encode(sent).close(), kind);
            assertTrue(e.getMessage().contains("its writeReplace method gives null"), e::getMessage);
            assertTrue(e.getMessage().contains(path), e::getMessage);
        }
    }

    private static <T extends Collection<Object>> T with(T collection, Object... elements) {
        collection.addAll(Arrays.asList(elements));
        return collection;
    }

    private static <T extends Map<Object, Object>> T with(T map, Object key, Object value) {
        map.put(key, value);
        return map;
    }

    @Test
    void immutableCollectionsAreRefused() {
        assertRefused("[0]", List.of(MISSING));
        assertRefused("[1]", List.of("a", MISSING, "b"));
        assertRefused("[1]", List.of("a", MISSING, "b").subList(0, 2));
        assertRefused("[element ", Set.of(MISSING));
        assertRefused("[key Missing]", Map.of(MISSING, "a"));
        assertRefused("[a]", Map.of("a", MISSING));
        assertRefused(".key", Map.entry(MISSING, "a"));
        assertRefused(".value", Map.entry("a", MISSING));
        assertRefused("", Optional.of(MISSING));
    }

    @Test
    void queuesAreRefused() {
        Stream.<Supplier<Collection<Object>>>of(
                        ArrayDeque::new,
                        PriorityQueue::new,
                        ConcurrentLinkedQueue::new,
                        ConcurrentLinkedDeque::new,
                        ConcurrentSkipListSet::new,
                        TreeSet::new,
                        LinkedBlockingQueue::new,
                        LinkedBlockingDeque::new,
                        LinkedTransferQueue::new,
                        PriorityBlockingQueue::new,
                        () -> new ArrayBlockingQueue<>(3),
                        () -> new OwnQueue(null),
                        OwnDeque::new)
                .forEach(make -> assertRefused("", with(make.get(), MISSING)));
    }

    @Test
    void mapsAreRefused() {
        assertRefused("[key Missing]", with(new ConcurrentHashMap<>(), MISSING, "a"));
        assertRefused("[a]", with(new ConcurrentHashMap<>(), "a", MISSING));
        assertRefused("[key Missing]", with(new Hashtable<>(), MISSING, "a"));
        assertRefused("[a]", with(new Hashtable<>(), "a", MISSING));
        assertRefused("[a]", with(new Properties(), "a", MISSING));
        assertRefused("", with(new TreeMap<>(), MISSING, "a"));
        assertRefused("", with(new ConcurrentSkipListMap<>(), MISSING, "a"));
        assertRefused("[a]", with(new ConcurrentSkipListMap<>(), "a", MISSING));
        OwnMap own = new OwnMap();
        own.put("a", MISSING);
        assertRefused("[a]", own);
    }

    @Test
    void theReceiverOfAMethodReferenceIsRefused() {
        Task task = MISSING::text;
        assertRefused("the receiver of method reference", task);
    }

    interface Task extends Serializable {
        Object run() throws Exception;
    }

    @Test
    void aRecordIsRefusedIfItsConstructorWantsNoNull() {
        assertRefused(".second", new Strict("a", MISSING));
        assertEquals(new Strict(null, "a"), copy(new Strict(MISSING, "a")));
    }

    @Test
    void anObjectThatIsReplacedByOneWhichIsReplacedByNullIsRefused() {
        assertRefused("[0]", List.of(new Twice(MISSING)));
        Twice twice = new Twice(new Missing());
        assertRefused("[1]", new Object[] {twice, List.of(twice)});
        assertArrayEquals(new Object[] {null, null}, copy(new Object[] {twice, twice}));
    }

    @Test
    void whatTakesNullArrivesWithIt() {
        assertNull(copy(MISSING));
        assertArrayEquals(new Missing[] {null, null}, copy(new Missing[] {MISSING, MISSING}));
        assertArrayEquals(new Object[] {null, null}, copy(new Object[] {MISSING, MISSING}));
        for (Collection<Object> collection :
                List.of(new ArrayList<>(), new LinkedList<>(), new CopyOnWriteArrayList<>(), new HashSet<Object>())) {
            Collection<Object> expected = copy(collection);
            expected.add(null);
            assertEquals(expected, copy(with(collection, MISSING)));
        }
        assertEquals(
                Arrays.asList("a", null),
                copy(Stream.of("a", MISSING, null).toList()).subList(0, 2));
        Map<Object, Object> expected = new HashMap<>();
        expected.put(null, null);
        assertEquals(expected, copy(with(new HashMap<>(), MISSING, MISSING)));
        assertEquals(expected, copy(with(new LinkedHashMap<>(), MISSING, MISSING)));
        assertNull(copy(with(new TreeMap<>(), "a", MISSING)).get("a"));
        assertNull(copy(new AtomicReference<Object>(MISSING)).get());
        assertNull(copy(new AbstractMap.SimpleEntry<>("a", MISSING)).getValue());
        OwnQueue queue = copy(new OwnQueue(MISSING, "a"));
        assertNull(queue.field);
        assertEquals("a", queue.poll());
    }

    @Test
    void anOrderWithAPlaceForNullArrivesWithIt() {
        Comparator<Missing> nullsFirst = Comparator.nullsFirst(Comparator.naturalOrder());
        TreeSet<Missing> set = new TreeSet<>(nullsFirst);
        set.add(MISSING);
        assertNull(copy(set).first());
        TreeMap<Missing, String> map = new TreeMap<>(nullsFirst);
        map.put(MISSING, "a");
        assertEquals("a", copy(map).get(null));
        TreeSet<Missing> byText = new TreeSet<>(
                (Comparator<Missing> & Serializable) (a, b) -> a.text().compareTo(b.text()));
        byText.add(MISSING);
        assertRefused("[element 0]", byText);
    }

    @Test
    void anObjectThatResolvesItselfToNullArrivesSo() {
        Resolved resolved = new Resolved(1);
        assertArrayEquals(new Object[] {null, null, "a"}, copy(new Object[] {resolved, resolved, "a"}));
        ResolvedObject object = new ResolvedObject();
        assertArrayEquals(new Object[] {null, null, "a"}, copy(new Object[] {object, object, "a"}));
    }
}
