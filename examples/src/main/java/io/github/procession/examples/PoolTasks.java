package io.github.procession.examples;

import io.github.procession.multiprocessing.Pool;
import java.util.Random;

/** Ten tasks for a pool of three processes: each process takes the next task when it has done one. */
class PoolTasks {
    static void work(int number) throws InterruptedException {
        long pid = ProcessHandle.current().pid();
        IO.println("task " + number + " starts in process " + pid);
        long start = System.nanoTime();
        Thread.sleep(new Random().nextInt(20, 200));
        IO.println("task %d ends in process %d after %.2f s".formatted(number, pid, (System.nanoTime() - start) / 1e9));
    }

    void main() throws InterruptedException {
        IO.println("parent process " + ProcessHandle.current().pid());
        var pool = new Pool(3);
        for (int i = 0; i < 10; i++) {
            pool.applyAsync(PoolTasks::work, i);
        }
        pool.close();
        pool.join();
        IO.println("all tasks end");
    }
}
