/** Procession's objects on many machines, on a Valkey or Redis server. */
// requires-automatic: Jedis has no module descriptor, only the Automatic-Module-Name in its manifest.
@SuppressWarnings("requires-automatic")
module io.github.procession.cluster {
    requires transitive io.github.procession;
    requires static org.jspecify; // as core says where null may be
    requires redis.clients.jedis;

    exports io.github.procession.cluster;

    // the program of a worker is called in a child
    opens io.github.procession.cluster to
            io.github.procession.ipc;

    provides io.github.procession.internal.ObjectHome with
            io.github.procession.cluster.ClusterObjectHome;
    provides io.github.procession.internal.pool.PoolHome with
            io.github.procession.cluster.ClusterPoolHome;
}
