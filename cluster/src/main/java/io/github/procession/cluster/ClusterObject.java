package io.github.procession.cluster;

import io.github.procession.internal.Durations;
import io.github.procession.ipc.codec.HomeOnly;
import io.github.procession.multiprocessing.BaseProxy;
import java.util.Objects;

/** Base of the named objects of a {@link Cluster}. */
@HomeOnly(
        "is an object of a cluster, whose connection belongs to this process: send its name, and make it there by that")
abstract sealed class ClusterObject implements BaseProxy
        permits ClusterBarrier,
                ClusterCondition,
                ClusterEvent,
                ClusterLock,
                ClusterQueue,
                ClusterSemaphore,
                ClusterValue {
    final Session session;
    final String name;

    ClusterObject(Session session, String name) {
        this.session = session;
        this.name = checked(name);
    }

    static String checked(String name) {
        if (Objects.requireNonNull(name, "name").isEmpty()) {
            throw new IllegalArgumentException("the name of an object of a cluster is empty");
        }
        return name;
    }

    /** The time for which a call may wait; 0 for one that must not. */
    static long nanos(boolean block, java.time.Duration timeout) {
        return block ? Durations.toNanos(timeout) : 0;
    }

    static void throwIfInterrupted() throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
    }

    /** Refused: what it holds is at the server. */
    @Override
    public <T> T getValue() {
        throw new UnsupportedOperationException("an object of a cluster has no copy: use its methods");
    }

    /** Kind and name. */
    @Override
    public String toString() {
        return getClass().getSimpleName() + "[" + name + "]";
    }
}
