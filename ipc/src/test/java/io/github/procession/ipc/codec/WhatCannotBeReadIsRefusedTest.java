package io.github.procession.ipc.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.serialization.DecodeException;
import io.github.procession.serialization.NotSendableException;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamClass;
import java.io.ObjectStreamField;
import java.io.Serializable;
import java.lang.classfile.ClassFile;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Array;
import java.util.AbstractCollection;
import java.util.AbstractList;
import java.util.AbstractMap;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** An object either arrives whole by its class's own rules, or is refused where it is sent. */
class WhatCannotBeReadIsRefusedTest {
    private static Object copy(Object value) {
        try (Message message = Codec.encode(value)) {
            return Codec.decode(message.toByteArray());
        }
    }

    private static String refusal(Object value) {
        return assertThrows(NotSendableException.class, () -> Codec.encode(value))
                .getMessage();
    }

    static final class Registry extends ConcurrentHashMap<String, Integer> {
        private static final long serialVersionUID = 1L;
        int hits = 5;
    }

    static final class Sorted extends ConcurrentSkipListMap<String, Integer> {
        private static final long serialVersionUID = 1L;
        int hits = 5;
    }

    static final class Copying extends CopyOnWriteArrayList<String> {
        private static final long serialVersionUID = 1L;
        int hits = 5;
    }

    static final class Waiting extends LinkedBlockingQueue<String> {
        private static final long serialVersionUID = 1L;
        int hits = 5;
    }

    @Test
    void subclassesOfCollectionsOfTheJdkArrive() {
        Registry registry = new Registry();
        registry.put("a", 1);
        Registry read = (Registry) copy(registry);
        assertEquals(registry, read);
        assertEquals(5, read.hits);
        Sorted sorted = new Sorted();
        sorted.put("a", 1);
        assertEquals(sorted, copy(sorted));
        assertEquals(5, ((Sorted) copy(sorted)).hits);
        Copying copying = new Copying();
        copying.add("a");
        assertEquals(copying, copy(copying));
        assertEquals(5, ((Copying) copy(copying)).hits);
        Waiting waiting = new Waiting();
        waiting.add("a");
        assertEquals(List.of("a"), new ArrayList<>((Waiting) copy(waiting)));
        assertEquals(5, ((Waiting) copy(waiting)).hits);
    }

    static final class OwnAdder extends LongAdder {
        private static final long serialVersionUID = 1L;
    }

    @Test
    void aSubclassOfAClassThatReplacesOnlyItsOwnObjectsIsRefused() {
        OwnAdder adder = new OwnAdder();
        assertTrue(refusal(List.of(adder)).startsWith("[0]: " + OwnAdder.class.getName()), refusal(adder));
        assertTrue(refusal(adder).contains("its superclass java.util.concurrent.atomic.LongAdder sends a replacement"));
        assertEquals(0, ((LongAdder) copy(new LongAdder())).sum());
    }

    static final class Named implements Serializable {
        private static final long serialVersionUID = 1L;
        private static final ObjectStreamField[] serialPersistentFields = {
            new ObjectStreamField("x", int.class), new ObjectStreamField("name", String.class)
        };
        private final int x;
        private final String name;
        private final Object left = new Object();

        Named(int x, String name) {
            this.x = x;
            this.name = name;
        }

        private void readObject(ObjectInputStream input) throws IOException, ClassNotFoundException {
            input.defaultReadObject();
        }
    }

    @Test
    void fieldsThatAClassNamesArriveByDefault() {
        Named read = (Named) copy(new Named(3, "n"));
        assertEquals(3, read.x);
        assertEquals("n", read.name);
        assertEquals(null, read.left);
    }

    static final class Misnamed implements Serializable {
        private static final long serialVersionUID = 1L;
        private static final ObjectStreamField[] serialPersistentFields = {new ObjectStreamField("y", int.class)};
        int x = 3;
    }

    @Test
    void aFieldThatTheClassNamesAndDoesNotHaveIsRefused() {
        assertTrue(refusal(new Misnamed()).contains("serial field y"), refusal(new Misnamed()));
    }

    /** As Gson's map: a final field of its type cannot take what replaces it. */
    static final class Tree extends HashMap<String, Object> {
        private static final long serialVersionUID = 1L;

        private Object writeReplace() {
            return new HashMap<>(this);
        }
    }

    static final class Holder {
        final Tree members = new Tree();
        Object any;
    }

    record Pair(Object first, Tree second) {}

    @Test
    void aReplacementThatDoesNotFitItsPlaceIsRefused() {
        String message = refusal(new Object[] {new Holder()});
        assertTrue(message.startsWith("[0].members: " + Tree.class.getName()), message);
        assertTrue(message.contains("does not fit where a " + Tree.class.getName() + " is expected"), message);
        assertTrue(refusal(new Tree[] {new Tree()}).startsWith("[0]: "));
        Tree tree = new Tree();
        assertTrue(refusal(new Pair(tree, tree)).startsWith("pair."), "the second reference to it");
        assertEquals(HashMap.class, copy(tree).getClass());
        assertEquals(new HashMap<>(), ((Object[]) copy(new Object[] {tree}))[0]);
    }

    /** A view whose elements are where no reader could put them. */
    static final class Doubled extends AbstractList<Integer> {
        private final transient List<Integer> source;

        Doubled(List<Integer> source) {
            this.source = source;
        }

        @Override
        public Integer get(int index) {
            return 2 * source.get(index);
        }

        @Override
        public int size() {
            return source.size();
        }
    }

    @Test
    void aViewThatWouldArriveEmptyIsRefused() {
        String message = refusal(Map.of("k", new Doubled(List.of(1, 2))));
        assertTrue(message.startsWith("[k]: " + Doubled.class.getName()), message);
        assertTrue(message.contains("its field source is transient and final"), message);
    }

    /** A list that makes its place for elements itself, where it is rebuilt too, and says that it does not travel. */
    static final class Observed extends AbstractList<String> {
        private final transient List<String> elements = new ArrayList<>();
        private int changes;

        @Override
        public String get(int index) {
            return elements.get(index);
        }

        @Override
        public int size() {
            return elements.size();
        }

        @Override
        public void add(int index, String element) {
            elements.add(index, element);
            changes++;
        }
    }

    @Test
    void aCollectionThatWouldArriveEmptyIsRefused() {
        Observed observed = new Observed();
        assertEquals(observed, copy(observed));
        observed.add("a");
        String message = refusal(observed);
        assertTrue(message.contains("its field elements is transient and final, so it would arrive empty"), message);
    }

    /** A list of what it computes from simple values, which it keeps once they were asked for. */
    static final class Steps extends AbstractList<Integer> {
        private int first;
        private int count;
        private transient Integer[] computed = {};

        Steps() {}

        Steps(int first, int count) {
            this.first = first;
            this.count = count;
        }

        @Override
        public Integer get(int index) {
            if (computed.length == 0) {
                computed = new Integer[size()];
            }
            if (computed[index] == null) {
                computed[index] = first + index;
            }
            return computed[index];
        }

        @Override
        public int size() {
            return count;
        }
    }

    /** The same for a map. */
    static final class Squares extends AbstractMap<Integer, Integer> {
        private int count;
        private transient Map<Integer, Integer> squares;

        @Override
        public Set<Entry<Integer, Integer>> entrySet() {
            if (squares == null) {
                squares = new LinkedHashMap<>();
                for (int i = 0; i < count; i++) {
                    squares.put(i, i * i);
                }
            }
            return squares.entrySet();
        }
    }

    @Test
    void aCollectionThatComputesItsElementsArrivesWithoutWhatItKeeps() {
        Steps steps = new Steps(3, 4);
        assertEquals(List.of(3, 4, 5, 6), steps);
        assertEquals(steps, copy(steps));
        Squares squares = new Squares();
        squares.count = 3;
        assertEquals(Map.of(0, 0, 1, 1, 2, 4), squares);
        assertEquals(squares, copy(squares));
    }

    /** Knows how many elements it has, and computes most of them; what differs is in a transient field. */
    static final class Sparse extends AbstractList<Integer> {
        private int count;
        private final transient Map<Integer, Integer> set = new HashMap<>();

        @Override
        public Integer get(int index) {
            return set.getOrDefault(index, 0);
        }

        @Override
        public Integer set(int index, Integer element) {
            return set.put(index, element);
        }

        @Override
        public int size() {
            return count;
        }
    }

    /** Knows how many elements it has, and has them in a transient field only. */
    static final class Counted extends AbstractList<String> {
        private int count;
        private transient String[] elements = new String[10];

        @Override
        public boolean add(String element) {
            elements[count++] = element;
            return true;
        }

        @Override
        public String get(int index) {
            return elements[index];
        }

        @Override
        public int size() {
            return count;
        }
    }

    @Test
    void aCollectionWithElementsThatItCannotComputeIsRefused() {
        Sparse sparse = new Sparse();
        sparse.count = 1000;
        assertEquals(sparse, copy(sparse));
        sparse.set(999, 1);
        assertTrue(refusal(sparse).contains("its field set is transient"), refusal(sparse));
        Counted counted = new Counted();
        counted.add("a");
        assertTrue(refusal(counted).contains("its field elements is transient"), refusal(counted));
    }

    interface Passing extends Predicate<Integer>, Serializable {}

    /** A view of what passes a test. That it is Serializable sets no field that is final and transient. */
    static final class Filtered extends AbstractCollection<Integer> implements Serializable {
        private static final long serialVersionUID = 1L;
        private final transient Collection<Integer> source;
        private final Passing test;

        Filtered(Collection<Integer> source, Passing test) {
            this.source = source;
            this.test = test;
        }

        @Override
        public Iterator<Integer> iterator() {
            return source == null
                    ? Collections.emptyIterator()
                    : source.stream().filter(test).iterator();
        }

        @Override
        public int size() {
            return source == null ? 0 : (int) source.stream().filter(test).count();
        }
    }

    /** Knows how many elements it has; no constructor could make place for them, and none is needed. */
    static final class Row extends AbstractList<String> implements Serializable {
        private static final long serialVersionUID = 1L;
        private final int count;
        private transient String[] elements;

        Row(String... elements) {
            this.elements = elements;
            count = elements.length;
        }

        @Override
        public String get(int index) {
            return elements == null ? null : elements[index];
        }

        @Override
        public int size() {
            return count;
        }
    }

    /** Has its elements in a field that travels, and one that nobody misses. */
    static final class Basket extends AbstractCollection<String> implements Serializable {
        private static final long serialVersionUID = 1L;
        private final ArrayList<String> elements;
        private final transient Map<String, Integer> prices = Map.of("a", 1);
        private final transient Object lock = new Object();

        Basket(List<String> elements) {
            this.elements = new ArrayList<>(elements);
        }

        @Override
        public Iterator<String> iterator() {
            return elements.iterator();
        }

        @Override
        public int size() {
            return elements.size();
        }
    }

    @Test
    void aSerializableCollectionThatWouldArriveEmptyIsRefused() {
        String message = refusal(List.of(new Filtered(List.of(1, 2), x -> x > 1)));
        assertTrue(message.contains("its field source is transient and final"), message);
        message = refusal(new Row("a"));
        assertTrue(message.contains("its field elements is transient, so it would arrive empty"), message);
        assertEquals(List.of("a"), List.copyOf((Collection<?>) copy(new Basket(List.of("a")))));
    }

    @Test
    void aDescriptionOfAClassIsRefused() {
        String message = refusal(ObjectStreamClass.lookup(String.class));
        assertTrue(message.contains("send the class"), message);
    }

    /** What a class made in memory inherits. */
    public static class Author {
        String name = "A";
    }

    /** Likewise. */
    public static class Proxied extends Author implements Serializable {
        private static final long serialVersionUID = 1L;

        /**
         * Sends something ordinary.
         *
         * @return it
         */
        protected Object writeReplace() {
            return new ArrayList<>(List.of(name));
        }
    }

    private static Object inMemory(Class<?> superclass) throws Exception {
        ClassDesc own = ClassDesc.of(superclass.getName() + "$InMemory");
        ClassDesc above = ClassDesc.ofDescriptor(superclass.descriptorString());
        MethodTypeDesc noArguments = MethodTypeDesc.of(ConstantDescs.CD_void);
        byte[] bytes = ClassFile.of()
                .build(
                        own,
                        builder -> builder.withFlags(ClassFile.ACC_PUBLIC)
                                .withSuperclass(above)
                                .withMethodBody(
                                        "<init>",
                                        noArguments,
                                        ClassFile.ACC_PUBLIC,
                                        code -> code.aload(0)
                                                .invokespecial(above, "<init>", noArguments)
                                                .return_()));
        return MethodHandles.lookup().defineClass(bytes).getConstructor().newInstance();
    }

    @Test
    void aReplacedObjectNeedsNoClassAtTheReader() throws Exception {
        Object proxied = inMemory(Proxied.class);
        try (Message message = Codec.encode(new Object[] {proxied, proxied})) {
            byte[] bytes = message.toByteArray();
            assertEquals(-1, new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1).indexOf("InMemory"));
            Object[] read = (Object[]) Codec.decode(bytes);
            assertEquals(List.of("A"), read[0]);
            assertEquals(read[0], read[1]);
        }
    }

    @Test
    void anObjectWithoutAClassFileIsRefused() throws Exception {
        Object author = inMemory(Author.class);
        String message = refusal(new Object[] {author});
        assertTrue(message.startsWith("[0]: " + author.getClass().getName()), message);
        assertTrue(message.contains("its class was made in memory"), message);
        assertTrue(refusal(author.getClass()).contains("made in memory"), "the class as a value");
        assertInstanceOf(Author.class, copy(new Author()));
    }

    static final class Key {
        int number;

        Key(int number) {
            this.number = number;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Key key && key.number == number;
        }

        @Override
        public int hashCode() {
            return number;
        }
    }

    @Test
    void keysThatHaveBecomeEqualAreNotLostInSilence() {
        for (String type : List.of("java.util.HashMap", "java.util.LinkedHashSet", "java.util.Map", "java.util.Set")) {
            Key one = new Key(1);
            Key two = new Key(2);
            Object collection = switch (type) {
                case "java.util.HashMap" -> new HashMap<>(Map.of(one, 1, two, 2));
                case "java.util.LinkedHashSet" -> new LinkedHashSet<>(List.of(one, two));
                case "java.util.Map" -> Map.of(one, 1, two, 2);
                default -> Set.of(one, two);
            };
            two.number = 1;
            DecodeException e = assertThrows(DecodeException.class, () -> copy(new Object[] {collection}), type);
            assertTrue(e.getMessage().contains("of the 2 elements of a " + type + " only 1 "), e.getMessage());
        }
    }

    @Test
    void aBoxedKeyOfAnIdentityMapIsRefused() {
        Map<Object, Integer> map = new IdentityHashMap<>(Map.of(5, 1, "text", 2, true, 3));
        assertEquals(1, ((Map<?, ?>) copy(map)).get(5));
        map.put(123_456, 4);
        String message = refusal(new Object[] {map});
        assertTrue(message.startsWith("[0][key Integer]: java.lang.Integer"), message);
        assertTrue(message.contains("it is a key of an IdentityHashMap"), message);
    }

    @Test
    void aSetOfKeysThatMayBeEqualIsRefused() {
        IdentityHashMap<String, Integer> map = new IdentityHashMap<>(Map.of("a", 1));
        assertTrue(refusal(map.keySet()).contains("view of an IdentityHashMap"), refusal(map.keySet()));
        assertTrue(refusal(map.entrySet()).contains("view of an IdentityHashMap"), refusal(map.entrySet()));
        assertEquals(List.of(1), copy(map.values()));
    }

    static final class Backwards implements Comparator<String>, Serializable {
        private static final long serialVersionUID = 1L;

        @SuppressWarnings("serial")
        Object holder;

        @Override
        public int compare(String one, String other) {
            return other.compareTo(one);
        }
    }

    @Test
    void aSortedCollectionInItsOwnComparatorIsRefused() {
        Backwards order = new Backwards();
        TreeSet<String> set = new TreeSet<>(order);
        order.holder = set;
        assertTrue(refusal(set).contains("it contains itself"), refusal(set));
        TreeMap<String, Integer> map = new TreeMap<>(order);
        order.holder = map;
        assertTrue(refusal(map).contains("it contains itself"), refusal(map));
    }

    record Hashed(String hash) {
        Hashed {
            hash = "#" + hash;
        }
    }

    record Tidy(String text, double number) {
        Tidy {
            text = text.strip();
        }
    }

    @Test
    void aRecordWhoseConstructorChangesItEachTimeIsNotReadInSilence() {
        DecodeException failure = assertThrows(DecodeException.class, () -> copy(new Hashed("a")));
        assertTrue(failure.getMessage().contains("component hash"), failure.getMessage());
        assertEquals(new Tidy("a", Double.NaN), copy(new Tidy(" a ", Double.NaN)));
    }

    static final class Element {
        final Object holder;

        Element(Object holder) {
            this.holder = holder;
        }

        @Override
        public int hashCode() {
            return holder.hashCode();
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Element element && holder.equals(element.holder);
        }
    }

    @Test
    void anImmutableSetWithTheWrongHashCodesIsNotReadInSilence() {
        List<Object> list = new ArrayList<>();
        list.add(Set.of(new Element(new Size(list)), "other", "third"));
        list.add("more");
        DecodeException failure = assertThrows(DecodeException.class, () -> copy(list));
        assertTrue(failure.getMessage().contains("use a HashSet"), failure.getMessage());
    }

    static final class Size {
        final List<Object> list;

        Size(List<Object> list) {
            this.list = list;
        }

        @Override
        public int hashCode() {
            return list.size();
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Size size && size.list.size() == list.size();
        }
    }

    @Test
    void anArrayOfALambdasClassIsRefused() {
        Object lambda = (Supplier<Integer> & Serializable) () -> 1;
        Object array = Array.newInstance(lambda.getClass(), 1);
        assertTrue(refusal(array).contains("it is an array of a hidden class"), refusal(array));
        Object deeper = Array.newInstance(lambda.getClass(), 1, 0);
        assertTrue(refusal(List.of(deeper)).contains("it is an array of a hidden class"), refusal(array));
    }

    static final class Ping implements Serializable {
        private static final long serialVersionUID = 1L;

        private Object writeReplace() {
            return new Pong();
        }
    }

    static final class Pong implements Serializable {
        private static final long serialVersionUID = 1L;

        private Object writeReplace() {
            return new Ping();
        }
    }

    @Test
    void objectsThatReplaceEachOtherWithoutEndAreRefused() {
        String message = refusal(List.of(new Ping()));
        assertTrue(message.startsWith("[0]"), message);
        assertTrue(message.contains("without end"), message);
    }

    @Test
    void aRecordOfTheJdkIsRefusedWithoutALineForItsModule() {
        String message = refusal(Collectors.toList());
        assertTrue(message.contains("it is a record of the JDK"), message);
        assertEquals(-1, message.indexOf("opens"));
    }

    static final class KeepsItsStreams implements Serializable {
        private static final long serialVersionUID = 1L;
        private static ObjectOutputStream output;
        private static ObjectInputStream input;

        private void writeObject(ObjectOutputStream stream) throws IOException {
            stream.writeInt(1);
            output = stream;
        }

        private void readObject(ObjectInputStream stream) throws IOException {
            stream.readInt();
            input = stream;
        }
    }

    @Test
    void aStreamThatAClassKeepsSaysThatItIsClosed() {
        copy(new KeepsItsStreams());
        for (Executable use : List.<Executable>of(
                () -> KeepsItsStreams.output.writeInt(1),
                () -> KeepsItsStreams.input.readInt(),
                () -> KeepsItsStreams.input.readObject())) {
            assertTrue(assertThrows(IOException.class, use).getMessage().contains("is closed"));
        }
    }
}
