package io.github.procession.multiprocessing;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.ipc.sync.KernelWaits;
import io.github.procession.support.Eventually;
import io.github.procession.support.RootJvm;
import io.github.procession.support.Threads;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/**
 * No wake-up is lost, seen in a JVM whose waits sleep in the kernel and have no slices: there a lost one is a wait
 * without end.
 */
class NoWakeUpIsLostTest {
    private static void run(Class<?> main) throws Exception {
        new RootJvm(main)
                .options("-Dprocession.sliceMillis=1000000000", "-Dprocession.spinMicros=0")
                .run()
                .succeeded();
    }

    @Test
    void ofASemaphore() throws Exception {
        run(Semaphores.class);
    }

    @Test
    void ofConditionEventAndBarrier() throws Exception {
        run(HandOffs.class);
    }

    /** Two threads hand a turn to and fro, by each means. */
    public static final class HandOffs {
        private static final int ROUNDS = 5_000;

        private HandOffs() {}

        public static void main(String[] args) throws Exception {
            KernelWaits.begin();
            Condition condition = new Condition();
            int[] turn = new int[1];
            Event[] events = {new Event(), new Event()};
            Barrier barrier = new Barrier(2);
            var first = Threads.run(() -> play(0, condition, turn, events, barrier));
            play(1, condition, turn, events, barrier);
            first.result();
        }

        private static Object play(int me, Condition condition, int[] turn, Event[] events, Barrier barrier)
                throws Exception {
            for (int round = 0; round < ROUNDS; round++) {
                try (var _ = condition.acquire()) {
                    condition.awaitFor(() -> turn[0] % 2 == me);
                    turn[0]++;
                    condition.signal();
                }
            }
            for (int round = 0; round < ROUNDS; round++) {
                if (me == 0) {
                    events[0].set();
                }
                events[1 - me].await();
                events[1 - me].clear();
                if (me == 1) {
                    events[1].set();
                }
            }
            for (int round = 0; round < ROUNDS; round++) {
                barrier.await();
            }
            return null;
        }
    }

    /** Some threads acquire and some of them are interrupted, others release as often as permits were acquired. */
    public static final class Semaphores {
        private static final int THREADS = 4;
        private static final int ROUNDS = 4_000;
        private static final int BURSTS = 500;
        private static final int INTERRUPTS = 10;
        private static final long BEFORE_THE_OTHER_NANOS = 5_000_000;

        private Semaphores() {}

        public static void main(String[] args) throws Exception {
            KernelWaits.begin();
            for (Semaphore semaphore :
                    List.of(new Semaphore(1), new Semaphore(2), new BoundedSemaphore(1), new BoundedSemaphore(2))) {
                List<Threads.Running<Object>> all = new ArrayList<>();
                for (int i = 0; i < THREADS; i++) {
                    all.add(Threads.run(() -> passOften(semaphore)));
                }
                var interrupter = Threads.run(() -> {
                    while (!Thread.currentThread().isInterrupted()) {
                        all.get(ThreadLocalRandom.current().nextInt(THREADS / 2))
                                .thread()
                                .interrupt();
                        LockSupport.parkNanos(50_000);
                    }
                    return null;
                });
                for (Threads.Running<Object> each : all) {
                    each.result();
                }
                interrupter.thread().interrupt();
                interrupter.result();
            }
            for (Semaphore semaphore : List.of(new Semaphore(THREADS), new BoundedSemaphore(THREADS))) {
                releaseInBursts(semaphore);
            }
            for (Semaphore semaphore : List.of(new Semaphore(1), new BoundedSemaphore(1))) {
                for (int i = 0; i < INTERRUPTS; i++) {
                    interruptTheOneWhoIsWoken(semaphore);
                }
            }
        }

        /** Two sleep; the kernel wakes the first, who has been interrupted. The permit is the second one's then. */
        private static void interruptTheOneWhoIsWoken(Semaphore semaphore) throws Exception {
            semaphore.acquire();
            var first = Threads.run(() -> {
                semaphore.acquire();
                semaphore.release(); // it was woken as the second
                return null;
            });
            first.awaitParked();
            LockSupport.parkNanos(BEFORE_THE_OTHER_NANOS); // it is about to sleep
            var second = Threads.run(() -> {
                semaphore.acquire();
                semaphore.release();
                return null;
            });
            second.awaitParked();
            LockSupport.parkNanos(BEFORE_THE_OTHER_NANOS);
            first.thread().interrupt();
            semaphore.release();
            second.result();
            try {
                first.result();
            } catch (InterruptedException e) {
                assertTrue(semaphore.acquire(false), "whoever is interrupted has no permit");
                semaphore.release();
            }
        }

        /** Releases for as many sleepers at once: each release wakes one at most, and the woken wake the next. */
        private static void releaseInBursts(Semaphore semaphore) throws Exception {
            var allPassed = new CyclicBarrier(THREADS + 1);
            var all = new ArrayList<Threads.Running<Object>>();
            while (semaphore.acquire(false)) {
                // until there is none
            }
            for (int i = 0; i < THREADS; i++) {
                all.add(Threads.run(() -> {
                    for (int burst = 0; burst < BURSTS; burst++) {
                        semaphore.acquire();
                        allPassed.await();
                    }
                    return null;
                }));
            }
            for (int burst = 0; burst < BURSTS; burst++) {
                LockSupport.parkNanos(50_000); // others come to sleep
                for (int i = 0; i < THREADS; i++) {
                    semaphore.release();
                }
                allPassed.await(Eventually.LIMIT.toSeconds(), TimeUnit.SECONDS);
            }
            for (Threads.Running<Object> each : all) {
                each.result();
            }
        }

        private static Object passOften(Semaphore semaphore) {
            for (int round = 0; round < ROUNDS; ) {
                try (var _ = semaphore.acquire()) {
                    round++;
                    if (round % 64 == 0) {
                        LockSupport.parkNanos(1); // others come to sleep
                    }
                } catch (InterruptedException e) {
                    Thread.onSpinWait(); // what the other ones must not suffer from
                }
            }
            return null;
        }
    }
}
