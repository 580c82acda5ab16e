/** Procession's objects on many machines, on a Valkey or Redis server. */
// requires-automatic: Jedis has no module descriptor, only the Automatic-Module-Name in its manifest.
@SuppressWarnings("requires-automatic")
module io.github.procession.cluster {
    requires transitive io.github.procession;
    requires static org.jspecify; // as core says where null may be
    requires redis.clients.jedis;

    exports io.github.procession.cluster;
}
