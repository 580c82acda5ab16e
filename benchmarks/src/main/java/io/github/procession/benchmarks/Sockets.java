package io.github.procession.benchmarks;

import io.github.procession.multiprocessing.Client;
import io.github.procession.multiprocessing.Connection;
import io.github.procession.multiprocessing.Listener;
import io.github.procession.multiprocessing.Process;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.util.Map;

/** Messages to a child process and back over sockets; the counterpart of {@code sockets.py}. */
final class Sockets {
    private static final byte[] KEY = {'k'};
    private static final int MEBIBYTE = 1 << 20;
    private static final int TRIPS_PER_BATCH = 100;

    private Sockets() {}

    /** What the parent does with its connection. */
    private interface Body {
        void run(Connection connection) throws Exception;
    }

    private static void echo(String path, int port) throws Exception {
        SocketAddress address =
                path != null ? UnixDomainSocketAddress.of(path) : new InetSocketAddress("localhost", port);
        try (var connection = Client.connect(address, KEY)) {
            for (Object message; (message = connection.recv()) != null; ) {
                connection.send(message);
            }
        }
    }

    private static void withChild(String family, Body body) throws Exception {
        try (var listener = Listener.builder().family(family).authKey(KEY).open()) {
            String path = listener.address() instanceof UnixDomainSocketAddress unix
                    ? unix.getPath().toString()
                    : null;
            int port = listener.address() instanceof InetSocketAddress inet ? inet.getPort() : 0;
            var child = new Process(Sockets::echo, path, port);
            child.start();
            try (var connection = listener.accept()) {
                body.run(connection);
                connection.send(null);
            }
            child.join();
        }
    }

    private static void roundTrips(String family, Measure measure) throws Exception {
        var message = Map.of("k", 1);
        withChild(family, connection -> {
            double seconds = measure.secondsPerOperation(() -> {
                for (int i = 0; i < TRIPS_PER_BATCH; i++) {
                    connection.send(message);
                    connection.recv();
                }
                return TRIPS_PER_BATCH;
            });
            Measure.report("round-trip", seconds * 1e6, "us");
        });
    }

    private static void large(String family, Measure measure) throws Exception {
        byte[] message = new byte[MEBIBYTE];
        withChild(family, connection -> {
            double seconds = measure.secondsPerOperation(() -> {
                connection.send(message);
                connection.recv();
                return 2 * MEBIBYTE; // there and back
            });
            Measure.report("echo", 1 / seconds / 1e9, "GB/s");
        });
    }

    static void main(String[] args) throws Exception {
        var measure = Measure.of(args);
        switch (args[0]) {
            case "unix" -> roundTrips("AF_UNIX", measure);
            case "tcp" -> roundTrips("AF_INET", measure);
            case "unix-large" -> large("AF_UNIX", measure);
            case "tcp-large" -> large("AF_INET", measure);
            default -> throw Measure.unknown(args);
        }
    }
}
