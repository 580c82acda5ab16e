package shop;

import io.github.procession.multiprocessing.Connection;
import io.github.procession.multiprocessing.Pipe;
import io.github.procession.multiprocessing.Process;
import java.util.Map;

class Echo {
    static void serve(Connection connection) throws Exception {
        connection.send(connection.recv());
    }

    static Map<String, Integer> call() throws Exception {
        var pipe = Pipe.open(); // record Pipe(Connection first, Connection second)
        new Process(Echo::serve, pipe.second()).start();
        pipe.first().send(Map.of("k", 1));
        Map<String, Integer> back = pipe.first().recv();
        return back;
    }
}
