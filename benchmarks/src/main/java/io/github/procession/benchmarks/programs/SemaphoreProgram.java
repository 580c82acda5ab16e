package io.github.procession.benchmarks.programs;

import io.github.procession.multiprocessing.IntValue;
import io.github.procession.multiprocessing.Process;
import io.github.procession.multiprocessing.Semaphore;
import io.github.procession.multiprocessing.Value;
import java.util.ArrayList;

/** Six processes, three of which may be active at one time. */
final class SemaphoreProgram {
    private SemaphoreProgram() {}

    private static void work(Semaphore semaphore, IntValue active, IntValue most) throws Exception {
        try (var _ = semaphore.acquire()) {
            try (var _ = active.getLock().acquire()) {
                active.set(active.get() + 1);
                most.set(Math.max(most.get(), active.get()));
            }
            Thread.sleep(10);
            try (var _ = active.getLock().acquire()) {
                active.set(active.get() - 1);
            }
        }
    }

    static void main() throws Exception {
        var semaphore = new Semaphore(3);
        var active = Value.ofInt(0);
        var most = Value.ofInt(0);
        var processes = new ArrayList<Process>();
        for (int i = 0; i < 6; i++) {
            processes.add(new Process(SemaphoreProgram::work, semaphore, active, most));
        }
        for (var process : processes) {
            process.start();
        }
        for (var process : processes) {
            process.join();
        }
        IO.println("more than 3 at a time: " + (most.get() > 3 ? 1 : 0) + " at the end: " + active.get());
    }
}
