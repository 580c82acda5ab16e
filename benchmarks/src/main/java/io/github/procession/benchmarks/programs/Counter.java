package io.github.procession.benchmarks.programs;

import io.github.procession.multiprocessing.IntValue;
import io.github.procession.multiprocessing.Process;
import io.github.procession.multiprocessing.Value;
import java.util.ArrayList;

/** Four processes that increment one value under its lock. */
final class Counter {
    private static final int PROCESSES = 4;
    private static final int INCREMENTS = 5000;

    private Counter() {}

    private static void increment(IntValue value) throws Exception {
        for (int i = 0; i < INCREMENTS; i++) {
            try (var _ = value.getLock().acquire()) {
                value.set(value.get() + 1);
            }
        }
    }

    static void main() throws Exception {
        var value = Value.ofInt(0);
        var processes = new ArrayList<Process>();
        for (int i = 0; i < PROCESSES; i++) {
            processes.add(new Process(Counter::increment, value));
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
