package io.github.procession.cluster;

import io.github.procession.ipc.codec.HomeOnly;
import java.util.AbstractMap;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentMap;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Protocol.Command;

/**
 * A map of a {@link Cluster}: Python's {@code manager.dict()}.
 *
 * <p>Each call is one round trip and atomic. Those that take a function read, compute here, and write if nobody was faster; else
 * they begin again. {@link #add} adds at the server.
 *
 * <p>Neither keys nor values may be null. Keys are the same if they are encoded the same, as equal strings, numbers of one type,
 * enums, and records and lists of these are. Values that are read are copies. {@link #keySet}, {@link #values} and
 * {@link #entrySet} are copies of one moment, in no order; they cannot be changed.
 *
 * <p>A value that this process cannot open, as it lacks the class, is an exception of the calls that return or compare it, and they have
 * changed nothing; except for {@link #put}, which has set the new value when it cannot open the one before, and says so.
 * {@link #putAll} opens none.
 *
 * <p><b>Memory consistency.</b> What a thread did before it put a value happens-before what a thread does that has read it.
 *
 * @param <K> type of the keys
 * @param <V> type of the values
 */
@HomeOnly(
        "is an object of a cluster, whose connection belongs to this process: send its name, and make it there by that")
// Longer than most: the methods of ConcurrentMap, each in as many round trips as it takes.
public final class ClusterMap<K, V> extends AbstractMap<K, V> implements ConcurrentMap<K, V> {
    private static final int AT_ONCE = 500;
    private static final long AT_ONCE_BYTES = 1 << 20;
    private static final String ABSENT = "0";
    private static final String ANY = "-";

    private final Session session;
    private final Payloads payloads;
    private final String name;
    private final String what;

    ClusterMap(Session session, Payloads payloads, String name) {
        this.session = session;
        this.payloads = payloads;
        this.name = ClusterObject.checked(name);
        what = "dict " + name;
    }

    private byte[] field(Object key) {
        return payloads.field(Objects.requireNonNull(key, "key"), what);
    }

    private byte[] encode(Object key, Object value) {
        return payloads.encode(new Object[] {key, Objects.requireNonNull(value, "value")}, what);
    }

    private StoredEntry read(byte[] field) {
        return StoredEntry.of(session.read(Command.HGET, "m:" + name, field), payloads, what);
    }

    @SuppressWarnings("unchecked")
    private @Nullable V valueOf(@Nullable StoredEntry entry) {
        return entry == null ? null : (V) entry.value();
    }

    @Override
    public @Nullable V get(Object key) {
        return valueOf(read(field(key)));
    }

    @Override
    public V getOrDefault(Object key, V defaultValue) {
        V value = get(key);
        return value == null ? defaultValue : value;
    }

    /**
     * Reads the values of some keys in one round trip.
     *
     * @param keys the keys
     * @return a copy of the entries that are there
     */
    public Map<K, V> getAll(Collection<? extends K> keys) {
        Map<K, V> all = new LinkedHashMap<>();
        List<K> wanted = List.copyOf(keys);
        for (int from = 0; from < wanted.size(); from += AT_ONCE) {
            List<K> some = wanted.subList(from, Math.min(from + AT_ONCE, wanted.size()));
            List<?> entries = (List<?>) session.read(
                    Command.HMGET, "m:" + name, some.stream().map(this::field).toArray());
            for (int i = 0; i < some.size(); i++) {
                V value = valueOf(StoredEntry.of(entries.get(i), payloads, what));
                if (value != null) {
                    all.put(some.get(i), value);
                }
            }
        }
        return all;
    }

    @Override
    public boolean containsKey(Object key) {
        return (Long) session.read(Command.HEXISTS, "m:" + name, field(key)) == 1;
    }

    @Override
    public int size() {
        return Math.toIntExact((Long) session.read(Command.HLEN, "m:" + name));
    }

    @Override
    public @Nullable V put(K key, V value) {
        Object before = session.call("map_put", name, field(key), encode(key, value), 0);
        return Replaced.open(before, reply -> valueOf(StoredEntry.of(reply, payloads, what)));
    }

    @Override
    public @Nullable V putIfAbsent(K key, V value) {
        return valueOf(
                StoredEntry.of(session.call("map_put", name, field(key), encode(key, value), 1), payloads, what));
    }

    /** Puts entries, some hundred with each round trip; those of one round trip are put at once. */
    @Override
    public void putAll(Map<? extends K, ? extends V> entries) {
        List<Object> call = new ArrayList<>();
        long bytes = 0;
        for (Map.Entry<? extends K, ? extends V> entry : entries.entrySet()) {
            byte[] encoded = encode(entry.getKey(), entry.getValue());
            if (call.isEmpty()) {
                call.add(name);
            }
            call.add(field(entry.getKey()));
            call.add(encoded);
            bytes += encoded.length;
            if (call.size() >= 2 * AT_ONCE || bytes >= AT_ONCE_BYTES) {
                session.call("map_put_all", call.toArray());
                call.clear();
                bytes = 0;
            }
        }
        if (!call.isEmpty()) {
            session.call("map_put_all", call.toArray());
        }
    }

    @Override
    public @Nullable V remove(Object key) {
        byte[] field = field(key);
        return Taking.take(
                () -> session.call("map_remove", name, field, ANY),
                reply -> valueOf(StoredEntry.of(reply, payloads, what)),
                entry -> session.call("map_back", name, field, entry));
    }

    private boolean replace(K key, byte[] field, String version, V value) {
        if (value != null) {
            return session.callLong("map_replace", name, field, version, encode(key, value)) == 1;
        }
        return version.equals(ABSENT) || !(session.call("map_remove", name, field, version) instanceof Long);
    }

    @Override
    public boolean remove(Object key, Object value) {
        byte[] field = field(key);
        while (true) {
            StoredEntry now = read(field);
            if (now == null || !now.value().equals(value)) {
                return false;
            }
            if (!(session.call("map_remove", name, field, now.version()) instanceof Long)) {
                return true;
            }
        }
    }

    @Override
    public boolean replace(K key, V oldValue, V newValue) {
        Objects.requireNonNull(newValue, "newValue");
        byte[] field = field(key);
        while (true) {
            StoredEntry now = read(field);
            if (now == null || !now.value().equals(oldValue)) {
                return false;
            }
            if (replace(key, field, now.version(), newValue)) {
                return true;
            }
        }
    }

    @Override
    public @Nullable V replace(K key, V value) {
        Objects.requireNonNull(value, "value");
        byte[] field = field(key);
        while (true) {
            StoredEntry now = read(field);
            if (now == null || replace(key, field, now.version(), value)) {
                return valueOf(now);
            }
        }
    }

    private V computeHere(K key, BiFunction<? super K, ? super V, ? extends V> function) {
        byte[] field = field(key);
        while (true) {
            StoredEntry now = read(field);
            V next = function.apply(key, valueOf(now));
            if (replace(key, field, now == null ? ABSENT : now.version(), next)) {
                return next;
            }
        }
    }

    @Override
    public @Nullable V compute(K key, BiFunction<? super K, ? super V, ? extends V> function) {
        return computeHere(key, function);
    }

    @Override
    public @Nullable V computeIfPresent(K key, BiFunction<? super K, ? super V, ? extends V> function) {
        return computeHere(key, (k, old) -> old == null ? null : function.apply(k, old));
    }

    @Override
    public @Nullable V computeIfAbsent(K key, Function<? super K, ? extends V> function) {
        V there = get(key);
        if (there != null) {
            return there;
        }
        V value = function.apply(key);
        V faster = value == null ? null : putIfAbsent(key, value);
        return faster == null ? value : faster;
    }

    @Override
    public @Nullable V merge(K key, V value, BiFunction<? super V, ? super V, ? extends V> function) {
        Objects.requireNonNull(value, "value");
        return computeHere(key, (_, old) -> old == null ? value : function.apply(old, value));
    }

    /**
     * Adds to the number of a key, at the server and in one round trip; no number counts as 0. The number is a {@link Long} and,
     * from then on, not sealed, as the server adds.
     *
     * @param key the key
     * @param delta what to add
     * @return the sum
     * @throws ArithmeticException if it needs more than 64 bits; nothing was added then
     * @throws ClassCastException if the value is no {@code Long}
     */
    public long add(K key, long delta) {
        byte[] field = field(key);
        byte[] sealedKey = payloads.encode(key, what);
        while (true) {
            Object sum = session.call("map_add", name, field, delta, sealedKey);
            if (sum instanceof byte[] text) {
                return Long.parseLong(Request.text(text));
            }
            if ((Long) sum < 0) {
                throw new ArithmeticException(
                        "the number of " + key + " and " + delta + " are more than a long can hold");
            }
            StoredEntry now = read(field); // a value that was put is sealed: only this side can add
            if (now != null && now.value() instanceof Long number) {
                long added = Math.addExact(number, delta);
                if (session.callLong("map_replace", name, field, now.version(), encode(key, added)) == 1) {
                    return added;
                }
            } else if (now != null) {
                throw new ClassCastException("the value of " + key + " in the " + what + " is no Long, but a "
                        + now.value().getClass().getName());
            }
        }
    }

    @Override
    public void clear() {
        session.call("delete", "m:" + name);
    }

    private Map<K, V> copy() {
        List<?> all = (List<?>) session.read(Command.HGETALL, "m:" + name);
        Map<K, V> copy = new LinkedHashMap<>();
        for (int i = 1; i < all.size(); i += 2) {
            StoredEntry entry = StoredEntry.of(all.get(i), payloads, what);
            @SuppressWarnings("unchecked")
            K key = (K) entry.key();
            copy.put(key, valueOf(entry));
        }
        return Collections.unmodifiableMap(copy);
    }

    /** A copy of the entries of this moment; it cannot be changed. */
    @Override
    public Set<Map.Entry<K, V>> entrySet() {
        return copy().entrySet();
    }

    /** A copy of the keys of this moment; it cannot be changed. */
    @Override
    public Set<K> keySet() {
        return copy().keySet();
    }

    /** A copy of the values of this moment; it cannot be changed. */
    @Override
    public Collection<V> values() {
        return copy().values();
    }
}
