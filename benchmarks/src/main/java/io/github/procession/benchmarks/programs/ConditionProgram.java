package io.github.procession.benchmarks.programs;

import io.github.procession.multiprocessing.Condition;
import io.github.procession.multiprocessing.IntValue;
import io.github.procession.multiprocessing.Process;
import io.github.procession.multiprocessing.Queue;
import io.github.procession.multiprocessing.Value;
import java.util.ArrayList;

/** Two stages: several processes of the second one go on when the first one has notified them. */
final class ConditionProgram {
    private ConditionProgram() {}

    private static void first(Condition condition, IntValue ready) throws Exception {
        try (var _ = condition.acquire()) {
            ready.set(1);
            condition.signalAll();
        }
    }

    private static void second(Condition condition, IntValue ready, Queue<String> results) throws Exception {
        try (var _ = condition.acquire()) {
            condition.awaitFor(() -> ready.get() == 1);
        }
        results.put("went on");
    }

    static void main() throws Exception {
        var condition = new Condition();
        var ready = Value.ofInt(0);
        var results = new Queue<String>();
        var processes = new ArrayList<Process>();
        for (int i = 0; i < 3; i++) {
            processes.add(new Process(ConditionProgram::second, condition, ready, results));
        }
        processes.add(new Process(ConditionProgram::first, condition, ready));
        for (var process : processes) {
            process.start();
        }
        IO.println(results.get() + " " + results.get() + " " + results.get());
        for (var process : processes) {
            process.join();
        }
    }
}
