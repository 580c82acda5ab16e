package io.github.procession.benchmarks;

import io.github.procession.multiprocessing.Barrier;
import io.github.procession.multiprocessing.Condition;
import io.github.procession.multiprocessing.Event;
import io.github.procession.multiprocessing.IntValue;
import io.github.procession.multiprocessing.Process;
import io.github.procession.multiprocessing.ProcessTarget;
import io.github.procession.multiprocessing.Semaphore;
import io.github.procession.multiprocessing.Value;

/** Semaphore, Event, Condition and Barrier; the counterpart of {@code waits.py}. */
final class Waits {
    private static final int PAIRS_PER_BATCH = 1000;
    private static final int ROUNDS_PER_BATCH = 100;

    private Waits() {}

    private static Measure.Batch pairs(Semaphore semaphore) {
        return () -> {
            for (int i = 0; i < PAIRS_PER_BATCH; i++) {
                semaphore.acquire();
                semaphore.release();
            }
            return PAIRS_PER_BATCH;
        };
    }

    private static void semaphore(Measure measure) throws Exception {
        Measure.report("semaphore", measure.secondsPerOperation(pairs(new Semaphore(1))) * 1e9, "ns");
    }

    private static void semaphore(int processes, Measure measure) throws Exception {
        double rate = Team.rate(processes, new Semaphore(1), Waits::pairs, measure);
        Measure.report("semaphore-contended", rate, "1/s");
    }

    /** The time of a round, with daemons for partners that end with this program. */
    private static void rounds(String name, Measure measure, Measure.Batch batch) throws Exception {
        Measure.report(name, measure.secondsPerOperation(batch) * 1e6, "us");
    }

    private static void daemon(ProcessTarget partner) {
        partner.daemon(true).build().start();
    }

    private static void answerEvent(Event ping, Event pong) throws InterruptedException {
        while (true) {
            ping.await();
            ping.clear();
            pong.set();
        }
    }

    private static void event(Measure measure) throws Exception {
        var ping = new Event();
        var pong = new Event();
        daemon(Process.target(Waits::answerEvent).args(ping, pong));
        rounds("event", measure, () -> {
            for (int i = 0; i < ROUNDS_PER_BATCH; i++) {
                ping.set();
                pong.await();
                pong.clear();
            }
            return ROUNDS_PER_BATCH;
        });
    }

    private static void handOff(Condition condition, IntValue turn, int mine, int other) throws Exception {
        try (var _ = condition.acquire()) {
            condition.awaitFor(() -> turn.get() == mine);
            turn.set(other);
            condition.signal();
        }
    }

    private static void answerCondition(Condition condition, IntValue turn) throws Exception {
        while (true) {
            handOff(condition, turn, 1, 0);
        }
    }

    private static void condition(Measure measure) throws Exception {
        var condition = new Condition();
        var turn = Value.rawInt(0);
        daemon(Process.target(Waits::answerCondition).args(condition, turn));
        rounds("condition", measure, () -> {
            for (int i = 0; i < ROUNDS_PER_BATCH; i++) {
                handOff(condition, turn, 0, 1);
            }
            return ROUNDS_PER_BATCH;
        });
    }

    private static void pass(Barrier barrier) throws Exception {
        while (true) {
            barrier.await();
        }
    }

    private static void barrier(int parties, Measure measure) throws Exception {
        var barrier = new Barrier(parties);
        for (int i = 1; i < parties; i++) {
            daemon(Process.target(Waits::pass).args(barrier));
        }
        rounds("barrier", measure, () -> {
            for (int i = 0; i < ROUNDS_PER_BATCH; i++) {
                barrier.await();
            }
            return ROUNDS_PER_BATCH;
        });
    }

    static void main(String[] args) throws Exception {
        var measure = Measure.of(args);
        switch (args[0]) {
            case "semaphore" -> semaphore(measure);
            case "semaphore-2" -> semaphore(2, measure);
            case "semaphore-4" -> semaphore(4, measure);
            case "event" -> event(measure);
            case "condition" -> condition(measure);
            case "barrier-2" -> barrier(2, measure);
            case "barrier-4" -> barrier(4, measure);
            default -> throw Measure.unknown(args);
        }
    }
}
