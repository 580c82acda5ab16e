package io.github.procession.cluster;

import io.github.procession.multiprocessing.SemaphoreProxy;
import java.time.Duration;
import java.util.Map;
import redis.clients.jedis.Protocol.Command;

/**
 * A semaphore of a {@link Cluster}. Waiters get permits in the order in which they came.
 *
 * <p><b>Memory consistency.</b> What a thread did before a release happens-before what a thread does that acquires the permit.
 *
 * <p><b>If a process dies</b>, or cannot reach the server for a lease, the permits that it acquired and did not release are
 * released.
 */
public final class ClusterSemaphore extends ClusterObject implements SemaphoreProxy {
    private static final long OTHER_NUMBER = -2;

    private final int permits;
    private final boolean bounded;

    ClusterSemaphore(Session session, String name, int permits, boolean bounded) {
        super(session, name);
        if (permits < 0) {
            throw new IllegalArgumentException(
                    "the number of permits of the semaphore " + name + " is negative: " + permits);
        }
        this.permits = permits;
        this.bounded = bounded;
    }

    @Override
    public boolean acquire(boolean block, Duration timeout) throws InterruptedException {
        Wait wait = new Wait(session, nanos(block, timeout));
        Map<String, byte[]> grant = wait.run(
                ticket -> session.call("acquire", name, permits, ticket, wait.flag()),
                _ -> session.call("release", name, permits, bounded ? 1 : 0));
        long reply = (Long) wait.reply();
        if (reply == OTHER_NUMBER) {
            throw differs();
        }
        if (grant == null && reply == 0) {
            return false;
        }
        session.holds(what(), 1);
        return true;
    }

    @Override
    public void release() {
        long done;
        UnconfirmedException unconfirmed = null;
        try {
            done = session.callLong("release", name, permits, bounded ? 1 : 0);
        } catch (UnconfirmedException e) { // it is released all the same
            done = (Long) e.reply();
            unconfirmed = e;
        }
        if (done == OTHER_NUMBER) {
            throw differs();
        }
        if (done < 0) {
            throw new IllegalStateException(
                    bounded
                            ? "the bounded semaphore \"" + name + "\" has all of its " + permits + " permits"
                            : "the semaphore \"" + name + "\" has as many permits as there can be: "
                                    + Integer.MAX_VALUE);
        }
        session.holds(what(), -1);
        if (unconfirmed != null) {
            throw unconfirmed;
        }
    }

    private String what() {
        return "a permit of semaphore \"" + name + "\"";
    }

    private IllegalStateException differs() {
        return new IllegalStateException("the semaphore \"" + name + "\" is in use with another number of permits than "
                + permits + ": all must name the same");
    }

    @Override
    public int getPermits() {
        Object free = session.read(Command.HGET, "s:" + name, "v");
        return free == null ? permits : Integer.parseInt(Request.text(free));
    }

    @Override
    public boolean locked() {
        return getPermits() == 0;
    }
}
