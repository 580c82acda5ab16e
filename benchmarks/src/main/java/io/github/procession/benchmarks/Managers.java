package io.github.procession.benchmarks;

import io.github.procession.multiprocessing.DictProxy;
import io.github.procession.multiprocessing.Event;
import io.github.procession.multiprocessing.Multiprocessing;
import io.github.procession.multiprocessing.Process;
import io.github.procession.multiprocessing.QueueProxy;
import io.github.procession.multiprocessing.Semaphore;
import io.github.procession.multiprocessing.SyncManager;
import java.util.ArrayList;

/** Calls of proxies of a manager; the counterpart of {@code managers.py}. */
final class Managers {
    private static final int CALLS_PER_BATCH = 100;
    private static final int CLIENTS = 8;

    private Managers() {}

    private static void client(
            DictProxy<String, Integer> dict, int operations, double warmUpSeconds, Semaphore ready, Event go)
            throws Exception {
        long start = System.nanoTime();
        dict.put("k", 1); // connects
        while (Measure.secondsSince(start) < warmUpSeconds) {
            dict.get("k");
        }
        ready.release();
        go.await();
        for (int i = 0; i < operations; i++) {
            dict.get("k");
        }
    }

    private static void get(SyncManager manager, Measure measure) throws Exception {
        DictProxy<String, Integer> dict = manager.dict();
        dict.put("k", 1);
        double seconds = measure.secondsPerOperation(() -> {
            for (int i = 0; i < CALLS_PER_BATCH; i++) {
                dict.get("k");
            }
            return CALLS_PER_BATCH;
        });
        Measure.report("dict-get", seconds * 1e6, "us");
    }

    private static void put(SyncManager manager, Measure measure) throws Exception {
        DictProxy<String, Integer> dict = manager.dict();
        double seconds = measure.secondsPerOperation(() -> {
            for (int i = 0; i < CALLS_PER_BATCH; i++) {
                dict.put("k", i);
            }
            return CALLS_PER_BATCH;
        });
        Measure.report("dict-put", seconds * 1e6, "us");
    }

    private static void queue(SyncManager manager, Measure measure) throws Exception {
        QueueProxy<Integer> queue = manager.queue();
        double seconds = measure.secondsPerOperation(() -> {
            for (int i = 0; i < CALLS_PER_BATCH; i++) {
                queue.put(i);
                queue.get();
            }
            return CALLS_PER_BATCH;
        });
        Measure.report("queue", seconds * 1e6, "us");
    }

    private static void eightClients(SyncManager manager, Measure measure) throws Exception {
        int operations = Math.max(1000, (int) (20_000 * measure.measureSeconds()));
        DictProxy<String, Integer> dict = manager.dict();
        var ready = new Semaphore(0);
        var go = new Event();
        var clients = new ArrayList<Process>();
        for (int i = 0; i < CLIENTS; i++) {
            var client = new Process(Managers::client, dict, operations, measure.warmUpSeconds(), ready, go);
            client.start();
            clients.add(client);
        }
        for (int i = 0; i < CLIENTS; i++) {
            ready.acquire();
        }
        long begin = System.nanoTime();
        go.set();
        for (Process client : clients) {
            client.join();
        }
        Measure.report("dict-get-8", Measure.secondsSince(begin) / (CLIENTS * operations) * 1e6, "us");
    }

    static void main(String[] args) throws Exception {
        var measure = Measure.of(args);
        try (var manager = Multiprocessing.manager()) {
            switch (args[0]) {
                case "get" -> get(manager, measure);
                case "put" -> put(manager, measure);
                case "queue" -> queue(manager, measure);
                case "get-8" -> eightClients(manager, measure);
                default -> throw Measure.unknown(args);
            }
        }
    }
}
