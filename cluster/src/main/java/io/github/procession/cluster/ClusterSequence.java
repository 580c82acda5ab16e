package io.github.procession.cluster;

import io.github.procession.internal.RemoteContents;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import redis.clients.jedis.Protocol.Command;

/** The list of a manager at the server. */
final class ClusterSequence extends ClusterContents implements RemoteContents.OfList {
    ClusterSequence(Session session, Payloads payloads, String name) {
        super(session, payloads, name);
    }

    private byte[] encode(Object value) {
        return payloads.encode(value, what);
    }

    private Object[] value(Object reply) {
        return reply instanceof byte[] sealed ? new Object[] {decode(sealed)} : null;
    }

    @Override
    public int size() {
        return Math.toIntExact((Long) read(Command.LLEN, "o:" + name));
    }

    @Override
    public Object[] get(int index) {
        return value(read(Command.LINDEX, "o:" + name, index));
    }

    @Override
    public Object[] set(int index, Object value) {
        return Replaced.open(change("list_set", index, encode(value)), this::value);
    }

    private void put(String function, List<Object> arguments, Collection<?> values) {
        checkCount(values.size());
        values.forEach(value -> arguments.add(encode(value)));
        change(function, arguments.toArray());
    }

    @Override
    public void addAll(Collection<?> values) {
        if (!values.isEmpty()) {
            put("list_put", new ArrayList<>(List.of("r")), values);
        }
    }

    @Override
    public void addFirst(Object value) {
        change("list_put", "l", encode(value));
    }

    @Override
    public Object[] remove(boolean last) {
        String end = last ? "r" : "l";
        return Taking.take(() -> change("list_take", end), this::value, element -> change("list_back", end, element));
    }

    @Override
    public void replaceAll(Collection<?> values) {
        put("list_all", new ArrayList<>(), values);
    }

    @Override
    public List<Object> copy() {
        List<?> all = (List<?>) read(Command.LRANGE, "o:" + name, 0, -1);
        List<Object> copy = new ArrayList<>();
        all.forEach(each -> copy.add(decode((byte[]) each)));
        return copy;
    }
}
