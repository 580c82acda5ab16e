package io.github.procession.multiprocessing;

import io.github.procession.support.RootJvm;
import io.github.procession.support.Threads;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** No wake-up is lost, seen in a JVM whose waits have no slices: there a lost one is a wait without end. */
class NoWakeUpIsLostTest {
    private static void run(Class<?> main) throws Exception {
        new RootJvm(main).options("-Dprocession.sliceMillis=1000000000").run().succeeded();
    }

    @Test
    void ofASemaphore() throws Exception {
        run(Semaphores.class);
    }

    /** Some threads acquire and some of them are interrupted, others release as often as permits were acquired. */
    public static final class Semaphores {
        private static final int THREADS = 4;
        private static final int ROUNDS = 4_000;

        private Semaphores() {}

        public static void main(String[] args) throws Exception {
            for (Semaphore semaphore : List.of(new Semaphore(1), new BoundedSemaphore(1), new BoundedSemaphore(2))) {
                List<Threads.Running<Object>> all = new java.util.ArrayList<>();
                for (int i = 0; i < THREADS; i++) {
                    all.add(Threads.run(() -> passOften(semaphore)));
                }
                var interrupter = Threads.run(() -> {
                    while (!Thread.currentThread().isInterrupted()) {
                        all.get(ThreadLocalRandom.current().nextInt(THREADS / 2)).thread().interrupt();
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
