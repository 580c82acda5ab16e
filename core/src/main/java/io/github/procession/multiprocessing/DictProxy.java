package io.github.procession.multiprocessing;

import io.github.procession.function.SerializableBiFunction;
import io.github.procession.function.SerializableFunction;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentMap;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * A map of a manager: Python's {@code manager.dict()}. It keeps the order in which keys were put.
 *
 * <p>Each call is one round trip and atomic. Those that take a function send it to the server, where it runs under the lock of
 * the map: {@code counts.merge(word, 1, Integer::sum)} loses no increment, which Python's {@code d[k] += 1} does. A lambda
 * that is typed as a plain {@code java.util.function} interface, as through a variable of type {@code Map}, does not travel;
 * then the default methods of {@link ConcurrentMap} do the same with several round trips.
 *
 * <p>Keys and values that are read are copies, and collections among them refuse to be changed, since the change would not be
 * seen at the server: put a changed copy, use {@link #compute}, or put a proxy of a list or map into the map, which is live.
 * {@link #keySet}, {@link #values} and {@link #entrySet} are copies of one moment.
 *
 * @param <K> type of the keys
 * @param <V> type of the values
 */
@Guarded
public interface DictProxy<K, V> extends ConcurrentMap<K, V>, BaseProxy {
    @Override
    V getOrDefault(Object key, V defaultValue);

    /**
     * Combines a value with the one that is there, at the server.
     *
     * @param key the key
     * @param value what to put if there is none
     * @param function gets the present value and the given one; null as its result removes the key
     * @return the new value, null if there is none
     */
    @Nullable
    V merge(K key, V value, SerializableBiFunction<? super V, ? super V, ? extends V> function);

    /**
     * Computes a value of the one that is there, at the server.
     *
     * @param key the key
     * @param function gets the key and the present value or null; null as its result removes the key
     * @return the new value, null if there is none
     */
    @Nullable
    V compute(K key, SerializableBiFunction<? super K, ? super V, ? extends V> function);

    /**
     * Computes a value if there is none, at the server.
     *
     * @param key the key
     * @param function gets the key
     * @return the present or new value
     */
    V computeIfAbsent(K key, SerializableFunction<? super K, ? extends V> function);

    /**
     * Computes a value of the one that is there, if there is one, at the server.
     *
     * @param key the key
     * @param function gets the key and the present value; null as its result removes the key
     * @return the new value, null if there is none
     */
    @Nullable
    V computeIfPresent(K key, SerializableBiFunction<? super K, ? super V, ? extends V> function);

    /**
     * Replaces all values, at the server and at once.
     *
     * @param function gets key and value
     */
    void updateAll(SerializableBiFunction<? super K, ? super V, ? extends V> function);

    /**
     * Runs a function at the server, under the lock of the map.
     *
     * @param function gets the map itself
     * @param <R> type of its result
     * @return a copy of its result
     */
    <R> R apply(SerializableFunction<? super Map<K, V>, ? extends R> function);

    /**
     * Removes the entry that was put last: Python's {@code popitem()}.
     *
     * @return the entry
     * @throws java.util.NoSuchElementException if the map is empty
     */
    Map.Entry<K, V> popItem();

    @Override
    default void replaceAll(BiFunction<? super K, ? super V, ? extends V> function) {
        if (function instanceof SerializableBiFunction) {
            @SuppressWarnings("unchecked")
            SerializableBiFunction<? super K, ? super V, ? extends V> travels =
                    (SerializableBiFunction<? super K, ? super V, ? extends V>) function;
            updateAll(travels);
        } else {
            ConcurrentMap.super.replaceAll(Objects.requireNonNull(function, "function"));
        }
    }

    /** A copy of the keys of this moment; it cannot be changed. */
    @Override
    default Set<K> keySet() {
        return this.<Map<K, V>>getValue().keySet();
    }

    /** A copy of the values of this moment; it cannot be changed. */
    @Override
    default Collection<V> values() {
        return this.<Map<K, V>>getValue().values();
    }

    /** A copy of the entries of this moment; it cannot be changed. */
    @Override
    default Set<Map.Entry<K, V>> entrySet() {
        return this.<Map<K, V>>getValue().entrySet();
    }
}
