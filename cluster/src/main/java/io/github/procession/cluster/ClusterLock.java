package io.github.procession.cluster;

import io.github.procession.internal.RemoteState;
import io.github.procession.ipc.report.LibraryLogger;
import io.github.procession.multiprocessing.LockProxy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import redis.clients.jedis.Protocol.Command;

/**
 * A lock of a {@link Cluster}. Waiters get it in the order in which they came.
 *
 * <p>Each grant has a {@linkplain #fence number}, larger than those before. What is outside of the cluster, such as a file or a
 * database, can refuse whoever comes with a smaller number than it has seen: a holder that was paused for so long that others
 * were given the lock.
 *
 * <p><b>Memory consistency.</b> What a thread did before it released the lock happens-before what the next holder does.
 *
 * <p><b>If the holder dies</b>, or cannot reach the server for a lease, the next one that waits gets the lock; that is logged as
 * a warning, and {@link #wasAbandoned()} is true until it is released.
 */
public final class ClusterLock extends ClusterObject implements LockProxy, RemoteState {
    private static final Logger LOG = LibraryLogger.of(Cluster.class);

    /** Thread in the name of the holder of a lock that any thread may release. */
    private static final String NO_THREAD = "-";

    private static final String ANYBODY = "*";

    private final boolean reentrant;

    /** A grant to this process: its number, and the thread that got it. */
    record Grant(long fence, long thread) {
        boolean isOfAnotherThread() {
            return thread != Thread.currentThread().threadId();
        }
    }

    ClusterLock(Session session, String name, boolean reentrant) {
        super(session, name);
        this.reentrant = reentrant;
    }

    String thread() {
        return reentrant ? Long.toString(Thread.currentThread().threadId()) : NO_THREAD;
    }

    @Override
    public boolean acquire(boolean block, Duration timeout) throws InterruptedException {
        Wait wait = new Wait(session, nanos(block, timeout));
        String thread = thread(); // which another one may give it back for
        Map<String, byte[]> grant = wait.run(
                ticket -> session.call("lock", name, ticket, wait.flag(), thread, reentrant ? 1 : 0),
                _ -> session.call("unlock", name, thread));
        if (grant != null) {
            granted(Long.parseLong(Request.text(grant.get("f"))), Request.text(grant.get("a")));
            return true;
        }
        if (wait.reply() instanceof List<?> got) {
            granted((Long) got.get(0), Request.text(got.get(1)));
            return true;
        }
        return false;
    }

    void granted(long fence, String deadHolder) {
        Grant before = session.grants()
                .put(name, new Grant(fence, Thread.currentThread().threadId()));
        if (before == null || before.fence != fence) {
            session.holds(what(), 1);
            if (!deadHolder.isEmpty()) {
                LOG.warn(
                        "the {} was held by the process {}, which died: what it guards may be half changed",
                        what(),
                        deadHolder);
            }
        }
    }

    private String what() {
        return "lock \"" + name + "\"";
    }

    /**
     * Releases it: Python's {@code release()}.
     *
     * @throws EngineException also if too few replicas confirm it in time: then it is released all the same, for this process and for
     *     others. Should a failover lose that, the session of this process ends
     * @throws IllegalMonitorStateException if it is not held, or by another one
     */
    @Override
    public void release() {
        Grant grant = grant();
        long done;
        UnconfirmedException unconfirmed = null;
        try {
            done = session.callLong("unlock", name, reentrant ? thread() : ANYBODY);
        } catch (UnconfirmedException e) {
            done = (Long) e.reply();
            unconfirmed = e;
        }
        if (done < 1) {
            throw new IllegalMonitorStateException(
                    "the " + what() + (done == 0 ? " is not held" : " is held by another thread or process"));
        }
        if (done == 1) {
            released(grant);
        }
        if (unconfirmed != null) {
            throw unconfirmed;
        }
    }

    /** The present grant of this process, to be asked for before it is given up; null for none. */
    Grant grant() {
        return session.grants().get(name);
    }

    /** Forgets a grant, but not that of another thread which has the lock by now. */
    void released(Grant grant) {
        if (grant != null) {
            session.grants().remove(name, grant);
            session.holds(what(), -1);
        }
    }

    @Override
    public boolean locked() {
        return (Long) session.read(Command.HEXISTS, "l:" + name, "s") == 1;
    }

    @Override
    public boolean wasAbandoned() {
        List<?> both = (List<?>) session.read(Command.HMGET, "l:" + name, "s", "a");
        return both.get(0) != null && both.get(1) != null;
    }

    /**
     * Number of the grant by which this process holds the lock. Each grant of any lock of the namespace has a larger one than
     * all before.
     *
     * @return the number, from 1 on
     * @throws IllegalMonitorStateException if this process does not hold the lock
     * @throws SessionLostException if others may have the lock by now, as this process could not reach the server for a lease
     */
    @Override
    public long fence() {
        session.throwIfLost();
        if (session.isOver()) { // not yet found out by the thread that gives signs of life
            throw new SessionLostException(
                    "others may hold the " + what() + ": this process had no answer from "
                            + session.server().address() + " for its lease of " + session.lease(),
                    null);
        }
        Grant grant = grant();
        if (grant == null) {
            throw new IllegalMonitorStateException("this process does not hold the " + what());
        }
        return grant.fence;
    }

    @Override
    public int state() {
        List<?> holder = (List<?>) session.read(Command.HMGET, "l:" + name, "s", "c");
        if (holder.get(0) == null) {
            return FREE;
        }
        if (!Request.text(holder.get(0)).equals(session.id())) {
            return OF_ANOTHER_PROCESS;
        }
        Grant grant = grant();
        return grant == null || grant.isOfAnotherThread()
                ? OF_ANOTHER_THREAD
                : Integer.parseInt(Request.text(holder.get(1)));
    }

    /** The condition of this lock: another one of the same name is the same. {@link Cluster#condition} makes more. */
    @Override
    public ClusterCondition newCondition() {
        return new ClusterCondition(session, name, this);
    }
}
