package io.github.procession.ipc.codec;

import io.github.procession.serialization.Explanation.Way;
import java.lang.ref.Reference;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Hashtable;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * Serializer of maps of the JDK that their entries and comparator describe fully. The entries are taken before the first is written,
 * so that another thread may change a concurrent map meanwhile.
 */
final class MapSerializer extends GraphSerializer {
    /** Stands for the unmodifiable maps of {@code Map.of}. */
    static final Class<?> IMMUTABLE = Map.class;

    private final Class<?> rebuiltAs;

    /** Prepares for maps of any class, to arrive as one of the classes in {@link #create}. */
    MapSerializer(Class<?> rebuiltAs) {
        this.rebuiltAs = rebuiltAs;
    }

    @Override
    void write(GraphKryo kryo, GraphOutput output, Object object) {
        if (rebuiltAs == IMMUTABLE) {
            kryo.references().enterLate();
        }
        Map<?, ?> map = (Map<?, ?>) object;
        Object[] entries = entries(map);
        if (rebuiltAs == IdentityHashMap.class) {
            requireIdentities(kryo, entries);
        }
        output.writeVarInt(entries.length / 2, true);
        if (sorted()) {
            kryo.references().enterLate(); // it is made with its comparator
            kryo.writeClassAndObject(output, ((SortedMap<?, ?>) map).comparator());
            kryo.references().leaveLate();
        }
        if (entries.length != 0) {
            Elements.write(kryo, output, entries, 0, entries.length, 2);
            Elements.write(kryo, output, entries, 1, entries.length, 2);
        }
        if (rebuiltAs == IMMUTABLE) {
            kryo.references().leaveLate();
        }
    }

    /** Refuses boxed keys of which the receiver finds no second one that is the same. */
    private static void requireIdentities(GraphKryo kryo, Object[] entries) {
        for (int i = 0; i < entries.length; i += 2) {
            Object key = entries[i];
            if (key != boxedAgain(key)) {
                kryo.references().nameDeepest(key);
                throw new Refusal(
                        kryo.getDepth() + 1,
                        Refusal.sentence(
                                key.getClass(),
                                "is a key of an IdentityHashMap, and boxed values keep no identity between processes;"
                                        + " use a HashMap, or keys of a class of your own"));
            }
        }
    }

    private static Object boxedAgain(Object value) {
        return switch (value) {
            case Integer n -> Integer.valueOf(n.intValue());
            case Long n -> Long.valueOf(n.longValue());
            case Short n -> Short.valueOf(n.shortValue());
            case Byte n -> Byte.valueOf(n.byteValue());
            case Character c -> Character.valueOf(c.charValue());
            case Boolean b -> Boolean.valueOf(b.booleanValue());
            case Double n -> Double.valueOf(n.doubleValue());
            case Float n -> Float.valueOf(n.floatValue());
            case null, default -> value;
        };
    }

    /** Keys at even places, their values behind them. */
    static Object[] entries(Map<?, ?> map) {
        Object[] entries = new Object[2 * map.size()];
        int count = 0;
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            if (count == entries.length) {
                entries = Arrays.copyOf(entries, Math.max(16, count * 2));
            }
            entries[count] = entry.getKey();
            entries[count + 1] = entry.getValue();
            count += 2;
        }
        return count == entries.length ? entries : Arrays.copyOf(entries, count);
    }

    private boolean sorted() {
        return rebuiltAs == TreeMap.class || rebuiltAs == ConcurrentSkipListMap.class;
    }

    @Override
    Object read(GraphKryo kryo, GraphInput input, Class<?> type) {
        int size = input.readSize(2);
        @SuppressWarnings("unchecked")
        Comparator<Object> comparator = sorted() ? (Comparator<Object>) kryo.readClassAndObject(input) : null;
        if (rebuiltAs == IMMUTABLE) {
            return immutable(kryo, input, size);
        }
        Map<Object, Object> map = create(size, comparator);
        kryo.reference(map);
        if (size != 0) {
            Object[] entries = new Object[2 * size];
            Elements.Reader keyReader = readKeys(kryo, input, entries);
            Elements.Reader valueReader = Elements.reader(kryo, input);
            if (keyReader.isOfValues() && comparator == null || rebuiltAs == IdentityHashMap.class) {
                for (int i = 0; i < entries.length; i += 2) {
                    map.put(entries[i], valueReader.next());
                }
                Completion.requireAll(map, size);
            } else {
                readValues(valueReader, entries);
                kryo.completion.fill(map, entries);
            }
            Reference.reachabilityFence(entries); // of a map that holds its keys weakly
        }
        return map;
    }

    private static Elements.Reader readKeys(GraphKryo kryo, GraphInput input, Object[] entries) {
        Elements.Reader reader = Elements.reader(kryo, input);
        for (int i = 0; i < entries.length; i += 2) {
            entries[i] = reader.next();
        }
        return reader;
    }

    private static void readValues(Elements.Reader reader, Object[] entries) {
        for (int i = 1; i < entries.length; i += 2) {
            entries[i] = reader.next();
        }
    }

    private static Map<Object, Object> immutable(GraphKryo kryo, GraphInput input, int size) {
        if (size == 0) {
            return Map.of();
        }
        Object[] entries = new Object[2 * size];
        readKeys(kryo, input, entries);
        readValues(Elements.reader(kryo, input), entries);
        Object[] keys = new Object[size];
        Map<Object, Object> different = HashMap.newHashMap(size);
        for (int i = 0; i < size; i++) {
            keys[i] = entries[2 * i];
            different.put(keys[i], entries[2 * i + 1]);
        }
        Map<Object, Object> map = Map.copyOf(different);
        Completion.requireAll(IMMUTABLE, size, map.size());
        kryo.completion.requireAll(map.keySet(), keys);
        return map;
    }

    private Map<Object, Object> create(int size, Comparator<Object> comparator) {
        if (rebuiltAs == HashMap.class) {
            return HashMap.newHashMap(size);
        }
        if (rebuiltAs == LinkedHashMap.class) {
            return LinkedHashMap.newLinkedHashMap(size);
        }
        if (rebuiltAs == TreeMap.class) {
            return new TreeMap<>(comparator);
        }
        if (rebuiltAs == ConcurrentHashMap.class) {
            return new ConcurrentHashMap<>();
        }
        if (rebuiltAs == ConcurrentSkipListMap.class) {
            return new ConcurrentSkipListMap<>(comparator);
        }
        if (rebuiltAs == IdentityHashMap.class) {
            return new IdentityHashMap<>();
        }
        if (rebuiltAs == WeakHashMap.class) {
            return new WeakHashMap<>();
        }
        if (rebuiltAs == Hashtable.class) {
            return new Hashtable<>();
        }
        throw new IllegalStateException("no way to create a " + rebuiltAs.getName());
    }

    @Override
    Way way(GraphKryo kryo, Object object) {
        return rebuiltAs == IMMUTABLE || object.getClass() == rebuiltAs ? Way.VALUE : Way.SUBSTITUTED;
    }

    /** Tries what the receiver would do. Maps of most kinds take null both as a key and as a value, or neither. */
    @Override
    boolean takesNull(GraphKryo kryo, Object holder, Object part) {
        if (rebuiltAs == IMMUTABLE) {
            return false;
        }
        if (rebuiltAs == TreeMap.class) {
            SortedMap<?, ?> map = (SortedMap<?, ?>) holder;
            return map.keySet().stream().noneMatch(key -> key == part)
                    || CollectionSerializer.takesNull(map.comparator(), map.keySet());
        }
        try {
            create(1, null).put(null, null);
            return true;
        } catch (NullPointerException e) {
            return false;
        }
    }

    @Override
    String step(Object holder, Object part) {
        return keyStep((Map<?, ?>) holder, part);
    }

    /** The key of a value; for a key itself the key too, marked. */
    static String keyStep(Map<?, ?> map, Object part) {
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            if (entry.getValue() == part) {
                return "[" + describe(entry.getKey()) + "]";
            }
            if (entry.getKey() == part) {
                return "[key " + part.getClass().getSimpleName() + "]";
            }
        }
        return "";
    }

    /** Text of a key, where that is short and cannot run code of a user's class. */
    private static String describe(Object key) {
        if (key instanceof String
                || key instanceof Number
                || key instanceof Enum<?>
                || key instanceof Character
                || key instanceof Boolean
                || key == null) {
            String text = String.valueOf(key);
            return text.length() <= 60 ? text : text.substring(0, 57) + "...";
        }
        return key.getClass().getSimpleName();
    }
}
