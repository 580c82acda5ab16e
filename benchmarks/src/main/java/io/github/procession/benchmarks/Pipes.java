package io.github.procession.benchmarks;

import io.github.procession.multiprocessing.Connection;
import io.github.procession.multiprocessing.Pipe;
import io.github.procession.multiprocessing.Process;
import java.util.Map;

/** Messages to a child process and back over a Pipe; the counterpart of {@code pipes.py}. */
final class Pipes {
    private static final int MEBIBYTE = 1 << 20;
    private static final int TRIPS_PER_BATCH = 100;

    private Pipes() {}

    private static void echo(Connection connection) throws Exception {
        for (Object message; (message = connection.recv()) != null; ) {
            connection.send(message);
        }
    }

    private static void echoBytes(Connection connection) throws Exception {
        for (byte[] message; (message = connection.recvBytes()).length > 0; ) {
            connection.sendBytes(message);
        }
    }

    private static void roundTrips(String name, Object message, Measure measure) throws Exception {
        var connection = startChild();
        double seconds = measure.secondsPerOperation(() -> {
            for (int i = 0; i < TRIPS_PER_BATCH; i++) {
                connection.send(message);
                connection.recv();
            }
            return TRIPS_PER_BATCH;
        });
        Measure.report(name, seconds * 1e6, "us");
        connection.send(null);
    }

    private static Connection startChild() {
        var pipe = Pipe.open();
        new Process(Pipes::echo, pipe.second()).start();
        return pipe.first();
    }

    private static void large(Measure measure) throws Exception {
        var connection = startChild();
        byte[] message = new byte[MEBIBYTE];
        double seconds = measure.secondsPerOperation(() -> {
            connection.send(message);
            connection.recv();
            return 2 * MEBIBYTE; // there and back
        });
        Measure.report("echo", 1 / seconds / 1e9, "GB/s");
        connection.send(null);
    }

    private static void largeBytes(Measure measure) throws Exception {
        var pipe = Pipe.open();
        new Process(Pipes::echoBytes, pipe.second()).start();
        var connection = pipe.first();
        byte[] message = new byte[MEBIBYTE];
        double seconds = measure.secondsPerOperation(() -> {
            connection.sendBytes(message);
            connection.recvBytes();
            return 2 * MEBIBYTE;
        });
        Measure.report("echo-bytes", 1 / seconds / 1e9, "GB/s");
        connection.sendBytes(new byte[0]);
    }

    static void main(String[] args) throws Exception {
        var measure = Measure.of(args);
        switch (args[0]) {
            case "map" -> roundTrips("pipe-map", Map.of("k", 1), measure);
            case "int" -> roundTrips("pipe-int", 42, measure);
            case "large" -> large(measure);
            case "large-bytes" -> largeBytes(measure);
            default -> throw Measure.unknown(args);
        }
    }
}
