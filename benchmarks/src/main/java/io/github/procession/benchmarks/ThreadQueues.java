package io.github.procession.benchmarks;

import io.github.procession.queue.LifoQueue;
import io.github.procession.queue.PriorityQueue;
import io.github.procession.queue.Queue;
import io.github.procession.queue.SimpleQueue;

/** Queues between two threads, and within one; the counterpart of {@code threadqueues.py}. */
final class ThreadQueues {
    private static final int ITEMS_PER_BATCH = 50_000;
    private static final int PAIRS_PER_BATCH = 1000;
    private static final int BOUND = 1024;

    private ThreadQueues() {}

    /** What all of them have. */
    private interface Put {
        void put(int item) throws InterruptedException;
    }

    /** What all of them have. */
    private interface Get {
        int get() throws InterruptedException;
    }

    private static void sameThread(String name, Put put, Get get, Measure measure) throws Exception {
        double seconds = measure.secondsPerOperation(() -> {
            for (int i = 0; i < PAIRS_PER_BATCH; i++) {
                put.put(i);
                get.get();
            }
            return PAIRS_PER_BATCH;
        });
        Measure.report(name, seconds * 1e6, "us");
    }

    /** Puts as many items as it is told to, again and again. */
    private static void produce(SimpleQueue<Integer> orders, Put put) {
        try {
            for (int count; (count = orders.get()) > 0; ) {
                for (int i = 0; i < count; i++) {
                    put.put(i);
                }
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** This thread gets what another one puts; the time goes from the order to the last item. */
    private static void oneToOne(String name, Put put, Get get, Measure measure) throws Exception {
        var orders = new SimpleQueue<Integer>();
        Thread.ofPlatform().start(() -> produce(orders, put));
        double seconds = measure.secondsPerOperation(() -> {
            orders.put(ITEMS_PER_BATCH);
            for (int i = 0; i < ITEMS_PER_BATCH; i++) {
                get.get();
            }
            return ITEMS_PER_BATCH;
        });
        Measure.report(name, 1 / seconds, "1/s");
        orders.put(0);
    }

    static void main(String[] args) throws Exception {
        var measure = Measure.of(args);
        var queue = new Queue<Integer>();
        var bounded = new Queue<Integer>(BOUND);
        var lifo = new LifoQueue<Integer>();
        var priority = new PriorityQueue<Integer>();
        var simple = new SimpleQueue<Integer>();
        switch (args[0]) {
            case "queue" -> sameThread("thread-queue", queue::put, queue::get, measure);
            case "lifo" -> sameThread("thread-lifo", lifo::put, lifo::get, measure);
            case "priority" -> sameThread("thread-priority", priority::put, priority::get, measure);
            case "simple" -> sameThread("thread-simple", simple::put, simple::get, measure);
            case "queue-pair" -> oneToOne("thread-queue-pair", queue::put, queue::get, measure);
            case "bounded-pair" -> oneToOne("thread-bounded-pair", bounded::put, bounded::get, measure);
            case "simple-pair" -> oneToOne("thread-simple-pair", simple::put, simple::get, measure);
            default -> throw Measure.unknown(args);
        }
    }
}
