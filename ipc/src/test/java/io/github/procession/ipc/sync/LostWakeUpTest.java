package io.github.procession.ipc.sync;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.ipc.memory.ChildJvm;
import io.github.procession.ipc.memory.Region;
import io.github.procession.ipc.memory.SharedFolder;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** No wake-up is lost, seen in a JVM whose waits have no slices: there a lost one is a wait without end. */
class LostWakeUpTest {
    private static final List<String> NO_SLICES = List.of("-Dprocession.sliceMillis=1000000000");

    @Tag("full")
    @Test
    void anInterruptedWaiterOfAMutexHandsItsWakeUpOn() {
        run(InterruptedWaiters.class);
    }

    @Test
    void waitersOfAnEventCountSeeEveryEvent() {
        run(Events.class);
    }

    private static void run(Class<?> main) {
        try (ChildJvm child = ChildJvm.start(main, NO_SLICES)) {
            assertEquals("done", child.line());
            assertEquals(0, child.exitCode());
        }
    }

    /** Two sleep on a mutex; while it is unlocked one of them is interrupted. The other gets it. */
    static final class InterruptedWaiters {
        private static final int ROUNDS = 3_000;

        static void main() throws Exception {
            WaitMode.FUTEX.use();
            watch(Duration.ofMinutes(4));
            try (SharedFolder shared = new SharedFolder()) {
                RobustMutex mutex = new RobustMutex(shared.region("mutex", 64), 0, shared.processes(), shared.living());
                for (int round = 0; round < ROUNDS; round++) {
                    mutex.lock();
                    Thread first = Thread.ofPlatform().start(() -> lockAndUnlock(mutex));
                    Thread second = Thread.ofPlatform().start(() -> lockAndUnlock(mutex));
                    LockSupport.parkNanos(ThreadLocalRandom.current().nextInt(200_000));
                    CountDownLatch go = new CountDownLatch(1);
                    Thread interrupter = Thread.ofPlatform().start(() -> {
                        go.countDown();
                        first.interrupt();
                    });
                    go.await();
                    mutex.unlock();
                    // a third passes while the word is free, without noticing that anybody sleeps
                    if (mutex.tryLock()) {
                        mutex.unlock();
                    }
                    interrupter.join();
                    second.join();
                    first.interrupt();
                    first.join();
                }
            }
            IO.println("done");
        }

        private static void lockAndUnlock(RobustMutex mutex) {
            try {
                mutex.lock();
                mutex.unlock();
            } catch (InterruptedException e) {
                // this is what the other one must not suffer from
            }
        }
    }

    /** Several producers and consumers of a counter that wait for it to be above zero. */
    static final class Events {
        private static final int PRODUCERS = 3;
        private static final int EVENTS = 30_000;
        private static final long COUNTER = 64;

        static void main() throws Exception {
            WaitMode.FUTEX.use();
            watch(Duration.ofMinutes(4));
            try (SharedFolder shared = new SharedFolder()) {
                Region region = shared.region("events", 4096);
                Thread[] threads = new Thread[2 * PRODUCERS];
                for (int i = 0; i < PRODUCERS; i++) {
                    EventCount count = new EventCount(i == 0 ? region : shared.secondView("events"), 0);
                    threads[i] = Thread.ofPlatform().start(() -> produce(region, count));
                    threads[PRODUCERS + i] = Thread.ofPlatform().start(() -> consume(region, count));
                }
                for (Thread thread : threads) {
                    thread.join();
                }
                assertEquals(0, region.getLong(COUNTER));
            }
            IO.println("done");
        }

        private static void produce(Region region, EventCount count) {
            for (int i = 0; i < EVENTS; i++) {
                region.getAndAddLong(COUNTER, 1);
                count.notifyAfterFence();
            }
        }

        private static void consume(Region region, EventCount count) {
            for (int i = 0; i < EVENTS; i++) {
                while (!take(region)) {
                    int ticket = count.prepare();
                    if (region.getLongVolatile(COUNTER) == 0) {
                        try {
                            count.await(ticket, Long.MAX_VALUE);
                        } catch (InterruptedException e) {
                            throw new IllegalStateException(e);
                        }
                    }
                }
            }
        }

        private static boolean take(Region region) {
            long left = region.getLongVolatile(COUNTER);
            return left > 0 && region.compareAndSetLong(COUNTER, left, left - 1);
        }
    }

    /** Ends this JVM with a failure when it takes too long. */
    private static void watch(Duration limit) {
        Thread.ofPlatform().daemon().start(() -> {
            LockSupport.parkNanos(limit.toNanos());
            Thread.getAllStackTraces().forEach((thread, frames) -> {
                System.err.println(thread);
                for (StackTraceElement frame : frames) {
                    System.err.println("    " + frame);
                }
            });
            IO.println("hangs");
            Runtime.getRuntime().halt(1);
        });
        assertTrue(Parker.SLICE_MILLIS > limit.toMillis());
    }
}
