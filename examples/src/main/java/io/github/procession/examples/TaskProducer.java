package io.github.procession.examples;

import io.github.procession.multiprocessing.QueueProxy;
import java.util.TreeSet;

/**
 * Producer of tasks: it puts numbers into the queue of a {@link TaskServer}, waits for all results and has the workers
 * end. The arguments are the server's place and the number of workers.
 */
class TaskProducer {
    private static final int TASKS = 20;

    static void main(String[] args) throws Exception {
        try (var manager = TaskServer.manager(args[0])) {
            manager.register("tasks", QueueProxy.class);
            manager.register("results", QueueProxy.class);
            manager.connect();
            QueueProxy<Integer> tasks = manager.create("tasks");
            QueueProxy<String> results = manager.create("results");
            for (int i = 1; i <= TASKS; i++) {
                tasks.put(1000 + i);
            }
            var sorted = new TreeSet<String>();
            for (int i = 0; i < TASKS; i++) {
                sorted.add(results.get());
            }
            sorted.forEach(IO::println);
            for (int i = 0; i < Integer.parseInt(args[1]); i++) {
                tasks.put(0);
            }
            tasks.join();
        }
    }
}
