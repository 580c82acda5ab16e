package io.github.procession.benchmarks;

import io.github.procession.multiprocessing.Connection;
import io.github.procession.multiprocessing.Pipe;
import io.github.procession.multiprocessing.Pool;
import io.github.procession.multiprocessing.Process;
import io.github.procession.multiprocessing.Queue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Speed by the size of messages and chunks and by the number of processes, for the plots; the counterpart of {@code sizes.py}. */
final class Sizes {
    private static final int MOST_ITEMS_PER_BATCH = 2_000;
    private static final int BYTES_PER_BATCH = 1 << 26;
    private static final int TASKS_PER_BATCH = 4_096;
    private static final int POOL_WORKERS = 4;
    private static final List<Integer> NUMBERS =
            IntStream.range(0, TASKS_PER_BATCH).boxed().toList();

    private Sizes() {}

    private static void echo(Connection connection) throws Exception {
        for (byte[] message; (message = connection.recvBytes()).length > 0; ) {
            connection.sendBytes(message);
        }
    }

    private static void roundTrip(int size, Measure measure) throws Exception {
        var pipe = Pipe.open();
        new Process(Sizes::echo, pipe.second()).start();
        byte[] message = new byte[size];
        double seconds = measure.secondsPerOperation(() -> {
            pipe.first().sendBytes(message);
            pipe.first().recvBytes();
            return 1;
        });
        Measure.report("round-trip", seconds * 1e6, "us");
        pipe.first().sendBytes(new byte[0]);
    }

    /** Puts as many items as it is told to, again and again. */
    private static void producer(Queue<byte[]> queue, Connection orders, int size) throws Exception {
        byte[] message = new byte[size];
        for (int count; (count = orders.recv()) > 0; ) {
            for (int i = 0; i < count; i++) {
                queue.put(message);
            }
        }
    }

    private static void queue(int producers, int size, Measure measure) throws Exception {
        var items = new Queue<byte[]>();
        List<Connection> orders = new ArrayList<>();
        for (int i = 0; i < producers; i++) {
            var pipe = Pipe.open();
            new Process(Sizes::producer, items, pipe.second(), size).start();
            orders.add(pipe.first());
        }
        int count = Math.min(MOST_ITEMS_PER_BATCH, BYTES_PER_BATCH / size) / producers;
        double seconds = measure.secondsPerOperation(() -> {
            for (var order : orders) {
                order.send(count);
            }
            for (int i = 0; i < count * producers; i++) {
                items.get();
            }
            return count * producers;
        });
        Measure.report("queue", 1 / seconds, "1/s");
        for (var order : orders) {
            order.send(0);
        }
    }

    private static int square(int x) {
        return x * x;
    }

    private static void chunk(int size, Measure measure) throws Exception {
        try (var pool = new Pool(POOL_WORKERS)) {
            double seconds = measure.secondsPerOperation(() -> {
                pool.map(Sizes::square, NUMBERS, size);
                return TASKS_PER_BATCH;
            });
            Measure.report("chunk", 1 / seconds, "1/s");
        }
    }

    private static void memory(int workers) throws Exception {
        try (var pool = new Pool(workers)) {
            pool.map(Sizes::square, NUMBERS, 1);
            double kibibytes = 0;
            for (var child : ProcessHandle.current().children().toList()) {
                kibibytes += pss(child);
            }
            Measure.report("memory", kibibytes / workers / 1024, "MiB");
        }
    }

    /** The share of a process in memory that several processes may share, in KiB. */
    private static long pss(ProcessHandle process) throws IOException {
        return Files.readAllLines(Path.of("/proc/" + process.pid() + "/smaps_rollup")).stream()
                .filter(line -> line.startsWith("Pss:"))
                .mapToLong(line -> Long.parseLong(line.split(" +")[1]))
                .sum();
    }

    static void main(String[] args) throws Exception {
        var measure = Measure.of(args);
        String[] parts = args[0].split("-");
        int number = Integer.parseInt(parts[1]);
        switch (parts[0]) {
            case "trip" -> roundTrip(number, measure);
            case "queue" -> queue(1, number, measure);
            case "producers" -> queue(number, 100, measure);
            case "chunk" -> chunk(number, measure);
            case "memory" -> memory(number);
            default -> throw Measure.unknown(args);
        }
    }
}
