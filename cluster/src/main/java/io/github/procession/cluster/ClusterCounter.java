package io.github.procession.cluster;

import io.github.procession.ipc.codec.HomeOnly;
import redis.clients.jedis.Protocol.Command;

/**
 * A count of a {@link Cluster}: a number of 64 bits to which the server adds. It is done once, whatever the connection does.
 *
 * <p><b>Memory consistency.</b> What a thread did before it changed the count happens-before what a thread does that has read it.
 */
@HomeOnly(
        "is an object of a cluster, whose connection belongs to this process: send its name, and make it there by that")
public final class ClusterCounter {
    private final Session session;
    private final String name;

    ClusterCounter(Session session, String name) {
        this.session = session;
        this.name = ClusterObject.checked(name);
    }

    /**
     * The count.
     *
     * @return the number
     */
    public long get() {
        Object text = session.read(Command.GET, "v:" + name);
        return text == null ? 0 : Long.parseLong(Request.text(text));
    }

    /**
     * Sets the count.
     *
     * @param value the number
     */
    public void set(long value) {
        session.call("count_set", name, value, "-");
    }

    /**
     * Adds to the count.
     *
     * @param delta what to add
     * @return the sum
     * @throws ArithmeticException if it needs more than 64 bits; nothing was added then
     */
    public long add(long delta) {
        if (session.call("add", name, delta) instanceof byte[] sum) {
            return Long.parseLong(Request.text(sum));
        }
        throw new ArithmeticException("the count " + name + " and " + delta + " are more than a long can hold");
    }

    /**
     * Adds to the count.
     *
     * @param delta what to add
     * @return the count before
     * @throws ArithmeticException as for {@link #add}
     */
    public long getAndAdd(long delta) {
        return add(delta) - delta;
    }

    /**
     * Sets the count if it is what the caller expects.
     *
     * @param expected what it should be
     * @param value what it shall be
     * @return whether it was set
     */
    public boolean compareAndSet(long expected, long value) {
        return session.callLong("count_set", name, value, expected) == 1;
    }

    /** Kind and name. */
    @Override
    public String toString() {
        return "ClusterCounter[" + name + "]";
    }
}
