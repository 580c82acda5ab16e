package io.github.procession.examples;

import io.github.procession.multiprocessing.Process;
import io.github.procession.multiprocessing.Queue;

/** A daemon child works for as long as its parent lives, and not a moment longer. */
class DaemonEndsWithItsParent {
    static void task(Queue<Integer> rounds) throws InterruptedException {
        for (int round = 1; round <= 1000; round++) {
            IO.println("Task execution " + round);
            rounds.put(round);
            Thread.sleep(50);
        }
        IO.println("The task is complete.");
    }

    void main() throws InterruptedException {
        var rounds = new Queue<Integer>();
        var daemon = new Process(DaemonEndsWithItsParent::task, rounds);
        daemon.setDaemon(true);
        daemon.start();
        IO.println("The daemon has pid " + daemon.pid());
        for (int i = 0; i < 5; i++) {
            rounds.get();
        }
        IO.println("over");
    }
}
