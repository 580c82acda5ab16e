package io.github.procession.multiprocessing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.Conformance;
import io.github.procession.multiprocessing.SharedTypes.AnyLock;
import io.github.procession.support.Children;
import io.github.procession.support.Eventually;
import io.github.procession.support.Threads;
import io.github.procession.support.ThreadsToo;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@ThreadsToo
class SemaphoreTest {
    enum Kind {
        PLAIN(Semaphore::new, "<Semaphore(value=%d)>"),
        BOUNDED(BoundedSemaphore::new, "<BoundedSemaphore(value=%d, maxvalue=3)>");

        private final IntFunction<Semaphore> constructor;
        private final String text;

        Kind(IntFunction<Semaphore> constructor, String text) {
            this.constructor = constructor;
            this.text = text;
        }

        Semaphore of(int value) {
            return constructor.apply(value);
        }

        AnyLock of(SharedTypes types, int value) {
            return this == PLAIN ? types.semaphore(value) : types.boundedSemaphore(value);
        }
    }

    @ParameterizedTest
    @EnumSource
    @Conformance({"SEM-01", "SEM-02", "SMB-02", "SMB-06"})
    void permitsAreTakenUntilThereIsNone(Kind kind) throws Exception {
        permitsAreTakenUntilThereIsNone(kind, SharedTypes.IN_MEMORY);
    }

    static void permitsAreTakenUntilThereIsNone(Kind kind, SharedTypes types) throws Exception {
        AnyLock semaphore = kind.of(types, 2);
        assertEquals(2, semaphore.permits());
        assertTrue(semaphore.acquire(true));
        assertEquals(1, semaphore.permits());
        assertFalse(semaphore.locked());
        assertTrue(semaphore.acquire(true));
        assertEquals(0, semaphore.permits());
        assertTrue(semaphore.locked());
        assertFalse(semaphore.acquire(false));
        semaphore.release();
        assertEquals(1, semaphore.permits());
        semaphore.release();
        assertEquals(2, semaphore.permits());
    }

    @Test
    @Conformance({"SEM-01", "SMU-01"})
    void aPlainSemaphoreCanBeReleasedAboveItsFirstValue() throws Exception {
        Semaphore semaphore = new Semaphore(1);
        semaphore.release();
        assertEquals(2, semaphore.getValue());
        Semaphore full = new Semaphore(Integer.MAX_VALUE);
        assertThrows(IllegalMonitorStateException.class, full::release);
        assertTrue(full.acquire(false));
        full.release();
        assertEquals(Integer.MAX_VALUE, full.getValue());
    }

    @Test
    @Conformance({"SEM-02", "SMBO-01"})
    void aBoundedSemaphoreCannot() throws Exception {
        BoundedSemaphore semaphore = new BoundedSemaphore(2);
        assertThrows(IllegalMonitorStateException.class, semaphore::release);
        assertEquals(2, semaphore.getValue());
        semaphore.acquire();
        semaphore.release();
        String message = assertThrows(IllegalMonitorStateException.class, semaphore::release)
                .getMessage();
        assertEquals("the semaphore is released too often: all its permits are free", message);
        assertEquals(2, semaphore.getValue());
    }

    @ParameterizedTest
    @EnumSource
    @Conformance({"SEM-03", "SMB-08"})
    void timeoutsBoundTheWait(Kind kind) throws Exception {
        anAcquisitionThatFailsTakesItsTime(kind, SharedTypes.IN_MEMORY);
        Semaphore semaphore = kind.of(1);
        semaphore.acquire();
        var forEver = Threads.run(() -> semaphore.acquire(true, null)).awaitParked();
        var huge = Threads.run(() -> semaphore.acquire(Duration.ofSeconds(Long.MAX_VALUE)))
                .awaitParked();
        semaphore.release();
        Eventually.await(
                "one has it", () -> forEver.task().isDone() != huge.task().isDone());
        semaphore.release();
        assertTrue(forEver.result());
        assertTrue(huge.result());
        semaphore.release();
    }

    static void anAcquisitionThatFailsTakesItsTime(Kind kind, SharedTypes types) throws Exception {
        AnyLock semaphore = kind.of(types, 1);
        semaphore.acquire();
        long start = System.nanoTime();
        assertFalse(semaphore.acquire(false));
        assertFalse(semaphore.acquire(false, null));
        assertFalse(semaphore.acquire(false, Duration.ofDays(1)), "not blocking ignores the timeout");
        assertFalse(semaphore.acquire(Duration.ZERO));
        assertFalse(semaphore.acquire(Duration.ofSeconds(-1)));
        assertFalse(semaphore.acquire(true, Duration.ofMillis(200)));
        assertFalse(semaphore.acquire(Duration.ofMillis(200)));
        long took = System.nanoTime() - start;
        assertTrue(took >= 400_000_000 && took < Duration.ofHours(1).toNanos());
    }

    @ParameterizedTest
    @EnumSource
    @Conformance({"SMB-01", "SMB-09"})
    void theValueIsOneUnlessGivenAndNeverNegative(Kind kind) throws Exception {
        assertEquals(1, new Semaphore().getValue());
        assertEquals(1, new BoundedSemaphore().getValue());
        assertEquals(
                "value is negative: -1",
                assertThrows(IllegalArgumentException.class, () -> kind.of(-1)).getMessage());
        assertFalse(kind.of(0).acquire(false));
    }

    @ParameterizedTest
    @EnumSource
    @Conformance({"SMB-04", "SMB-07"})
    void asManyThreadsPassAsThereArePermits(Kind kind) throws Exception {
        Semaphore semaphore = kind.of(7);
        semaphore.acquire();
        AtomicInteger passed = new AtomicInteger();
        List<Threads.Running<Object>> threads = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            threads.add(Threads.run(() -> {
                assertTrue(semaphore.acquire(true));
                passed.incrementAndGet();
                assertTrue(semaphore.acquire(true));
                return passed.incrementAndGet();
            }));
        }
        for (int released = 0; released < 14; released += 2) {
            int expected = 6 + released;
            Eventually.await(expected + " passed", () -> passed.get() == expected);
            assertFalse(semaphore.acquire(Duration.ofMillis(5)), "none is left");
            assertEquals(expected, passed.get());
            semaphore.release();
            semaphore.release();
        }
        for (Threads.Running<Object> thread : threads) {
            thread.result();
        }
        assertEquals(20, passed.get());
        assertTrue(semaphore.locked());
    }

    @ParameterizedTest
    @EnumSource
    @Conformance("SMB-10")
    void tryWithResourcesHoldsAPermit(Kind kind) throws Exception {
        Semaphore semaphore = kind.of(2);
        assertThrows(IllegalStateException.class, () -> {
            try (var _ = semaphore.acquire()) {
                assertEquals(1, semaphore.getValue());
                Semaphore.Held inner = semaphore.acquire();
                assertEquals(0, semaphore.getValue());
                inner.close();
                inner.close();
                assertEquals(1, semaphore.getValue(), "closed twice, released once");
                throw new IllegalStateException("inside");
            }
        });
        assertEquals(2, semaphore.getValue());
    }

    @ParameterizedTest
    @EnumSource
    @Conformance({"SMU-02", "SMBO-02"})
    void theTextShowsTheValue(Kind kind) throws Exception {
        Semaphore semaphore = kind.of(3);
        assertEquals(kind.text.formatted(3), semaphore.toString());
        semaphore.acquire();
        assertEquals(kind.text.formatted(2), semaphore.toString());
    }

    @ParameterizedTest
    @EnumSource
    void whatAChildAcquiredTheParentMayRelease(Kind kind) throws Exception {
        whatAChildAcquiredTheParentMayRelease(kind, SharedTypes.IN_MEMORY);
    }

    static void whatAChildAcquiredTheParentMayRelease(Kind kind, SharedTypes types) throws Exception {
        AnyLock semaphore = kind.of(types, 1);
        try (Pipe pipe = Pipe.open()) {
            Process child = Children.start(new Process(SemaphoreTest::acquireAndTell, semaphore, pipe.second()));
            assertEquals("acquired", pipe.first().recv());
            assertTrue(semaphore.locked());
            semaphore.release();
            assertEquals("acquired again", pipe.first().recv());
            pipe.first().send("end");
            Children.join(child);
        }
    }

    static void acquireAndTell(AnyLock semaphore, Connection connection) throws Exception {
        semaphore.acquire();
        connection.send("acquired");
        semaphore.acquire();
        connection.send("acquired again");
        connection.recv();
    }

    @ParameterizedTest
    @EnumSource
    void itTravelsThroughAQueueAsTheSameSemaphore(Kind kind) throws Exception {
        Semaphore semaphore = kind.of(0);
        try (Queue<Object> queue = new Queue<>()) {
            queue.put(semaphore);
            assertTrue(queue.get() == semaphore);
        }
    }

    @ParameterizedTest
    @EnumSource
    void anInterruptEndsTheWaitAndTakesNothing(Kind kind) throws Exception {
        Semaphore semaphore = kind.of(1);
        semaphore.acquire();
        for (var waiting : List.of(Threads.run(semaphore::acquire), Threads.runVirtual(semaphore::acquire))) {
            waiting.awaitParked().thread().interrupt();
            assertTrue(waiting.failure() instanceof InterruptedException);
        }
        semaphore.release();
        assertEquals(1, semaphore.getValue());
    }

    @ParameterizedTest
    @EnumSource
    void tenThousandWaitingVirtualThreadsLeaveTheJvmAbleToWork(Kind kind) throws Exception {
        Semaphore semaphore = kind.of(10_000);
        for (int i = 0; i < 10_000; i++) {
            semaphore.acquire();
        }
        List<Threads.Running<Boolean>> waiting = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            waiting.add(Threads.runVirtual(() -> semaphore.acquire(true)));
        }
        waiting.getLast().awaitParked();
        // with a carrier pinned by each waiter, or busy with their polling, this would not come to an end
        for (int i = 0; i < 1_000; i++) {
            int number = i;
            assertEquals(number, Threads.runVirtual(() -> number).result());
        }
        for (int i = 0; i < 10_000; i++) {
            semaphore.release();
        }
        for (Threads.Running<Boolean> each : waiting) {
            assertTrue(each.result());
        }
        assertTrue(semaphore.locked());
    }
}
