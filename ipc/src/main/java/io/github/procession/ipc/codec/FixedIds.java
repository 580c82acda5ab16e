package io.github.procession.ipc.codec;

import com.esotericsoftware.kryo.kryo5.serializers.ClosureSerializer;
import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Date;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Table of common classes that a message names by a number instead of by their name. The order is the format. */
final class FixedIds {
    /** Kryo gives lower numbers to primitive types and strings. */
    private static final int FIRST = 10;

    private static final Class<?>[] TYPES = {
        // Kryo looks up these three in place of the classes of lambdas, proxies and enum sets.
        ClosureSerializer.Closure.class,
        InvocationHandler.class,
        EnumSet.class,
        Object.class,
        Object[].class,
        String[].class,
        Integer[].class,
        Class.class,
        byte[].class,
        int[].class,
        long[].class,
        double[].class,
        float[].class,
        short[].class,
        char[].class,
        boolean[].class,
        int[][].class,
        double[][].class,
        String[][].class,
        ArrayList.class,
        LinkedList.class,
        ArrayDeque.class,
        HashSet.class,
        LinkedHashSet.class,
        TreeSet.class,
        HashMap.class,
        LinkedHashMap.class,
        TreeMap.class,
        IdentityHashMap.class,
        ConcurrentHashMap.class,
        EnumMap.class,
        List.of().getClass(),
        List.of(1).getClass(),
        Set.of().getClass(),
        Set.of(1).getClass(),
        Map.of().getClass(),
        Map.of(1, 1).getClass(),
        Arrays.asList().getClass(),
        Collections.emptyList().getClass(),
        Collections.emptyMap().getClass(),
        Collections.emptySet().getClass(),
        Collections.singletonList(1).getClass(),
        Collections.singleton(1).getClass(),
        Collections.singletonMap(1, 1).getClass(),
        Collections.unmodifiableList(new ArrayList<>()).getClass(),
        Collections.unmodifiableList(new LinkedList<>()).getClass(),
        Collections.unmodifiableCollection(new ArrayList<>()).getClass(),
        Collections.unmodifiableSet(new HashSet<>()).getClass(),
        Collections.unmodifiableMap(new HashMap<>()).getClass(),
        Collections.synchronizedList(new ArrayList<>()).getClass(),
        Optional.class,
        StringBuilder.class,
        BigInteger.class,
        BigDecimal.class,
        UUID.class,
        Date.class,
        Locale.class,
        Instant.class,
        Duration.class,
        LocalDate.class,
        LocalTime.class,
        LocalDateTime.class,
        AtomicInteger.class,
        AtomicLong.class,
        AtomicBoolean.class,
        AtomicReference.class,
        StackTraceElement.class,
        StackTraceElement[].class,
        Exception.class,
        RuntimeException.class,
        IllegalArgumentException.class,
        IllegalStateException.class,
        NullPointerException.class,
        IOException.class,
        UnsupportedOperationException.class,
        ArithmeticException.class,
        ClassCastException.class,
        IndexOutOfBoundsException.class,
        ArrayIndexOutOfBoundsException.class,
        NumberFormatException.class,
        InterruptedException.class,
        ExecutionException.class,
        Error.class,
        AssertionError.class,
        OutOfMemoryError.class,
        StackOverflowError.class,
        ReplacingSerializer.Replaced.class,
    };

    private static final Map<Class<?>, Integer> IDS = new HashMap<>();

    static {
        for (int i = 0; i < TYPES.length; i++) {
            IDS.put(TYPES[i], FIRST + i);
        }
    }

    /** Stands for all classes whose objects replace themselves. */
    static final int REPLACED = of(ReplacingSerializer.Replaced.class);

    private FixedIds() {}

    /** The number of a class, or -1. */
    static int of(Class<?> type) {
        Integer id = IDS.get(type);
        return id == null ? -1 : id;
    }

    /** The class with a number, or null. */
    static @Nullable Class<?> type(int id) {
        int index = id - FIRST;
        return index >= 0 && index < TYPES.length ? TYPES[index] : null;
    }
}
