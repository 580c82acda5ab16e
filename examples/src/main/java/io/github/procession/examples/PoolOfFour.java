package io.github.procession.examples;

import io.github.procession.multiprocessing.Pool;
import java.time.Duration;

/** Five tasks for a pool of four processes: the fifth one waits until one of the four has ended. */
class PoolOfFour {
    static void task(String name) throws InterruptedException {
        IO.println("run task " + name + " (" + ProcessHandle.current().pid() + ")");
        long start = System.nanoTime();
        Thread.sleep(Duration.ofMillis(100));
        IO.println("task %s ran %.2f seconds".formatted(name, (System.nanoTime() - start) / 1e9));
    }

    void main() throws InterruptedException {
        IO.println("Parent process " + ProcessHandle.current().pid());
        var pool = new Pool(4);
        for (int i = 0; i < 5; i++) {
            pool.applyAsync(PoolOfFour::task, String.valueOf(i));
        }
        IO.println("Waiting for all tasks...");
        pool.close();
        pool.join();
        IO.println("All tasks have ended.");
    }
}
