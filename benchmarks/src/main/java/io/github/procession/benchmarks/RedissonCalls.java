package io.github.procession.benchmarks;

import java.io.Serializable;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import org.redisson.Redisson;
import org.redisson.api.RExecutorService;
import org.redisson.api.RLock;
import org.redisson.api.RMap;
import org.redisson.api.RSemaphore;
import org.redisson.api.RedissonClient;
import org.redisson.api.WorkerOptions;
import org.redisson.config.Config;

/** The same calls with Redisson, with its defaults; compiled in the profile {@code redisson} alone. */
final class RedissonCalls implements Turns.Calls {
    private static final int PERMITS = 3;
    private static final int SLOTS = 2;
    private static final String WORKER = "worker";
    private static final String TASKS = "tasks";

    private final List<RedissonClient> clients = new ArrayList<>();
    private Process worker;

    private RedissonCalls() {}

    private RedissonClient connect() {
        var config = new Config();
        config.useSingleServer().setAddress(System.getenv(ClusterFigures.SERVER));
        RedissonClient client = Redisson.create(config);
        clients.add(client);
        return client;
    }

    @Override
    public Turns.Turn queue() {
        BlockingQueue<String> queue = connect().getBlockingQueue("queue");
        return () -> {
            queue.put(Turns.ITEM);
            queue.take();
        };
    }

    @Override
    public Turns.Turn lock() {
        RLock lock = connect().getLock("lock");
        return () -> {
            lock.lock();
            lock.unlock();
        };
    }

    @Override
    public Turns.Turn semaphore() {
        RSemaphore semaphore = connect().getSemaphore("semaphore");
        semaphore.trySetPermits(PERMITS);
        return () -> {
            semaphore.acquire();
            semaphore.release();
        };
    }

    @Override
    public Turns.Turn increment() {
        var counter = connect().getAtomicLong("counter");
        return counter::incrementAndGet;
    }

    @Override
    public Turns.Turn put() {
        RMap<String, String> map = connect().getMap("map");
        return () -> map.put("key", Turns.ITEM);
    }

    @Override
    public Turns.Turn get() {
        RMap<String, String> map = connect().getMap("map");
        map.put("key", Turns.ITEM);
        return () -> map.get("key");
    }

    /** A task, or a chunk of them. */
    static final class PlusOne implements Callable<ArrayList<Integer>>, Serializable {
        private static final long serialVersionUID = 1;

        private final ArrayList<Integer> numbers;

        PlusOne(List<Integer> numbers) {
            this.numbers = new ArrayList<>(numbers);
        }

        @Override
        public ArrayList<Integer> call() {
            ArrayList<Integer> sums = new ArrayList<>(numbers.size());
            for (int n : numbers) {
                sums.add(ClusterCalls.plusOne(n));
            }
            return sums;
        }
    }

    private static Process startWorker() throws Exception {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        RedissonCalls.class.getName(),
                        WORKER)
                .redirectOutput(Redirect.DISCARD)
                .redirectError(Redirect.INHERIT)
                .start();
    }

    private RExecutorService executor() throws Exception {
        worker = startWorker();
        return connect().getExecutorService(TASKS);
    }

    @Override
    public Turns.Turn task() throws Exception {
        RExecutorService executor = executor();
        return () -> executor.submit(new PlusOne(List.of(1))).get();
    }

    @Override
    public Turns.Turn tinyTasks(int size) throws Exception {
        RExecutorService executor = executor();
        List<List<Integer>> chunks = Turns.chunks(size);
        return () -> {
            List<Future<ArrayList<Integer>>> results = new ArrayList<>();
            for (List<Integer> chunk : chunks) {
                results.add(executor.submit(new PlusOne(chunk)));
            }
            for (Future<ArrayList<Integer>> each : results) {
                each.get();
            }
        };
    }

    private void work() throws Exception {
        connect()
                .getExecutorService(TASKS)
                .registerWorkers(WorkerOptions.defaults().workers(SLOTS));
        Thread.currentThread().join();
    }

    @Override
    public void close() {
        if (worker != null) {
            worker.destroyForcibly();
            worker.onExit().join();
        }
        clients.forEach(RedissonClient::shutdown);
    }

    static void main(String[] args) throws Exception {
        System.setProperty("org.slf4j.simpleLogger.defaultLogLevel", "warn");
        try (var calls = new RedissonCalls()) {
            if (args[0].equals(WORKER)) {
                calls.work();
            }
            Turns.run(calls, args);
        }
    }
}
