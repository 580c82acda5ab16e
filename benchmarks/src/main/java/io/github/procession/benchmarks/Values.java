package io.github.procession.benchmarks;

import io.github.procession.multiprocessing.Array;
import io.github.procession.multiprocessing.Value;

/** Value and Array; the counterpart of {@code values.py}. */
final class Values {
    private static final int INCREMENTS_PER_BATCH = 1000;
    private static final int LENGTH = 100_000;

    private Values() {}

    private static void locked(Measure measure) throws Exception {
        var value = Value.ofInt(0);
        Measure.Batch batch = () -> {
            for (int i = 0; i < INCREMENTS_PER_BATCH; i++) {
                try (var _ = value.getLock().acquire()) {
                    value.set(value.get() + 1);
                }
            }
            return INCREMENTS_PER_BATCH;
        };
        Measure.report("increment", measure.secondsPerOperation(batch) * 1e9, "ns");
    }

    private static void atomic(Measure measure) throws Exception {
        var value = Value.ofInt(0);
        Measure.Batch batch = () -> {
            for (int i = 0; i < INCREMENTS_PER_BATCH; i++) {
                value.getAndAdd(1);
            }
            return INCREMENTS_PER_BATCH;
        };
        Measure.report("increment", measure.secondsPerOperation(batch) * 1e9, "ns");
    }

    private static void array(Measure measure) throws Exception {
        var array = Array.ofDouble(LENGTH);
        var source = new double[LENGTH];
        for (int i = 0; i < LENGTH; i++) {
            source[i] = i;
        }
        Measure.Batch batch = () -> {
            try (var _ = array.getLock().acquire()) {
                array.copyFrom(0, source, 0, LENGTH);
            }
            return 1;
        };
        Measure.report("array", measure.secondsPerOperation(batch) * 1e6, "us");
    }

    static void main(String[] args) throws Exception {
        var measure = Measure.of(args);
        switch (args[0]) {
            case "locked" -> locked(measure);
            case "atomic" -> atomic(measure);
            case "array" -> array(measure);
            default -> throw Measure.unknown(args);
        }
    }
}
