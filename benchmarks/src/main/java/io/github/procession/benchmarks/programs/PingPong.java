package io.github.procession.benchmarks.programs;

import io.github.procession.multiprocessing.Connection;
import io.github.procession.multiprocessing.Pipe;
import io.github.procession.multiprocessing.Process;
import java.util.Map;

/** Messages to a child and back over a pipe. */
final class PingPong {
    private static final int TRIPS = 1000;

    private PingPong() {}

    private static void echo(Connection connection) throws Exception {
        for (Map<String, Integer> message; (message = connection.recv()) != null; ) {
            connection.send(Map.of("reply", message.get("number") + 1));
        }
    }

    static void main() throws Exception {
        var pipe = Pipe.open();
        var near = pipe.first();
        var process = new Process(PingPong::echo, pipe.second());
        process.start();
        int number = 0;
        for (int i = 0; i < TRIPS; i++) {
            near.send(Map.of("number", number));
            number = near.<Map<String, Integer>>recv().get("reply");
        }
        near.send(null);
        process.join();
        IO.println("number " + number);
    }
}
