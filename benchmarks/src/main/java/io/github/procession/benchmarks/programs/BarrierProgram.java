package io.github.procession.benchmarks.programs;

import io.github.procession.multiprocessing.Barrier;
import io.github.procession.multiprocessing.IntValue;
import io.github.procession.multiprocessing.Process;
import io.github.procession.multiprocessing.Value;
import java.util.ArrayList;

/** Three processes that work in phases. */
final class BarrierProgram {
    private static final int PHASES = 100;

    private BarrierProgram() {}

    private static void work(Barrier barrier, IntValue value) throws Exception {
        for (int i = 0; i < PHASES; i++) {
            try (var _ = value.getLock().acquire()) {
                value.set(value.get() + 1);
            }
            barrier.await();
        }
    }

    static void main() throws Exception {
        var barrier = new Barrier(3);
        var value = Value.ofInt(0);
        var processes = new ArrayList<Process>();
        for (int i = 0; i < 3; i++) {
            processes.add(new Process(BarrierProgram::work, barrier, value));
        }
        for (var process : processes) {
            process.start();
        }
        for (var process : processes) {
            process.join();
        }
        IO.println("value " + value.get());
    }
}
