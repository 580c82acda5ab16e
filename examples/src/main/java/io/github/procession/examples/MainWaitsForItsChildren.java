package io.github.procession.examples;

import io.github.procession.multiprocessing.Process;
import java.time.Duration;

/** The main process has done its own work first, and yet the program ends only when its child has done its. */
class MainWaitsForItsChildren {
    static void task() throws InterruptedException {
        for (int i = 1; i <= 10; i++) {
            IO.println("Task execution " + i);
            Thread.sleep(Duration.ofMillis(20));
        }
    }

    void main() {
        new Process(MainWaitsForItsChildren::task).start();
        IO.println("over");
    }
}
