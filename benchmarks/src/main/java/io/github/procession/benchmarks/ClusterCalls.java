package io.github.procession.benchmarks;

import io.github.procession.cluster.Cluster;
import io.github.procession.cluster.ClusterLock;
import io.github.procession.cluster.ClusterMap;
import io.github.procession.cluster.ClusterQueue;
import io.github.procession.cluster.ClusterSemaphore;
import io.github.procession.multiprocessing.Pool;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Calls of named objects and pools of a cluster; the counterpart of {@code remote.py}. */
final class ClusterCalls implements Turns.Calls {
    private static final int PERMITS = 3;
    private static final int SLOTS = 2;

    private final String url = System.getenv(ClusterFigures.SERVER) + "/figures";
    private final List<Cluster> clusters = new ArrayList<>();
    private Process worker;
    private Pool pool;

    private ClusterCalls() {}

    private Cluster connect() {
        var cluster = Cluster.connect(url);
        clusters.add(cluster);
        return cluster;
    }

    @Override
    public Turns.Turn queue() {
        ClusterQueue<String> queue = connect().queue("queue");
        return () -> {
            queue.put(Turns.ITEM);
            queue.get();
        };
    }

    @Override
    public Turns.Turn lock() {
        ClusterLock lock = connect().lock("lock");
        return () -> {
            lock.acquire();
            lock.release();
        };
    }

    @Override
    public Turns.Turn semaphore() {
        ClusterSemaphore semaphore = connect().semaphore("semaphore", PERMITS);
        return () -> {
            semaphore.acquire();
            semaphore.release();
        };
    }

    @Override
    public Turns.Turn increment() {
        var counter = connect().counter("counter");
        return () -> counter.add(1);
    }

    @Override
    public Turns.Turn put() {
        ClusterMap<String, String> map = connect().dict("map");
        return () -> map.put("key", Turns.ITEM);
    }

    @Override
    public Turns.Turn get() {
        ClusterMap<String, String> map = connect().dict("map");
        map.put("key", Turns.ITEM);
        return () -> map.get("key");
    }

    static int plusOne(int n) {
        return n + 1;
    }

    private Process startWorker() throws Exception {
        var builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Cluster.class.getPackageName() + ".Main",
                        "worker",
                        "--slots",
                        Integer.toString(SLOTS),
                        url)
                .redirectOutput(Redirect.DISCARD)
                .redirectError(Redirect.INHERIT);
        return builder.start();
    }

    private Pool pool() throws Exception {
        worker = startWorker();
        pool = connect().pool(SLOTS);
        return pool;
    }

    @Override
    public Turns.Turn task() throws Exception {
        Pool workers = pool();
        return () -> workers.apply(ClusterCalls::plusOne, 1);
    }

    @Override
    public Turns.Turn tinyTasks(int chunk) throws Exception {
        Pool workers = pool();
        List<Integer> numbers = IntStream.range(0, Turns.TINY_TASKS).boxed().toList();
        return () -> workers.map(ClusterCalls::plusOne, numbers, chunk);
    }

    @Override
    public void close() {
        if (worker != null) {
            pool.close();
            worker.destroy();
            worker.onExit().join();
        }
        clusters.forEach(Cluster::close);
    }

    static void main(String[] args) throws Exception {
        try (var calls = new ClusterCalls()) {
            Turns.run(calls, args);
        }
    }
}
