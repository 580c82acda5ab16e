package io.github.procession.threading;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.Conformance;
import io.github.procession.support.Eventually;
import io.github.procession.support.Threads;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SemaphoreTest {
    private static Semaphore of(String type, int value) {
        return type.equals("Semaphore") ? new Semaphore(value) : new BoundedSemaphore(value);
    }

    @Test
    @Conformance({"SMB-01", "SMB-09"})
    void theValueIsNotNegativeAndOneByDefault() throws Exception {
        assertThrows(IllegalArgumentException.class, () -> new Semaphore(-1));
        assertThrows(IllegalArgumentException.class, () -> new BoundedSemaphore(Integer.MIN_VALUE));
        for (Semaphore semaphore : List.of(new Semaphore(), new BoundedSemaphore())) {
            semaphore.acquire();
            assertFalse(semaphore.acquire(false));
            semaphore.release();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Semaphore", "BoundedSemaphore"})
    @Conformance({"SMB-02", "SMB-06"})
    void thereAreAsManyPermitsAsTheValueSays(String type) throws Exception {
        Semaphore semaphore = of(type, 2);
        assertTrue(semaphore.acquire(false));
        semaphore.acquire();
        assertFalse(semaphore.acquire(false));
        assertEquals(0, semaphore.getValue());
        semaphore.release();
        assertTrue(semaphore.acquire(false));
        assertFalse(semaphore.acquire(Duration.ZERO));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Semaphore", "BoundedSemaphore"})
    @Conformance("SMB-04")
    void eachReleaseLetsOneMoreThrough(String type) throws Exception {
        Semaphore semaphore = of(type, 7);
        semaphore.acquire();
        AtomicInteger passed = new AtomicInteger();
        List<Threads.Running<Boolean>> threads = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            threads.add(Threads.run(() -> {
                boolean first = semaphore.acquire(true);
                passed.incrementAndGet();
                boolean second = semaphore.acquire(true);
                passed.incrementAndGet();
                return first && second;
            }));
        }
        int expected = 6;
        for (int released = 0; ; released++) {
            int wanted = expected;
            Eventually.await(wanted + " pass", () -> passed.get() == wanted);
            for (Threads.Running<Boolean> each : threads) {
                Eventually.await(
                        "it waits or has ended",
                        () -> each.task().isDone() || each.thread().getState() == java.lang.Thread.State.WAITING);
            }
            assertEquals(expected, passed.get());
            if (expected == 20) {
                break;
            }
            semaphore.release();
            expected++;
        }
        for (Threads.Running<Boolean> each : threads) {
            assertTrue(each.result());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Semaphore", "BoundedSemaphore"})
    @Conformance("SMB-05")
    void severalPermitsAreReleasedAtOnce(String type) throws Exception {
        Semaphore semaphore = of(type, 5);
        for (int i = 0; i < 5; i++) {
            semaphore.acquire();
        }
        List<Threads.Running<Boolean>> waiting = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            waiting.add(Threads.run(() -> semaphore.acquire(true)).awaitParked());
        }
        assertThrows(IllegalArgumentException.class, () -> semaphore.release(0));
        assertThrows(IllegalArgumentException.class, () -> semaphore.release(-1));
        semaphore.release(3);
        for (Threads.Running<Boolean> each : waiting) {
            assertTrue(each.result());
        }
        assertEquals(0, semaphore.getValue());
    }

    @ParameterizedTest
    @ValueSource(strings = {"Semaphore", "BoundedSemaphore"})
    @Conformance("SMB-07")
    void ofTenTriesAsManySucceedAsThereArePermits(String type) throws Exception {
        Semaphore semaphore = of(type, 4);
        semaphore.acquire();
        AtomicInteger acquired = new AtomicInteger();
        List<Threads.Running<Integer>> threads = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            threads.add(Threads.run(() -> {
                for (int j = 0; j < 2; j++) {
                    if (semaphore.acquire(false)) {
                        acquired.incrementAndGet();
                    }
                }
                return 0;
            }));
        }
        for (Threads.Running<Integer> each : threads) {
            each.result();
        }
        assertEquals(3, acquired.get());
    }

    @ParameterizedTest
    @ValueSource(strings = {"Semaphore", "BoundedSemaphore"})
    @Conformance("SMB-08")
    void timeoutsFollowPythonsRules(String type) throws Exception {
        Semaphore semaphore = of(type, 2);
        assertThrows(IllegalArgumentException.class, () -> semaphore.acquire(false, Duration.ofSeconds(1)));
        assertThrows(IllegalArgumentException.class, () -> semaphore.acquire(false, Duration.ofSeconds(-1)));
        assertTrue(semaphore.acquire(Duration.ofMillis(5)));
        assertTrue(semaphore.acquire(Duration.ofSeconds(-1)), "a negative one does not wait, and need not");
        assertFalse(semaphore.acquire(Duration.ofSeconds(-1)), "a negative one does not wait");
        long start = System.nanoTime();
        assertFalse(semaphore.acquire(Duration.ofMillis(100)));
        assertTrue(System.nanoTime() - start >= 100_000_000);
        var waiting = Threads.run(() -> semaphore.acquire(Duration.ofDays(1))).awaitParked();
        semaphore.release();
        assertTrue(waiting.result());
    }

    @ParameterizedTest
    @ValueSource(strings = {"Semaphore", "BoundedSemaphore"})
    @Conformance("SMB-10")
    void blocksNestAndReleaseWhenTheyThrow(String type) throws Exception {
        Semaphore semaphore = of(type, 2);
        assertThrows(IllegalStateException.class, () -> {
            try (var _ = semaphore.acquire()) {
                try (var _ = semaphore.acquire()) {
                    assertFalse(semaphore.acquire(false));
                }
                assertEquals(1, semaphore.getValue());
                throw new IllegalStateException("inside");
            }
        });
        assertEquals(2, semaphore.getValue());
    }

    @Test
    @Conformance({"SMU-01", "SMU-02"})
    void aPlainOneMayBeReleasedBeyondItsValueAndShowsIt() {
        Semaphore semaphore = new Semaphore(1);
        semaphore.release();
        assertEquals(2, semaphore.getValue());
        assertTrue(semaphore.toString().matches("<Semaphore at 0x[0-9a-f]+: value=2>"), semaphore::toString);
        semaphore.release(Integer.MAX_VALUE - 2);
        assertThrows(IllegalMonitorStateException.class, semaphore::release);
        assertEquals(Integer.MAX_VALUE, semaphore.getValue());
    }

    @Test
    @Conformance({"SMBO-01", "SMBO-02"})
    void aBoundedOneRefusesMoreThanItsValueAndShowsIt() throws Exception {
        BoundedSemaphore semaphore = new BoundedSemaphore(3);
        assertThrows(IllegalMonitorStateException.class, semaphore::release);
        semaphore.acquire();
        assertTrue(semaphore.toString().matches("<BoundedSemaphore at 0x[0-9a-f]+: value=2/3>"), semaphore::toString);
        String message = assertThrows(IllegalMonitorStateException.class, () -> semaphore.release(2))
                .getMessage();
        assertEquals("the semaphore is released too often: 2 of 3 permits are free, 2 more are released", message);
        assertEquals(2, semaphore.getValue(), "a refused release changes nothing");
        semaphore.release();
        assertThrows(IllegalMonitorStateException.class, semaphore::release);
    }

    @Test
    @Conformance("TH-34")
    void concurrentReleasesFillUpABoundedOne() throws Exception {
        for (int limit = 1; limit < 10; limit++) {
            BoundedSemaphore semaphore = new BoundedSemaphore(limit);
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < limit; i++) {
                threads.add(new Thread(() -> semaphore.acquire(true)));
            }
            for (int i = 0; i < limit; i++) {
                threads.add(new Thread(semaphore::release));
            }
            for (Thread thread : threads.subList(0, limit)) {
                thread.start();
                assertTrue(thread.join(Eventually.LIMIT));
            }
            for (Thread thread : threads.subList(limit, 2 * limit)) {
                thread.start();
            }
            for (Thread thread : threads.subList(limit, 2 * limit)) {
                assertTrue(thread.join(Eventually.LIMIT));
            }
            assertEquals(limit, semaphore.getValue());
            assertThrows(IllegalMonitorStateException.class, semaphore::release);
        }
    }
}
