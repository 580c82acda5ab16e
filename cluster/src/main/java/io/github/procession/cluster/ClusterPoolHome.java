package io.github.procession.cluster;

import io.github.procession.internal.pool.PoolHome;
import io.github.procession.internal.pool.RemoteSettings;
import io.github.procession.internal.pool.RemoteTasks;
import java.util.function.Supplier;

/**
 * The home that the machines of a cluster give to the workers of pools: of the cluster that makes the pool, else of the
 * program's own.
 */
public final class ClusterPoolHome implements PoolHome {
    private static final ScopedValue<Cluster> MAKER = ScopedValue.newInstance();

    /** Made by {@link java.util.ServiceLoader}. */
    public ClusterPoolHome() {}

    static <T> T on(Cluster cluster, Supplier<T> action) {
        return ScopedValue.where(MAKER, cluster).call(action::get);
    }

    @Override
    public RemoteTasks open(String name, RemoteSettings settings, RemoteTasks.Results results) {
        Cluster cluster = MAKER.isBound() ? MAKER.get() : ProgramCluster.get();
        return cluster.pools().open(name, settings, results);
    }
}
