package io.github.procession.benchmarks.programs;

import io.github.procession.queue.Queue;
import io.github.procession.threading.Thread;
import java.util.ArrayList;

/** Threads that take work from a queue. */
final class ThreadQueue {
    private static final Queue<Long> RESULTS = new Queue<>();

    private ThreadQueue() {}

    private static void work(Queue<Integer> tasks) throws Exception {
        for (int task; (task = tasks.get()) >= 0; ) {
            RESULTS.put((long) task * task);
            tasks.taskDone();
        }
    }

    static void main() throws Exception {
        var tasks = new Queue<Integer>();
        var threads = new ArrayList<Thread>();
        for (int i = 0; i < 4; i++) {
            var thread = new Thread(ThreadQueue::work, tasks);
            thread.start();
            threads.add(thread);
        }
        for (int i = 0; i < 2000; i++) {
            tasks.put(i);
        }
        tasks.join();
        for (var _ : threads) {
            tasks.put(-1);
        }
        for (var thread : threads) {
            thread.join();
        }
        long sum = 0;
        for (int i = 0; i < 2000; i++) {
            sum += RESULTS.get();
        }
        IO.println("sum " + sum);
    }
}
