package io.github.procession.benchmarks;

import io.github.procession.function.Function1;
import io.github.procession.multiprocessing.Connection;
import io.github.procession.multiprocessing.Pipe;
import io.github.procession.multiprocessing.Process;
import io.github.procession.multiprocessing.Queue;

/** A Queue between a producer and a consumer, and within one thread; the counterpart of {@code queues.py}. */
final class Queues {
    private static final int ITEMS_PER_BATCH = Measure.batch(50_000);
    private static final int PAIRS_PER_BATCH = 1000;
    private static final String TEXT = "procession".repeat(10);

    private Queues() {}

    private record Item(int id, String name, double price) {}

    private static Object integer(int i) {
        return i;
    }

    private static Object text(int i) {
        return TEXT;
    }

    private static Object item(int i) {
        return new Item(i, "item", 9.5);
    }

    /** Puts as many items as it is told to, again and again. */
    private static void producer(Queue<Object> queue, Connection orders, Function1<Integer, Object> item)
            throws Exception {
        for (int count; (count = orders.recv()) > 0; ) {
            for (int i = 0; i < count; i++) {
                queue.put(item.apply(i));
            }
        }
    }

    /** This process gets what a child puts; the time goes from the order to the last item. */
    private static void oneToOne(String name, Function1<Integer, Object> item, Measure measure) throws Exception {
        var queue = new Queue<Object>();
        var orders = Pipe.open();
        new Process(Queues::producer, queue, orders.second(), item).start();
        double seconds = measure.secondsPerOperation(() -> {
            orders.first().send(ITEMS_PER_BATCH);
            for (int i = 0; i < ITEMS_PER_BATCH; i++) {
                queue.get();
            }
            return ITEMS_PER_BATCH;
        });
        Measure.report(name, 1 / seconds, "1/s");
        orders.first().send(0);
    }

    private static void sameThread(Measure measure) throws Exception {
        var queue = new Queue<Integer>();
        double seconds = measure.secondsPerOperation(() -> {
            for (int i = 0; i < PAIRS_PER_BATCH; i++) {
                queue.put(i);
                queue.get();
            }
            return PAIRS_PER_BATCH;
        });
        Measure.report("queue-same-thread", seconds * 1e6, "us");
    }

    static void main(String[] args) throws Exception {
        var measure = Measure.of(args);
        switch (args[0]) {
            case "ints" -> oneToOne("queue-int", Queues::integer, measure);
            case "texts" -> oneToOne("queue-text", Queues::text, measure);
            case "records" -> oneToOne("queue-record", Queues::item, measure);
            case "same-thread" -> sameThread(measure);
            default -> throw Measure.unknown(args);
        }
    }
}
