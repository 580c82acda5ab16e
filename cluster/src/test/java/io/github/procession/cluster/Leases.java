package io.github.procession.cluster;

import static io.github.procession.cluster.PoolTest.await;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.time.Duration;
import java.util.List;
import redis.clients.jedis.Protocol.Command;

/** Leases of tests: none runs out by the clock, however long a slow machine keeps a thread or a process waiting; tests end them. */
final class Leases {
    /** Far above what a machine keeps a thread waiting; a third of it passes until a lost answer is asked for again. */
    static final Duration LONG = Duration.ofMinutes(5);

    private Leases() {}

    /** Builder of a session that lives until a test ends it. */
    static ClusterBuilder builder(String url) {
        return Cluster.builder().address(url).lease(LONG);
    }

    static Cluster connect(String url) {
        return builder(url).connect();
    }

    /** Lets the lease run out of a session that does not reach its server, and waits until the session has ended. */
    static void runOut(Cluster cluster) {
        Session session = cluster.session();
        await(() -> {
            session.contact(System.nanoTime() - 2 * LONG.toNanos()); // again, as an earlier answer may come late
            return session.lost() != null;
        });
    }

    /** Lets the leases of a process run out at the server, which then gives to others what it held. */
    static void runOutAtServer(TestServer server, String namespace, long pid) {
        runOutAtServer(server, namespace, pid + "-");
    }

    /** Lets the lease of a session run out at the server, or of all whose ids begin so. */
    static void runOutAtServer(TestServer server, String namespace, String begin) {
        String prefix = "procession:{" + namespace + "#0}:";
        List<String> sessions = sessions(server, prefix, begin);
        assertFalse(sessions.isEmpty(), "there is no session " + begin);
        await(() -> {
            for (String session : sessions(server, prefix, begin)) {
                server.command(Command.ZADD, prefix + "ses", "XX", 1, session);
                server.command(Command.HSET, prefix + "S:" + session, "g", 1); // it has had its one lease more
            }
            server.command(Command.FCALL, Protocol.BEAT, 1, prefix, "another", "-");
            return sessions(server, prefix, begin).stream().noneMatch(sessions::contains);
        });
    }

    private static List<String> sessions(TestServer server, String prefix, String begin) {
        return ((List<?>) server.command(Command.ZRANGE, prefix + "ses", 0, -1))
                .stream()
                        .map(Request::text)
                        .filter(session -> session.startsWith(begin))
                        .toList();
    }
}
