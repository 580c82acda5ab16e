package io.github.procession.examples;

import io.github.procession.multiprocessing.Connection;
import io.github.procession.multiprocessing.Pipe;
import io.github.procession.multiprocessing.Process;
import java.io.EOFException;
import java.io.IOException;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;

/** A child sends back whatever it receives, until nobody has the other end of the pipe any more. */
class PipeEcho {
    record Order(String customer, List<String> items, LocalDate date) {}

    static void echo(Connection connection) throws IOException, InterruptedException {
        try {
            while (true) {
                connection.send(connection.recv());
            }
        } catch (EOFException e) {
            IO.println("echo: the pipe is at its end");
        }
    }

    void main() throws IOException, InterruptedException {
        var pipe = Pipe.open();
        var child = new Process(PipeEcho::echo, pipe.second());
        child.start();
        var connection = pipe.first();
        var order = new Order("Li Si", List.of("tea", "rice"), LocalDate.of(2026, 11, 20));
        for (var message : List.of(42, "hello", List.of(1, 2.5, 'c'), Map.of("k", 1), order)) {
            connection.send(message);
            Object back = connection.recv();
            IO.println("sent " + message + ", got " + back + (back.equals(message) ? ": equal" : ": DIFFERENT"));
        }
        connection.close();
        child.join();
    }
}
