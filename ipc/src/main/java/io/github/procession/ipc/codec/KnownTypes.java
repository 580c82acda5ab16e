package io.github.procession.ipc.codec;

import com.esotericsoftware.kryo.kryo5.Serializer;
import com.esotericsoftware.kryo.kryo5.serializers.ClosureSerializer;
import com.esotericsoftware.kryo.kryo5.serializers.DefaultSerializers;
import com.esotericsoftware.kryo.kryo5.serializers.OptionalSerializers;
import com.esotericsoftware.kryo.kryo5.serializers.TimeSerializers;
import java.lang.reflect.InvocationHandler;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.net.URL;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.Currency;
import java.util.Date;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Hashtable;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.Stack;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.Vector;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Table of classes of the JDK whose objects have a compact form that was measured to arrive right; their subclasses are
 * not in it. The serializers have no state and are shared by all instances of Kryo. Classes of the JDK that are
 * missing here travel by Java's own rules.
 */
final class KnownTypes {
    private static final Map<Class<?>, Serializer<?>> TABLE = new HashMap<>();

    static {
        addCollections();
        addMaps();
        addKryoScalars();
        TABLE.put(ClosureSerializer.Closure.class, new LambdaSerializer());
        TABLE.put(InvocationHandler.class, new ProxySerializer());
        TABLE.put(Class.class, new SimpleValueSerializers.ForClass());
        TABLE.put(Date.class, new SimpleValueSerializers.ForDate());
        TABLE.put(EnumSet.class, new EnumSetSerializer());
        TABLE.put(BitSet.class, new SimpleValueSerializers.ForBitSet());
        TABLE.put(Optional.class, new SimpleValueSerializers.ForOptional());
        TABLE.put(EntrySerializer.IMMUTABLE, new EntrySerializer());
        TABLE.put(ReplacingSerializer.Replaced.class, ReplacingSerializer.reader());
        TABLE.put(Object.class, new MarkSerializer(new FieldsSerializer(Object.class, Object.class)));
    }

    private KnownTypes() {}

    /** The serializer of exactly this class, or null. */
    static Serializer<?> serializer(Class<?> type) {
        return TABLE.get(type);
    }

    private static void addCollections() {
        for (Class<?> type : List.of(
                ArrayList.class,
                LinkedList.class,
                Vector.class,
                Stack.class,
                ArrayDeque.class,
                HashSet.class,
                LinkedHashSet.class,
                TreeSet.class,
                PriorityQueue.class,
                ConcurrentLinkedQueue.class,
                ConcurrentLinkedDeque.class,
                CopyOnWriteArrayList.class)) {
            TABLE.put(type, new CollectionSerializer(type));
        }
        TABLE.put(new LinkedList<>().reversed().getClass(), new CollectionSerializer(LinkedList.class));
        Serializer<?> immutable = new ImmutableCollectionSerializer();
        TABLE.put(List.of().getClass(), immutable);
        TABLE.put(List.of(1).getClass(), immutable);
        TABLE.put(ImmutableCollectionSerializer.SUB_LIST, immutable);
        TABLE.put(Set.of().getClass(), immutable);
        TABLE.put(Set.of(1).getClass(), immutable);
        TABLE.put(CopiesSerializer.COPIES, new CopiesSerializer());
        TABLE.put(Collections.emptyList().getClass(), new DefaultSerializers.CollectionsEmptyListSerializer());
        TABLE.put(Collections.emptySet().getClass(), new DefaultSerializers.CollectionsEmptySetSerializer());
    }

    private static void addMaps() {
        for (Class<?> type : List.of(
                HashMap.class,
                Hashtable.class,
                IdentityHashMap.class,
                WeakHashMap.class,
                ConcurrentHashMap.class,
                TreeMap.class,
                ConcurrentSkipListMap.class)) {
            TABLE.put(type, new MapSerializer(type));
        }
        Serializer<?> immutable = new MapSerializer(MapSerializer.IMMUTABLE);
        TABLE.put(Map.of().getClass(), immutable);
        TABLE.put(Map.of(1, 1).getClass(), immutable);
        TABLE.put(LinkedHashMap.class, new LinkedHashMapSerializer());
        TABLE.put(Collections.emptyMap().getClass(), new DefaultSerializers.CollectionsEmptyMapSerializer());
    }

    private static void addKryoScalars() {
        TABLE.put(BigInteger.class, new DefaultSerializers.BigIntegerSerializer());
        TABLE.put(BigDecimal.class, new DefaultSerializers.BigDecimalSerializer());
        TABLE.put(StringBuilder.class, new DefaultSerializers.StringBuilderSerializer());
        TABLE.put(StringBuffer.class, new DefaultSerializers.StringBufferSerializer());
        TABLE.put(Currency.class, new DefaultSerializers.CurrencySerializer());
        TABLE.put(UUID.class, new DefaultSerializers.UUIDSerializer());
        TABLE.put(URI.class, new SimpleValueSerializers.ForUri());
        TABLE.put(URL.class, new SimpleValueSerializers.ForUrl());
        TABLE.put(AtomicBoolean.class, new DefaultSerializers.AtomicBooleanSerializer());
        TABLE.put(AtomicInteger.class, new DefaultSerializers.AtomicIntegerSerializer());
        TABLE.put(AtomicLong.class, new DefaultSerializers.AtomicLongSerializer());
        TABLE.put(OptionalInt.class, new OptionalSerializers.OptionalIntSerializer());
        TABLE.put(OptionalLong.class, new OptionalSerializers.OptionalLongSerializer());
        TABLE.put(OptionalDouble.class, new OptionalSerializers.OptionalDoubleSerializer());
        TABLE.put(Instant.class, new TimeSerializers.InstantSerializer());
        TABLE.put(Duration.class, new TimeSerializers.DurationSerializer());
        TABLE.put(LocalDate.class, new TimeSerializers.LocalDateSerializer());
        TABLE.put(LocalTime.class, new TimeSerializers.LocalTimeSerializer());
        TABLE.put(LocalDateTime.class, new TimeSerializers.LocalDateTimeSerializer());
    }
}
