package io.github.procession.cluster;

import java.time.Duration;

/** Time for which changes wait for replicas; the usual one again when it is closed. */
final class ReplicaLimit implements AutoCloseable {
    /** For replicas that run, on a machine that keeps them waiting. */
    static final Duration LONG = Duration.ofMinutes(1);

    /** For replicas that are not there. */
    static final Duration SHORT = Duration.ofMillis(100);

    private final long usual = Calls.replicasMillis;

    ReplicaLimit(Duration limit) {
        set(limit);
    }

    void set(Duration limit) {
        Calls.replicasMillis = limit.toMillis();
    }

    @Override
    public void close() {
        Calls.replicasMillis = usual;
    }
}
