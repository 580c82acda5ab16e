package io.github.procession.benchmarks.programs;

import io.github.procession.multiprocessing.Process;
import io.github.procession.multiprocessing.Queue;
import java.util.List;

/** A producer and a consumer with a queue between them. */
final class ProducerConsumer {
    private static final int ITEMS = 2000;

    private ProducerConsumer() {}

    private static void produce(Queue<Integer> queue) throws Exception {
        for (int i = 0; i < ITEMS; i++) {
            queue.put(i);
        }
        queue.put(null);
    }

    private static void consume(Queue<Integer> queue, Queue<Long> results) throws Exception {
        long total = 0;
        for (Integer item; (item = queue.get()) != null; ) {
            total += item;
        }
        results.put(total);
    }

    static void main() throws Exception {
        var queue = new Queue<Integer>();
        var results = new Queue<Long>();
        var processes = List.of(
                new Process(ProducerConsumer::produce, queue), new Process(ProducerConsumer::consume, queue, results));
        for (var process : processes) {
            process.start();
        }
        IO.println("total " + results.get());
        for (var process : processes) {
            process.join();
        }
    }
}
