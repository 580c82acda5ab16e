package io.github.procession.examples;

import io.github.procession.queue.Queue;
import io.github.procession.queue.ShutDown;

/**
 * One thread produces, two threads consume: the bound of the queue makes the producer wait for them, join waits until
 * the work is done, and the shutdown sends the consumers home.
 */
class ProducerAndConsumer {
    private static final int ITEMS = 6;
    private static final int BOUND = 2;

    static void consume(Queue<Integer> queue) {
        var name = Thread.currentThread().getName();
        try {
            while (true) {
                int item = queue.get();
                IO.println(name + " works on " + item);
                queue.taskDone();
            }
        } catch (ShutDown e) {
            IO.println(name + " goes home");
        } catch (InterruptedException e) {
            IO.println(name + " was interrupted");
        }
    }

    void main() throws InterruptedException {
        var queue = new Queue<Integer>(BOUND);
        var first = new Thread(() -> consume(queue), "consumer-1");
        var second = new Thread(() -> consume(queue), "consumer-2");
        first.start();
        second.start();
        for (int item = 1; item <= ITEMS; item++) {
            queue.put(item);
        }
        queue.join();
        IO.println("All work is done.");
        queue.shutdown();
        first.join();
        second.join();
    }
}
