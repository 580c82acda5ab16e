package io.github.procession.benchmarks;

import io.github.procession.multiprocessing.Lock;

/** Lock, alone and with processes that all want it; the counterpart of {@code locks.py}. */
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

    private static void contended(int processes, Measure measure) throws Exception {
        Measure.report("lock-contended", Team.rate(processes, new Lock(), Locks::pairs, measure), "1/s");
    }

    static void main(String[] args) throws Exception {
        var measure = Measure.of(args);
        switch (args[0]) {
            case "uncontended" -> uncontended(measure);
            case "block" -> block(measure);
            case "contended-2" -> contended(2, measure);
            case "contended-4" -> contended(4, measure);
            default -> throw Measure.unknown(args);
        }
    }
}
