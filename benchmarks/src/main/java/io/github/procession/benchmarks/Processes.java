package io.github.procession.benchmarks;

import io.github.procession.multiprocessing.Process;
import java.util.ArrayList;
import java.util.List;

/** Start and join of a process that does nothing; the counterpart of {@code processes.py}. */
final class Processes {
    private Processes() {}

    private static void nothing() {}

    private static double startAndJoin() throws InterruptedException {
        long start = System.nanoTime();
        var process = new Process(Processes::nothing);
        process.start();
        process.join();
        if (process.exitCode().orElse(-1) != 0) {
            throw new IllegalStateException("the child failed: " + process);
        }
        return Measure.secondsSince(start);
    }

    /** The child is cold each time; the first start of the parent is left to {@code program}. */
    private static void cold(Measure measure) throws InterruptedException {
        startAndJoin();
        long start = System.nanoTime();
        List<Double> times = new ArrayList<>(List.of(startAndJoin()));
        while (Measure.secondsSince(start) < measure.measureSeconds()) {
            times.add(startAndJoin());
        }
        Measure.report("start-cold", Rounds.median(times) * 1e3, "ms");
    }

    static void main(String[] args) throws Exception {
        switch (args[0]) {
            case "cold" -> cold(Measure.of(args));
            case "program" -> startAndJoin(); // a whole program with one child: whoever runs it takes its time
            default -> throw Measure.unknown(args);
        }
    }
}
