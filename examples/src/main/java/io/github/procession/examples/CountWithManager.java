package io.github.procession.examples;

import io.github.procession.multiprocessing.DictProxy;
import io.github.procession.multiprocessing.Multiprocessing;
import io.github.procession.multiprocessing.Process;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** Count of words in one map of a manager. {@code merge} runs at the server, so no increment is lost. */
class CountWithManager {
    private static final List<String> LINES = List.of("to be or not to be", "that is the question", "to die to sleep");

    static void count(String line, DictProxy<String, Integer> counts) {
        for (String word : line.split(" ")) {
            counts.merge(word, 1, Integer::sum);
        }
    }

    static void main() throws Exception {
        try (var manager = Multiprocessing.manager()) {
            DictProxy<String, Integer> counts = manager.dict();
            var counters = new ArrayList<Process>();
            for (String line : LINES) {
                var counter = new Process(CountWithManager::count, line, counts);
                counter.start();
                counters.add(counter);
            }
            for (Process counter : counters) {
                counter.join();
            }
            IO.println(new TreeMap<>(counts));
        }
    }
}
