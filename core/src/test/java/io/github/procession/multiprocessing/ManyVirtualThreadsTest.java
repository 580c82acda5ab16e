package io.github.procession.multiprocessing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.support.Children;
import io.github.procession.support.Eventually;
import io.github.procession.support.RootJvm;
import io.github.procession.support.Threads;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Thousands of virtual threads that wait for one shared object leave the JVM able to work, although it has a single carrier
 * for them, and another process lets them all go on.
 */
class ManyVirtualThreadsTest {
    private static final int OTHERS = 1_000;

    enum Kind {
        SEMAPHORE(10_000),
        BOUNDED_SEMAPHORE(10_000),
        EVENT(10_000),
        CONDITION(10_000),
        LOCK(2_000),
        RLOCK(2_000),
        BARRIER(2_000);

        private final int threads;

        Kind(int threads) {
            this.threads = threads;
        }

        private Object make() {
            return switch (this) {
                case SEMAPHORE -> new Semaphore(0);
                case BOUNDED_SEMAPHORE -> new BoundedSemaphore(threads);
                case EVENT -> new Event();
                case CONDITION -> new Condition();
                case LOCK -> new Lock();
                case RLOCK -> new RLock();
                case BARRIER -> new Barrier(threads + 1);
            };
        }
    }

    /** A JVM with one carrier, in which all of them wait. */
    public static final class OneCarrierMain {
        private OneCarrierMain() {}

        public static void main(String[] args) throws Exception {
            Kind kind = Kind.valueOf(args[0]);
            Object object = kind.make();
            Semaphore held = new Semaphore(0);
            Event go = new Event();
            Process other = Children.start(Process.target(ManyVirtualThreadsTest::holdThenLetGo)
                    .args(object, kind.threads, held, go)
                    .build());
            assertTrue(held.acquire(Eventually.LIMIT));
            List<Threads.Running<Integer>> waiting = new ArrayList<>();
            for (int i = 0; i < kind.threads; i++) {
                int number = i;
                waiting.add(Threads.runVirtual(() -> pass(object, number)));
            }
            for (Threads.Running<Integer> each : waiting) {
                each.awaitParked();
            }
            awaitInside(object, kind.threads);
            for (int i = 0; i < OTHERS; i++) {
                int number = i;
                assertEquals(number, Threads.runVirtual(() -> number).result());
            }
            go.set();
            long sum = 0;
            for (Threads.Running<Integer> each : waiting) {
                sum += each.result();
            }
            Children.join(other);
            System.out.println(sum);
        }

        private static int pass(Object object, int number) throws Exception {
            switch (object) {
                case Semaphore semaphore -> semaphore.acquire();
                case Event event -> event.await();
                case Lock lock -> lock.acquire().close();
                case RLock lock -> lock.acquire().close();
                case Barrier barrier -> barrier.await();
                case Condition condition -> {
                    try (var _ = condition.acquire()) {
                        condition.await();
                    }
                }
                default -> throw new IllegalArgumentException(object.toString());
            }
            return number;
        }

        /** Who is parked may still be on the way into the condition or barrier, waiting for a lock. */
        private static void awaitInside(Object object, int threads) throws Exception {
            if (object instanceof Condition condition) {
                Eventually.await("all wait", () -> condition.toString().endsWith(", " + threads + ")>"));
            } else if (object instanceof Barrier barrier) {
                Eventually.await("all wait", () -> barrier.nWaiting() == threads);
            }
        }
    }

    static void holdThenLetGo(Object object, int threads, Semaphore held, Event go) throws Exception {
        if (object instanceof java.util.concurrent.locks.Lock lock) {
            lock.lock();
        }
        if (object instanceof BoundedSemaphore semaphore) {
            for (int i = 0; i < threads; i++) {
                semaphore.acquire();
            }
        }
        held.release();
        go.await();
        switch (object) {
            case Semaphore semaphore -> {
                for (int i = 0; i < threads; i++) {
                    semaphore.release();
                }
            }
            case Event event -> {
                event.set();
                event.clear();
            }
            case java.util.concurrent.locks.Lock lock -> lock.unlock();
            case Barrier barrier -> barrier.await();
            case Condition condition -> {
                try (var _ = condition.acquire()) {
                    condition.signal(threads / 2);
                    condition.signalAll();
                }
            }
            default -> throw new IllegalArgumentException(object.toString());
        }
    }

    @Tag("full")
    @ParameterizedTest
    @EnumSource
    void anotherProcessLetsThemAllGoOn(Kind kind) throws Exception {
        RootJvm.Result result = new RootJvm(OneCarrierMain.class, kind.name())
                .options("-Djdk.virtualThreadScheduler.parallelism=1", "-Djdk.virtualThreadScheduler.maxPoolSize=1")
                .run()
                .succeeded();
        assertEquals((long) kind.threads * (kind.threads - 1) / 2 + "\n", result.out());
    }
}
