package io.github.procession.cluster;

import io.github.procession.internal.RemoteElements;
import java.util.Arrays;
import redis.clients.jedis.Protocol.Command;

/** The elements of an array at the server. They are not sealed, as the server adds and compares. */
final class ClusterElements implements RemoteElements {
    private final Session session;
    private final String name;

    ClusterElements(Session session, String name) {
        this.session = session;
        this.name = name;
    }

    @Override
    public byte[] read(long offset, int count) {
        byte[] bytes = (byte[]) session.read(Command.GETRANGE, "a:" + name, offset, offset + count - 1);
        return Arrays.copyOf(bytes, count); // zeros at the end are not there
    }

    @Override
    public void write(long offset, byte[] bytes) {
        session.call("array_set", name, offset, bytes);
    }

    @Override
    public boolean compareAndSet(long offset, byte[] expected, byte[] bytes) {
        return session.callLong("array_replace", name, offset, expected, bytes) == 1;
    }

    @Override
    public byte[] getAndAdd(long offset, int width, long delta) {
        return (byte[]) session.call("array_add", name, offset, width, delta);
    }

    @Override
    public byte[] getAndAdd(long offset, byte[] delta) {
        return (byte[]) session.call("array_plus", name, offset, delta);
    }
}
