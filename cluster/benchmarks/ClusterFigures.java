import io.github.procession.cluster.Cluster;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import redis.clients.jedis.Connection;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Protocol.Command;

/**
 * Operations a second of a cluster on this machine, beside the bare round trip of its server and CPython's remote manager, and
 * beside Redisson if its jars are on the class path. On a quiet machine, from the folder cluster/benchmarks:
 *
 * <pre>java -cp CLASSPATH[:REDISSON] ClusterFigures.java [SECONDS]</pre>
 *
 * <p>Each client is a session of its own; those of this side are in one JVM, those of Python are processes.
 */
class ClusterFigures {
    private static final long SECOND = 1_000_000_000L;

    /** Measured time of each row; three quarters of it before are for warming up. */
    private static long nanos = 2 * SECOND;

    private static final String ITEM = "x".repeat(100);

    interface Turn {
        void run() throws Exception;
    }

    interface Maker {
        Turn make() throws Exception;
    }

    static int plusOne(int n) {
        return n + 1;
    }

    /** Turns a second of some clients together. */
    private static double rate(int clients, Maker maker) throws Exception {
        CountDownLatch ready = new CountDownLatch(clients);
        try (var threads = Executors.newFixedThreadPool(clients)) {
            List<Future<Double>> rates = new ArrayList<>();
            for (int i = 0; i < clients; i++) {
                rates.add(threads.submit(() -> {
                    Turn turn = maker.make();
                    run(turn, nanos * 3 / 4);
                    ready.countDown();
                    ready.await();
                    return run(turn, nanos);
                }));
            }
            double sum = 0;
            for (Future<Double> each : rates) {
                sum += each.get();
            }
            return sum;
        }
    }

    private static double run(Turn turn, long nanos) throws Exception {
        long begin = System.nanoTime();
        long n = 0;
        while (System.nanoTime() - begin < nanos) {
            turn.run();
            n++;
        }
        return n * 1e9 / (System.nanoTime() - begin);
    }

    private static Map<String, Double> python(List<String> rows) throws Exception {
        List<String> command = new ArrayList<>(List.of("python3", "manager.py", Double.toString(nanos / 1e9)));
        command.addAll(rows);
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        Map<String, Double> rates = new LinkedHashMap<>();
        try (BufferedReader output = new BufferedReader(new InputStreamReader(process.getInputStream()))) {
            for (String line; (line = output.readLine()) != null; ) {
                String[] parts = line.split("\t");
                rates.put(parts[0], Double.valueOf(parts[1]));
            }
        }
        return rates;
    }

    static void main(String[] args) throws Exception {
        if (args.length > 0) {
            nanos = (long) (Double.parseDouble(args[0]) * SECOND);
        }
        try (Cluster cluster = Cluster.local()) {
            String url = cluster.toString().replaceAll("Cluster\\[(.*)]", "$1");
            Map<String, Maker> rows = new LinkedHashMap<>();
            rows.put("queue put and take", () -> {
                var queue = Cluster.connect(url).<String>queue("q");
                return () -> {
                    queue.put(ITEM);
                    queue.get();
                };
            });
            rows.put("queue put and take:8", rows.get("queue put and take"));
            rows.put("lock and unlock", () -> {
                var lock = Cluster.connect(url).lock("l" + Thread.currentThread().threadId());
                return () -> {
                    lock.acquire();
                    lock.release();
                };
            });
            rows.put("semaphore", () -> {
                var semaphore = Cluster.connect(url).semaphore("s", 3);
                return () -> {
                    semaphore.acquire();
                    semaphore.release();
                };
            });
            rows.put("increment", () -> {
                var counter = Cluster.connect(url).counter("c");
                return () -> counter.add(1);
            });
            rows.put("map put", () -> {
                var map = Cluster.connect(url).<String, String>dict("m");
                return () -> map.put("key", ITEM);
            });
            rows.put("map get", () -> {
                var map = Cluster.connect(url).<String, String>dict("m");
                map.put("key", ITEM);
                return () -> map.get("key");
            });
            Map<String, Double> python = python(List.copyOf(rows.keySet()));
            Map<String, Maker> redisson = redisson(url);
            int port = Integer.parseInt(url.replaceAll(".*:(\\d+)/.*", "$1"));
            double ping = rate(1, () -> {
                var connection = new Connection(new HostAndPort("127.0.0.1", port));
                return () -> {
                    connection.sendCommand(Command.PING);
                    connection.getOne();
                };
            });
            System.out.printf("%-28s %10s %10s %10s%n", "operations a second", "cluster", "Python", "Redisson");
            System.out.printf("%-28s %10.0f%n", "bare round trip (PING)", ping);
            for (Map.Entry<String, Maker> row : rows.entrySet()) {
                int colon = row.getKey().indexOf(':');
                int clients = colon < 0 ? 1 : Integer.parseInt(row.getKey().substring(colon + 1));
                Maker its = redisson.get(colon < 0 ? row.getKey() : row.getKey().substring(0, colon));
                System.out.printf(
                        "%-28s %10.0f %10.0f %10s%n",
                        row.getKey(),
                        rate(clients, row.getValue()),
                        python.getOrDefault(row.getKey(), Double.NaN),
                        its == null ? "-" : "%.0f".formatted(rate(clients, its)));
            }
            try (var pool = cluster.pool(2)) {
                System.out.printf(
                        "%-28s %10.0f%n", "task there and back", rate(1, () -> () -> pool.apply(ClusterFigures::plusOne, 1)));
                List<Integer> numbers = IntStream.range(0, 100_000).boxed().toList();
                for (int chunk : new int[] {10, 100, 1_000}) {
                    double maps = rate(1, () -> () -> pool.map(ClusterFigures::plusOne, numbers, chunk));
                    System.out.printf("%-28s %10.0f%n", "tiny tasks, chunks of " + chunk, maps * numbers.size());
                }
            }
        }
        System.exit(0);
    }

    private static Map<String, Maker> redisson(String url) throws Exception {
        try {
            Class.forName("org.redisson.Redisson");
        } catch (ClassNotFoundException _) {
            return Map.of();
        }
        return RedissonRows.of(url.replaceAll("/[^/]*$", ""));
    }

    /** Redisson by reflection, as its jars may be missing. */
    static final class RedissonRows {
        private RedissonRows() {}

        private static Object call(Object target, String method, Object... arguments) throws Exception {
            for (var each : target.getClass().getMethods()) {
                if (each.getName().equals(method) && fits(each.getParameterTypes(), arguments)) {
                    each.setAccessible(true);
                    return each.invoke(target, arguments);
                }
            }
            throw new NoSuchMethodException(method);
        }

        private static boolean fits(Class<?>[] types, Object[] arguments) {
            if (types.length != arguments.length) {
                return false;
            }
            for (int i = 0; i < types.length; i++) {
                boolean number = arguments[i] instanceof Integer && types[i] == int.class;
                if (!number && !types[i].isInstance(arguments[i])) {
                    return false;
                }
            }
            return true;
        }

        static Map<String, Maker> of(String server) throws Exception {
            Class<?> configClass = Class.forName("org.redisson.config.Config");
            Map<String, Maker> rows = new LinkedHashMap<>();
            rows.put("queue put and take", () -> {
                @SuppressWarnings("unchecked")
                var queue = (java.util.concurrent.BlockingQueue<Object>) call(connect(configClass, server), "getBlockingQueue", "rq");
                return () -> {
                    queue.put(ITEM);
                    queue.take();
                };
            });
            rows.put("lock and unlock", () -> {
                var lock = (java.util.concurrent.locks.Lock)
                        call(connect(configClass, server), "getLock", "rl" + Thread.currentThread().threadId());
                return () -> {
                    lock.lock();
                    lock.unlock();
                };
            });
            rows.put("map put", () -> {
                @SuppressWarnings("unchecked")
                var map = (Map<Object, Object>) call(connect(configClass, server), "getMap", "rm");
                return () -> map.put("key", ITEM);
            });
            rows.put("map get", () -> {
                @SuppressWarnings("unchecked")
                var map = (Map<Object, Object>) call(connect(configClass, server), "getMap", "rm");
                map.put("key", ITEM);
                return () -> map.get("key");
            });
            return rows;
        }

        private static Object connect(Class<?> configClass, String server) throws Exception {
            Object config = configClass.getDeclaredConstructor().newInstance();
            Object single = call(config, "useSingleServer");
            call(single, "setAddress", server);
            return Class.forName("org.redisson.Redisson").getMethod("create", configClass).invoke(null, config);
        }
    }
}
