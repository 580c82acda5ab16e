package io.github.procession.cluster;

import io.github.procession.multiprocessing.BarrierProxy;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.BrokenBarrierException;
import redis.clients.jedis.Protocol.Command;

/**
 * A barrier of a {@link Cluster}.
 *
 * <p><b>Memory consistency.</b> What a thread did before it came happens-before what the others do after they have left.
 *
 * <p><b>If a process dies</b> while it waits, the barrier breaks for all. A broken one stays so until {@link #reset}, or for a week.
 */
public final class ClusterBarrier extends ClusterObject implements BarrierProxy {
    private static final long OTHER_NUMBER = -2;

    private final int parties;

    ClusterBarrier(Session session, String name, int parties) {
        super(session, name);
        if (parties < 1) {
            throw new IllegalArgumentException("the barrier " + name + " needs one party or more, not " + parties);
        }
        this.parties = parties;
    }

    @Override
    public int await() throws InterruptedException, BrokenBarrierException {
        return await(null);
    }

    @Override
    public int await(Duration timeout) throws InterruptedException, BrokenBarrierException {
        if (Thread.interrupted()) {
            abort();
            throw new InterruptedException();
        }
        Wait wait = new Wait(session, Math.max(1, nanos(true, timeout))); // who does not wait comes, and breaks it
        Map<String, byte[]> grant = wait.run(ticket -> session.call("arrive", name, parties, ticket), granted -> {
            if (!granted.isEmpty()) { // all have come, and this thread was interrupted
                Thread.currentThread().interrupt();
            }
        });
        long place;
        if (grant != null) {
            place = Long.parseLong(Request.text(grant.get("p")));
        } else {
            long reply = (Long) wait.reply();
            if (reply == OTHER_NUMBER) {
                throw new IllegalStateException("the barrier \"" + name
                        + "\" is in use with another number of parties than " + parties + ": all must name the same");
            }
            place = reply - 1;
        }
        if (place < 0) {
            throw new BrokenBarrierException("the barrier \"" + name + "\" is broken");
        }
        return (int) place;
    }

    @Override
    public void abort() {
        session.call("barrier_abort", name);
    }

    @Override
    public void reset() {
        session.call("barrier_reset", name);
    }

    @Override
    public int parties() {
        return parties;
    }

    @Override
    public int nWaiting() {
        return Math.toIntExact((Long) session.read(Command.LLEN, "bw:" + name));
    }

    @Override
    public boolean broken() {
        return (Long) session.read(Command.HEXISTS, "b:" + name, "k") == 1;
    }
}
