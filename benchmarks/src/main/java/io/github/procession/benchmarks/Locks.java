package io.github.procession.benchmarks;

import io.github.procession.multiprocessing.Connection;
import io.github.procession.multiprocessing.Lock;
import io.github.procession.multiprocessing.Pipe;
import io.github.procession.multiprocessing.Process;
import java.util.List;

/** Lock, alone and with two processes that both want it; the counterpart of {@code locks.py}. */
final class Locks {
    private static final int PAIRS_PER_BATCH = 1000;

    private Locks() {}

    private static Measure.Batch pairs(Lock lock) {
        return () -> {
            for (int i = 0; i < PAIRS_PER_BATCH; i++) {
                lock.acquire();
                lock.release();
            }
            return PAIRS_PER_BATCH;
        };
    }

    private static Measure.Batch blocks(Lock lock) {
        return () -> {
            for (int i = 0; i < PAIRS_PER_BATCH; i++) {
                try (var _ = lock.acquire()) {
                    // holding it is all that is measured
                }
            }
            return PAIRS_PER_BATCH;
        };
    }

    private static void uncontended(Measure measure) throws Exception {
        Measure.report("lock", measure.secondsPerOperation(pairs(new Lock())) * 1e9, "ns");
    }

    private static void block(Measure measure) throws Exception {
        Measure.report("lock-block", measure.secondsPerOperation(blocks(new Lock())) * 1e9, "ns");
    }

    private static void contender(Lock lock, Connection start, double warmUp, double measure) throws Exception {
        start.send(null);
        start.recv();
        start.send(1 / new Measure(warmUp, measure).secondsPerOperation(pairs(lock)));
    }

    private static void contended(Measure measure) throws Exception {
        var lock = new Lock();
        var pipes = List.of(Pipe.open(), Pipe.open());
        for (var pipe : pipes) {
            new Process(Locks::contender, lock, pipe.second(), measure.warmUpSeconds(), measure.measureSeconds())
                    .start();
        }
        for (var pipe : pipes) {
            pipe.first().recv();
        }
        for (var pipe : pipes) {
            pipe.first().send(null);
        }
        double rate = 0;
        for (var pipe : pipes) {
            rate += pipe.first().<Double>recv();
        }
        Measure.report("lock-contended", rate, "1/s");
    }

    static void main(String[] args) throws Exception {
        var measure = Measure.of(args);
        switch (args[0]) {
            case "uncontended" -> uncontended(measure);
            case "block" -> block(measure);
            case "contended" -> contended(measure);
            default -> throw Measure.unknown(args);
        }
    }
}
