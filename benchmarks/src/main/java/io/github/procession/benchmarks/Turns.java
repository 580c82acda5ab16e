package io.github.procession.benchmarks;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Turns of clients of a server, each in a thread of its own: the cases that both Java sides of a figure have. */
final class Turns {
    /** Size of an item of a queue, or of a value of a map. */
    static final String ITEM = "x".repeat(100);

    static final int TINY_TASKS = 100_000;

    private static final int PER_BATCH = 100;

    private Turns() {}

    /** The operations of one turn. */
    interface Turn {
        void run() throws Exception;
    }

    /** Connector of one more client. */
    interface Client {
        Turn connect() throws Exception;
    }

    /** What one side does in each case; each method connects a client. */
    interface Calls extends AutoCloseable {
        Turn queue() throws Exception;

        Turn lock() throws Exception;

        Turn semaphore() throws Exception;

        Turn increment() throws Exception;

        Turn put() throws Exception;

        Turn get() throws Exception;

        /** One task there and back, by two workers that are started here. */
        Turn task() throws Exception;

        /** All tiny tasks, by two workers that are started here. */
        Turn tinyTasks(int chunk) throws Exception;

        @Override
        void close();
    }

    static final int CLIENTS = 8;

    /** Measures the case that the command line names. */
    static void run(Calls calls, String[] args) throws Exception {
        var measure = Measure.of(args);
        String which = args[0];
        if (which.startsWith("chunks-")) {
            Turn all = calls.tinyTasks(Integer.parseInt(which.substring("chunks-".length())));
            double seconds = measure.secondsPerOperation(() -> {
                all.run();
                return TINY_TASKS;
            });
            Measure.report(which, 1 / seconds, "1/s");
            return;
        }
        double seconds = switch (which) {
            case "queue" -> seconds(calls::queue, 1, measure);
            case "queue-8" -> seconds(calls::queue, CLIENTS, measure);
            case "queue-threads-8" -> secondsOfThreads(calls::queue, CLIENTS, measure);
            case "lock" -> seconds(calls::lock, 1, measure);
            case "semaphore" -> seconds(calls::semaphore, 1, measure);
            case "increment" -> seconds(calls::increment, 1, measure);
            case "put" -> seconds(calls::put, 1, measure);
            case "get" -> seconds(calls::get, 1, measure);
            case "task" -> seconds(calls::task, 1, measure);
            default -> throw Measure.unknown(args);
        };
        Measure.report(which, seconds * 1e6, "us");
    }

    /** Numbers of the tiny tasks, by chunks. */
    static List<List<Integer>> chunks(int size) {
        List<List<Integer>> chunks = new ArrayList<>();
        for (int from = 0; from < TINY_TASKS; from += size) {
            List<Integer> chunk = new ArrayList<>();
            for (int i = from; i < from + size; i++) {
                chunk.add(i);
            }
            chunks.add(chunk);
        }
        return chunks;
    }

    private static Callable<Void> batch(Turn turn) {
        return () -> {
            for (int i = 0; i < PER_BATCH; i++) {
                turn.run();
            }
            return null;
        };
    }

    /** Seconds for one turn; the clients share the time. */
    static double seconds(Client client, int clients, Measure measure) throws Exception {
        List<Callable<Void>> batches = new ArrayList<>();
        for (int i = 0; i < clients; i++) {
            batches.add(batch(client.connect()));
        }
        return seconds(batches, measure);
    }

    /** Seconds for one turn of threads that share a client. */
    private static double secondsOfThreads(Client client, int threads, Measure measure) throws Exception {
        return seconds(Collections.nCopies(threads, batch(client.connect())), measure);
    }

    private static double seconds(List<Callable<Void>> batches, Measure measure) throws Exception {
        if (batches.size() == 1) {
            return measure.secondsPerOperation(() -> {
                batches.getFirst().call();
                return PER_BATCH;
            });
        }
        try (var threads = Executors.newFixedThreadPool(batches.size())) {
            return measure.secondsPerOperation(() -> {
                for (Future<Void> each : threads.invokeAll(batches)) {
                    each.get();
                }
                return (long) PER_BATCH * batches.size();
            });
        }
    }
}
