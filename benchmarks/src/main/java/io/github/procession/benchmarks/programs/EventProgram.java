package io.github.procession.benchmarks.programs;

import io.github.procession.multiprocessing.Event;
import io.github.procession.multiprocessing.Process;
import io.github.procession.multiprocessing.Queue;
import java.time.Duration;
import java.util.ArrayList;

/** Three processes that wait for an event, and one that waits with a time limit. */
final class EventProgram {
    private EventProgram() {}

    private static void await(Event event, Queue<String> results) throws Exception {
        event.await();
        results.put("set");
    }

    private static void awaitBriefly(Event event, Queue<String> results) throws Exception {
        results.put(event.await(Duration.ofMillis(20)) ? "set" : "not set");
    }

    static void main() throws Exception {
        var event = new Event();
        var results = new Queue<String>();
        var brief = new Process(EventProgram::awaitBriefly, event, results);
        brief.start();
        IO.println(results.get());
        brief.join();
        var waiting = new ArrayList<Process>();
        for (int i = 0; i < 3; i++) {
            var process = new Process(EventProgram::await, event, results);
            process.start();
            waiting.add(process);
        }
        event.set();
        IO.println(results.get() + " " + results.get() + " " + results.get());
        for (var process : waiting) {
            process.join();
        }
    }
}
