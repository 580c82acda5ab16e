package io.github.procession.cluster;

import io.github.procession.internal.RemoteContents;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import redis.clients.jedis.Protocol.Command;

/** The map of a manager at the server: each key with its value, and its place in the order of keys. */
final class ClusterTable extends ClusterContents implements RemoteContents.OfMap {
    ClusterTable(Session session, Payloads payloads, String name) {
        super(session, payloads, name);
    }

    private record Entry(long place, Object key, Object value) {}

    private byte[] field(Object key) {
        return payloads.field(key, what);
    }

    private byte[] encode(Object key, Object value) {
        return payloads.encode(new Object[] {key, value}, what);
    }

    /** The server has the place as a text, a space and the sealed key and value. */
    private Entry entry(Object reply) {
        byte[] bytes = (byte[]) reply;
        int space = 0;
        while (bytes[space] != ' ') {
            space++;
        }
        Object[] both = (Object[]) decode(Arrays.copyOfRange(bytes, space + 1, bytes.length));
        return new Entry(Long.parseLong(Request.text(Arrays.copyOf(bytes, space))), both[0], both[1]);
    }

    private Object[] value(Object reply) {
        return reply == null ? null : new Object[] {entry(reply).value};
    }

    @Override
    public int size() {
        return Math.toIntExact((Long) read(Command.HLEN, "k:" + name));
    }

    @Override
    public Object[] get(Object key) {
        return value(read(Command.HGET, "k:" + name, field(key)));
    }

    @Override
    public Object[] put(Object key, Object value, boolean ifAbsent) {
        Object before = change("keys_put", ifAbsent ? 1 : 0, field(key), encode(key, value));
        return ifAbsent ? value(before) : Replaced.open(before, this::value);
    }

    @Override
    public Object[] remove(Object key) {
        byte[] field = field(key);
        return Taking.take(() -> change("keys_take", field), this::value, entry -> change("keys_back", field, entry));
    }

    private void putAll(String function, List<Object> arguments, Map<?, ?> entries) {
        checkCount(entries.size());
        entries.forEach((key, value) -> {
            arguments.add(field(key));
            arguments.add(encode(key, value));
        });
        change(function, arguments.toArray());
    }

    @Override
    public void putAll(Map<?, ?> entries) {
        putAll("keys_put", new ArrayList<>(List.of(0)), entries);
    }

    @Override
    public void replaceAll(Map<?, ?> entries) {
        putAll("keys_all", new ArrayList<>(), entries);
    }

    @Override
    public Map<Object, Object> copy() {
        List<?> all = (List<?>) read(Command.HGETALL, "k:" + name);
        List<Entry> entries = new ArrayList<>();
        for (int i = 1; i < all.size(); i += 2) {
            entries.add(entry(all.get(i)));
        }
        entries.sort(Comparator.comparingLong(Entry::place));
        Map<Object, Object> copy = new LinkedHashMap<>();
        entries.forEach(entry -> copy.put(entry.key, entry.value));
        return copy;
    }
}
