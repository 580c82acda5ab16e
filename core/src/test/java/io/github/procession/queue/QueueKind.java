package io.github.procession.queue;

import java.util.List;

/** The three classes that CPython's tests of queues run with. */
enum QueueKind {
    FIFO(List.of(111, 333, 222)),
    LIFO(List.of(222, 333, 111)),
    PRIORITY(List.of(111, 222, 333));

    /** The order in which 111, 333, 222 come out. */
    final List<Integer> order;

    QueueKind(List<Integer> order) {
        this.order = order;
    }

    <T> Queue<T> create(int maxsize) {
        return switch (this) {
            case FIFO -> new Queue<>(maxsize);
            case LIFO -> new LifoQueue<>(maxsize);
            case PRIORITY -> new PriorityQueue<>(maxsize);
        };
    }
}
