package io.github.procession.benchmarks;

import io.github.procession.multiprocessing.Context;
import io.github.procession.multiprocessing.Multiprocessing;
import java.util.ArrayList;
import java.util.List;

/** Start and join of a process that does nothing; the counterpart of {@code processes.py}. */
final class Processes {
    private static final long PAUSE_MILLIS = 500;

    private Processes() {}

    private static void nothing() {}

    private static double startAndJoin() throws InterruptedException {
        return startAndJoin(Multiprocessing.getContext("spawn"));
    }

    private static double startAndJoin(Context context) throws InterruptedException {
        long start = System.nanoTime();
        var process = context.process(Processes::nothing);
        process.start();
        process.join();
        if (process.exitCode().orElse(-1) != 0) {
            throw new IllegalStateException("the child failed: " + process);
        }
        return Measure.secondsSince(start);
    }

    /** The child is cold each time; the first start of the parent is left to {@code program}. */
    private static void cold(Measure measure) throws Exception {
        startAndJoin();
        long start = System.nanoTime();
        List<Double> times = new ArrayList<>(List.of(startAndJoin()));
        while (Measure.goesOn(times.size(), start, measure.measureSeconds())) {
            times.add(startAndJoin());
        }
        Measure.report("start-cold", Rounds.median(times) * 1e3, "ms");
    }

    /** A pause before each start gives spares the time to boot; none shows what is left when they have not got it. */
    private static void forkserver(Measure measure, String name, long pauseMillis) throws Exception {
        Context context = Multiprocessing.getContext("forkserver");
        startAndJoin(context);
        long start = System.nanoTime();
        List<Double> times = new ArrayList<>();
        double seconds = measure.warmUpSeconds() + measure.measureSeconds();
        while (times.isEmpty() || Measure.goesOn(times.size(), start, seconds)) {
            Thread.sleep(pauseMillis);
            times.add(startAndJoin(context));
        }
        Measure.report(name, Rounds.median(times) * 1e3, "ms");
    }

    static void main(String[] args) throws Exception {
        switch (args[0]) {
            case "cold" -> cold(Measure.of(args));
            case "forkserver" -> forkserver(Measure.of(args), "start-forkserver", PAUSE_MILLIS);
            case "forkserver-burst" -> forkserver(Measure.of(args), "start-forkserver-burst", 0);
            case "program" -> startAndJoin(); // a whole program with one child: whoever runs it takes its time
            default -> throw Measure.unknown(args);
        }
    }
}
