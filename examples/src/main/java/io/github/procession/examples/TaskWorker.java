package io.github.procession.examples;

import io.github.procession.multiprocessing.QueueProxy;

/**
 * Worker that takes numbers from the queue of a {@link TaskServer} and puts their factors into another, until it gets a
 * zero. The argument is the server's place.
 */
class TaskWorker {
    static String factors(int number) {
        StringBuilder factors = new StringBuilder();
        int rest = number;
        for (int factor = 2; rest > 1; factor++) {
            for (; rest % factor == 0; rest /= factor) {
                factors.append(factors.isEmpty() ? "" : " * ").append(factor);
            }
        }
        return number + " = " + factors;
    }

    static void main(String[] args) throws Exception {
        try (var manager = TaskServer.manager(args[0])) {
            manager.register("tasks", QueueProxy.class);
            manager.register("results", QueueProxy.class);
            manager.connect();
            QueueProxy<Integer> tasks = manager.create("tasks");
            QueueProxy<String> results = manager.create("results");
            int done = 0;
            for (int number; (number = tasks.get()) != 0; done++) {
                results.put(factors(number));
                tasks.taskDone();
            }
            tasks.taskDone();
            IO.println("did " + done + " tasks");
        }
    }
}
