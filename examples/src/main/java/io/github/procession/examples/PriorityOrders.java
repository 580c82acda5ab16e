package io.github.procession.examples;

import io.github.procession.queue.LifoQueue;
import io.github.procession.queue.PriorityQueue;
import io.github.procession.queue.Queue;
import java.util.Comparator;
import java.util.List;

/** The same orders through the three queues: as they came, the newest first, the most urgent first. */
class PriorityOrders {
    record Order(int priority, String dish) {}

    private static final List<Order> ORDERS =
            List.of(new Order(3, "tea"), new Order(1, "soup"), new Order(2, "noodles"));

    private static void serve(Queue<Order> queue) throws InterruptedException {
        for (var order : ORDERS) {
            queue.put(order);
        }
        var line = new StringBuilder(queue.getClass().getSimpleName()).append(":");
        while (!queue.empty()) {
            line.append(' ').append(queue.get().dish());
        }
        IO.println(line);
    }

    void main() throws InterruptedException {
        serve(new Queue<>());
        serve(new LifoQueue<>());
        serve(new PriorityQueue<>(Comparator.comparingInt(Order::priority)));
    }
}
