package io.github.procession.benchmarks.programs;

import io.github.procession.multiprocessing.JoinableQueue;
import io.github.procession.multiprocessing.Process;
import io.github.procession.multiprocessing.Queue;

/** Workers that take tasks from a joinable queue until each gets a poison pill. */
final class PoisonPills {
    private static final int WORKERS = 4;
    private static final int TASKS = 100;

    private PoisonPills() {}

    private record Square(int task, int value) {}

    private static void work(JoinableQueue<Integer> tasks, Queue<Square> results) throws Exception {
        while (true) {
            Integer task = tasks.get();
            if (task == null) {
                tasks.taskDone();
                return;
            }
            results.put(new Square(task, task * task));
            tasks.taskDone();
        }
    }

    static void main() throws Exception {
        var tasks = new JoinableQueue<Integer>();
        var results = new Queue<Square>();
        for (int i = 0; i < WORKERS; i++) {
            new Process(PoisonPills::work, tasks, results).start();
        }
        for (int i = 0; i < TASKS; i++) {
            tasks.put(i);
        }
        for (int i = 0; i < WORKERS; i++) {
            tasks.put(null);
        }
        tasks.join();
        long sum = 0;
        for (int i = 0; i < TASKS; i++) {
            sum += results.get().value();
        }
        IO.println("sum of squares " + sum);
    }
}
