package io.github.procession.benchmarks;

import io.github.procession.threading.Barrier;
import io.github.procession.threading.Condition;
import io.github.procession.threading.Event;
import io.github.procession.threading.Local;
import io.github.procession.threading.Lock;
import io.github.procession.threading.RLock;
import io.github.procession.threading.Semaphore;
import io.github.procession.threading.Thread;
import java.util.concurrent.BrokenBarrierException;

/** Threads and what they share; the counterpart of {@code threads.py}. */
final class Threads {
    private static final int PAIRS_PER_BATCH = 1000;
    private static final int MEETINGS_PER_BATCH = 100;
    private static final int STARTS_PER_BATCH = 10;

    private Threads() {}

    /** One of two threads that meet; false when it is told to end. */
    private interface Side {
        boolean meet() throws Exception;
    }

    private static void lock(Measure measure) throws Exception {
        var lock = new Lock();
        Measure.Batch batch = () -> {
            for (int i = 0; i < PAIRS_PER_BATCH; i++) {
                lock.acquire();
                lock.release();
            }
            return PAIRS_PER_BATCH;
        };
        Measure.report("thread-lock", measure.secondsPerOperation(batch) * 1e9, "ns");
    }

    private static void rlock(Measure measure) throws Exception {
        var lock = new RLock();
        Measure.Batch batch = () -> {
            for (int i = 0; i < PAIRS_PER_BATCH; i++) {
                lock.acquire();
                lock.release();
            }
            return PAIRS_PER_BATCH;
        };
        Measure.report("thread-rlock", measure.secondsPerOperation(batch) * 1e9, "ns");
    }

    private static void semaphore(Measure measure) throws Exception {
        var semaphore = new Semaphore(4);
        Measure.Batch batch = () -> {
            for (int i = 0; i < PAIRS_PER_BATCH; i++) {
                semaphore.acquire();
                semaphore.release();
            }
            return PAIRS_PER_BATCH;
        };
        Measure.report("thread-semaphore", measure.secondsPerOperation(batch) * 1e9, "ns");
    }

    private static void local(Measure measure) throws Exception {
        var local = new Local<Integer>();
        local.set(1);
        Measure.Batch batch = () -> {
            long sum = 0;
            for (int i = 0; i < PAIRS_PER_BATCH; i++) {
                sum += local.get();
            }
            if (sum != PAIRS_PER_BATCH) {
                throw new IllegalStateException("sum " + sum);
            }
            return PAIRS_PER_BATCH;
        };
        Measure.report("thread-local", measure.secondsPerOperation(batch) * 1e9, "ns");
    }

    /** Meetings of this thread with another one, which goes on until it is told to end. */
    private static void meetings(String name, Measure measure, Side here, Side there, Side end) throws Exception {
        var partner = Thread.target(() -> {
                    while (there.meet()) {}
                })
                .daemon(true)
                .build();
        partner.start();
        Measure.Batch batch = () -> {
            for (int i = 0; i < MEETINGS_PER_BATCH; i++) {
                here.meet();
            }
            return MEETINGS_PER_BATCH;
        };
        Measure.report(name, measure.secondsPerOperation(batch) * 1e6, "us");
        end.meet();
        partner.join();
    }

    private static void event(Measure measure) throws Exception {
        var ping = new Event();
        var pong = new Event();
        var stop = new Event();
        meetings(
                "event-ping-pong",
                measure,
                () -> {
                    ping.set();
                    pong.await();
                    pong.clear();
                    return true;
                },
                () -> {
                    ping.await();
                    ping.clear();
                    pong.set();
                    return !stop.isSet();
                },
                () -> {
                    stop.set();
                    ping.set();
                    return true;
                });
    }

    /** Whose turn it is, and whether there is no more. */
    private static final class Turns {
        private final Condition condition = new Condition();
        private boolean theirs;
        private boolean over;

        boolean handOver(boolean there) throws InterruptedException {
            try (var _ = condition.acquire()) {
                while (theirs != there) {
                    condition.await();
                }
                theirs = !there;
                condition.signal();
                return !over;
            }
        }

        boolean end() throws InterruptedException {
            try (var _ = condition.acquire()) {
                over = true;
            }
            return handOver(false);
        }
    }

    private static void condition(Measure measure) throws Exception {
        var turns = new Turns();
        meetings("condition-hand-off", measure, () -> turns.handOver(false), () -> turns.handOver(true), turns::end);
    }

    /** A flag would not do: the partner may look at it right after the last meeting, and leave before the next one. */
    private static void barrier(Measure measure) throws Exception {
        var barrier = new Barrier(2);
        Side there = () -> {
            try {
                return barrier.await() >= 0;
            } catch (BrokenBarrierException e) {
                return false;
            }
        };
        meetings("barrier", measure, () -> barrier.await() >= 0, there, () -> {
            barrier.abort();
            return false;
        });
    }

    private static void nothing() {}

    private static void start(Measure measure) throws Exception {
        Measure.Batch batch = () -> {
            for (int i = 0; i < STARTS_PER_BATCH; i++) {
                var thread = new Thread(Threads::nothing);
                thread.start();
                thread.join();
            }
            return STARTS_PER_BATCH;
        };
        Measure.report("thread-start", measure.secondsPerOperation(batch) * 1e6, "us");
    }

    static void main(String[] args) throws Exception {
        var measure = Measure.of(args);
        switch (args[0]) {
            case "lock" -> lock(measure);
            case "rlock" -> rlock(measure);
            case "semaphore" -> semaphore(measure);
            case "local" -> local(measure);
            case "event" -> event(measure);
            case "condition" -> condition(measure);
            case "barrier" -> barrier(measure);
            case "start" -> start(measure);
            default -> throw Measure.unknown(args);
        }
    }
}
