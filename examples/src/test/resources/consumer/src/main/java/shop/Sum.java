package shop;

import io.github.procession.multiprocessing.Process;
import io.github.procession.multiprocessing.Queue;
import java.util.List;

class Sum {
    static void handle(List<Integer> slice, Queue<Long> queue) throws InterruptedException {
        queue.put(slice.stream().mapToLong(Integer::longValue).sum());
    }

    static long ofSlices() throws InterruptedException {
        var queue = new Queue<Long>(); // any process, any time: args, other queues, lambdas' captures
        var slices = List.of(List.of(1, 2, 3), List.of(4, 5), List.of(6));
        for (var slice : slices) new Process(Sum::handle, slice, queue).start();
        long total = 0;
        for (var _ : slices) total += queue.get();
        return total;
    }

    static long captured() throws InterruptedException {
        var queue = new Queue<Long>();
        var queues = new Queue<Queue<Long>>();
        new Process(() -> queues.get().put(40L)).start();
        new Process(() -> queue.put(2L)).start();
        queues.put(queue);
        return queue.get() + queue.get();
    }
}
