package io.github.procession.cluster;

import io.github.procession.internal.Durations;
import io.github.procession.internal.RemoteState;
import io.github.procession.multiprocessing.ConditionProxy;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import redis.clients.jedis.Protocol.Command;

/**
 * A condition of a {@link Cluster}. A signal gives the place in the line of the lock to a waiter: those that are signalled wake
 * one after the other, each with the lock in hand.
 *
 * <p><b>Memory consistency.</b> As for {@link ClusterLock}.
 *
 * <p><b>If a process dies</b> while it waits, a signal goes to the next one. One that dies with the lock in hand leaves an
 * abandoned lock.
 */
public final class ClusterCondition extends ClusterObject implements ConditionProxy, RemoteState {
    private final ClusterLock lock;

    ClusterCondition(Session session, String name, ClusterLock lock) {
        super(session, name);
        this.lock = lock;
        if (lock.session != session) {
            throw new IllegalArgumentException("the lock " + lock + " is one of another cluster");
        }
    }

    @Override
    public boolean acquire(boolean block, Duration timeout) throws InterruptedException {
        return lock.acquire(block, timeout);
    }

    @Override
    public void release() {
        lock.release();
    }

    @Override
    public boolean locked() {
        return lock.locked();
    }

    @Override
    public boolean await(Duration timeout) throws InterruptedException {
        throwIfInterrupted();
        long begin = System.nanoTime();
        long nanos = Durations.toNanos(timeout);
        ClusterLock.Grant given = lock.grant();
        requireMine(given);
        Ticket ticket = session.ticket();
        String thread = lock.thread();
        boolean waits;
        try {
            waits = session.callLong("cond_wait", name, lock.name, ticket, thread) == 1;
        } catch (RuntimeException | Error e) { // the server may have done it
            session.giveUp(ticket, _ -> session.call("unlock", lock.name, thread));
            if (e instanceof UnconfirmedException u && u.reply().equals(1L)) { // it has
                lock.released(given);
            }
            throw e;
        }
        if (!waits) {
            session.drop(ticket);
            throw notHeld();
        }
        lock.released(given);
        boolean signalled = true;
        InterruptedException interrupt = null;
        Map<String, byte[]> grant;
        try {
            grant = session.get(ticket, Math.max(0, nanos - (System.nanoTime() - begin)));
        } catch (TimeoutException _) {
            signalled = session.callThatStands("cond_timeout", ticket).equals(0L);
            grant = session.join(ticket);
        } catch (InterruptedException e) {
            interrupt = e;
            session.callThatStands("cond_timeout", ticket);
            grant = session.join(ticket);
        }
        lock.granted(Long.parseLong(Request.text(grant.get("f"))), Request.text(grant.get("a")));
        if (interrupt != null) {
            throw interrupt;
        }
        return signalled;
    }

    @Override
    public void signal(int n) {
        if (n < 0) {
            throw new IllegalArgumentException("the number of waiters to wake is negative: " + n);
        }
        requireMine(lock.grant());
        if (session.callLong("notify", name, lock.name, lock.thread(), n) < 0) {
            throw notHeld();
        }
    }

    @Override
    public void signalAll() {
        signal(Integer.MAX_VALUE);
    }

    @Override
    public int state() {
        return Math.toIntExact((Long) session.read(Command.LLEN, "cw:" + name));
    }

    /** The server knows which process holds a lock that is not reentrant; this process knows which thread of it does. */
    private void requireMine(ClusterLock.Grant grant) {
        if (grant != null && grant.isOfAnotherThread()) {
            throw notHeld();
        }
    }

    private IllegalMonitorStateException notHeld() {
        return new IllegalMonitorStateException("the caller does not hold the lock of " + this);
    }
}
