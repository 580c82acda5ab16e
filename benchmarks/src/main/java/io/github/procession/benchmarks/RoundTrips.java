package io.github.procession.benchmarks;

import java.net.URI;
import redis.clients.jedis.Connection;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Protocol.Command;

/** The bare round trip of a server: its answer to {@code PING}, over the connection that a cluster has too. */
final class RoundTrips {
    private RoundTrips() {}

    static void main(String[] args) throws Exception {
        var measure = Measure.of(args);
        var server = URI.create(System.getenv(ClusterFigures.SERVER));
        try (var connection = new Connection(new HostAndPort(server.getHost(), server.getPort()))) {
            Turns.Turn turn = () -> {
                connection.sendCommand(Command.PING);
                connection.getOne();
            };
            Measure.report(args[0], Turns.seconds(() -> turn, 1, measure) * 1e6, "us");
        }
    }
}
