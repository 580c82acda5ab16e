package io.github.procession.cluster;

import io.github.procession.function.SerializableUnaryOperator;
import io.github.procession.multiprocessing.ValueProxy;
import java.util.List;
import java.util.Objects;
import redis.clients.jedis.Protocol.Command;

/**
 * A value of a {@link Cluster}, of any type that can be sent.
 *
 * <p><b>Memory consistency.</b> What a thread did before it set the value happens-before what a thread does that has read it.
 *
 * @param <T> type of the value
 */
public final class ClusterValue<T> extends ClusterObject implements ValueProxy<T> {
    private static final String NEVER_SET = "0";

    private final Payloads payloads;
    private final T initial;
    private final String what;

    ClusterValue(Session session, Payloads payloads, String name, T initial) {
        super(session, name);
        this.payloads = payloads;
        this.initial = initial;
        what = "value " + name;
    }

    private record Read<T>(T value, String version) {}

    private Read<T> read() {
        List<?> both = (List<?>) session.read(Command.HMGET, "x:" + name, "v", "n");
        if (both.get(0) == null) {
            return new Read<>(initial, NEVER_SET);
        }
        @SuppressWarnings("unchecked")
        T value = (T) payloads.decode((byte[]) both.get(0), what);
        return new Read<>(value, Request.text(both.get(1)));
    }

    @Override
    public T get() {
        return read().value;
    }

    @Override
    public void set(T value) {
        session.call("value_set", name, payloads.encode(value, what), "-");
    }

    private boolean set(T value, String version) {
        return session.callLong("value_set", name, payloads.encode(value, what), version) == 1;
    }

    /**
     * Sets the value if it equals what the caller expects.
     *
     * @param expected what it should be
     * @param value what it shall be
     * @return whether it was set
     */
    public boolean compareAndSet(T expected, T value) {
        while (true) {
            Read<T> now = read();
            if (!Objects.equals(now.value, expected)) {
                return false;
            }
            if (set(value, now.version)) {
                return true;
            }
        }
    }

    /**
     * Computes the value of the one that is there. The function runs here, again if another process was faster.
     *
     * @param function gets the present value
     * @return the new value
     */
    @Override
    public T update(SerializableUnaryOperator<T> function) {
        while (true) {
            Read<T> now = read();
            T next = function.apply(now.value);
            if (set(next, now.version)) {
                return next;
            }
        }
    }

    /** A copy of the value. */
    @Override
    @SuppressWarnings("unchecked")
    public <R> R getValue() {
        return (R) get();
    }

    /** Removes the value: it is the initial one again. */
    public void delete() {
        session.call("delete", "x:" + name);
    }
}
