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
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class LockTest {
    @Test
    @Conformance({"LKB-01", "LKB-05", "LKB-06", "TE-05"})
    void aLockIsHeldOnceAndReleasedOnce() throws Exception {
        Lock lock = new Lock();
        assertFalse(lock.locked());
        lock.acquire();
        assertTrue(lock.locked());
        assertFalse(lock.acquire(false));
        lock.release();
        assertFalse(lock.locked());
        String message =
                assertThrows(IllegalMonitorStateException.class, lock::release).getMessage();
        assertEquals("the lock is released too often: nobody holds it", message);
        assertTrue(lock.acquire(false));
        lock.release();
    }

    @Test
    @Conformance({"LKB-02", "LKB-03"})
    void theTextSaysWhetherItIsHeld() throws Exception {
        Lock lock = new Lock();
        assertTrue(lock.toString().matches("<unlocked Lock at 0x[0-9a-f]+>"), lock::toString);
        lock.acquire();
        assertTrue(lock.toString().matches("<locked Lock at 0x[0-9a-f]+>"), lock::toString);
    }

    @Test
    @Conformance("TH-04")
    void theConstructorTakesNothing() {
        assertEquals(1, Lock.class.getConstructors().length);
        assertEquals(0, Lock.class.getConstructors()[0].getParameterCount());
    }

    @Test
    @Conformance({"LKB-07", "LKB-08"})
    void fiveThreadsWaitUntilItIsReleasedAndThenAllPass() throws Exception {
        Lock lock = new Lock();
        AtomicInteger passed = new AtomicInteger();
        lock.acquire();
        assertFalse(Threads.run(() -> lock.acquire(false)).result());
        List<Threads.Running<Integer>> waiting = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            waiting.add(Threads.run(() -> {
                        try (var _ = lock.acquire()) {
                            return passed.incrementAndGet();
                        }
                    })
                    .awaitParked());
        }
        assertEquals(0, passed.get());
        lock.release();
        for (Threads.Running<Integer> each : waiting) {
            each.result();
        }
        assertEquals(5, passed.get());
        assertFalse(lock.locked());
    }

    @Test
    @Conformance("LKB-09")
    void aBlockReleasesItAlsoWhenItThrows() throws Exception {
        Lock lock = new Lock();
        assertThrows(IllegalStateException.class, () -> {
            try (var _ = lock.acquire()) {
                assertTrue(lock.locked());
                throw new IllegalStateException("inside");
            }
        });
        assertFalse(lock.locked());
        Lock.Held held = lock.acquire();
        held.close();
        lock.acquire();
        held.close();
        assertTrue(lock.locked(), "closing a second time releases nothing that was acquired since");
    }

    @Test
    @Conformance("LKB-10")
    void threadsThatUsedItEnd() throws Exception {
        Lock lock = new Lock();
        List<Thread> threads = new ArrayList<>();
        int before = Threading.activeCount();
        for (int i = 0; i < 15; i++) {
            Thread thread = new Thread(() -> {
                lock.acquire();
                lock.release();
            });
            thread.start();
            threads.add(thread);
        }
        for (Thread thread : threads) {
            assertTrue(thread.join(Eventually.LIMIT));
        }
        assertTrue(Threading.activeCount() <= before, "others of before may have ended");
        assertFalse(lock.locked());
    }

    @Test
    @Conformance("LKB-11")
    void timeoutsFollowPythonsRules() throws Exception {
        Lock lock = new Lock();
        assertThrows(IllegalArgumentException.class, () -> lock.acquire(false, Duration.ofSeconds(1)));
        assertThrows(IllegalArgumentException.class, () -> lock.acquire(false, Duration.ZERO));
        assertThrows(IllegalArgumentException.class, () -> lock.acquire(Duration.ofMillis(-1)));
        assertThrows(IllegalArgumentException.class, () -> lock.acquire(Duration.ofSeconds(-100)));
        assertThrows(ArithmeticException.class, () -> lock.acquire(Threading.TIMEOUT_MAX.plusNanos(1)));
        assertFalse(lock.locked(), "refused arguments acquire nothing");
        assertTrue(lock.acquire(Threading.TIMEOUT_MAX));
        assertFalse(lock.acquire(false, Duration.ofSeconds(-1)), "-1 s means no timeout");
        assertFalse(lock.acquire(Duration.ZERO));
        long start = System.nanoTime();
        assertFalse(lock.acquire(Duration.ofMillis(100)));
        assertTrue(System.nanoTime() - start >= 100_000_000);
        var forever = Threads.run(() -> lock.acquire(Duration.ofSeconds(-1))).awaitParked();
        lock.release();
        assertTrue(forever.result());
    }

    @Test
    @Conformance({"LK-01", "LK-02"})
    void itIsNotReentrantAndAnyThreadReleasesIt() throws Exception {
        Lock lock = new Lock();
        var twice = Threads.run(() -> {
                    lock.acquire();
                    lock.acquire();
                    return "has it again";
                })
                .awaitParked();
        assertTrue(lock.locked());
        lock.release();
        assertEquals("has it again", twice.result());
        lock.release();
        assertFalse(lock.locked());
    }

    @Test
    @Conformance("LK-03")
    void afterATimeoutAndAReleaseItIsFree() throws Exception {
        Lock lock = new Lock();
        lock.acquire();
        assertFalse(lock.acquire(Duration.ofMillis(10)));
        lock.release();
        assertFalse(lock.locked());
        assertTrue(lock.acquire(false));
    }

    @Test
    void ofManyReleasesOfALockHeldOnceOneSucceeds() throws Exception {
        Lock lock = new Lock();
        for (int round = 0; round < 1000; round++) {
            lock.acquire();
            var other = Threads.start(() -> released(lock));
            int released = (released(lock) ? 1 : 0) + (Threads.result(other) ? 1 : 0);
            assertEquals(1, released, "releases in round " + round);
        }
    }

    private static boolean released(Lock lock) {
        try {
            lock.release();
            return true;
        } catch (IllegalMonitorStateException e) {
            return false;
        }
    }

    @Test
    void anInterruptEndsTheWait() throws Exception {
        Lock lock = new Lock();
        lock.acquire();
        var waiting = Threads.run(lock::acquire).awaitParked();
        waiting.thread().interrupt();
        assertEquals(InterruptedException.class, waiting.failure().getClass());
        assertTrue(lock.locked());
    }

    @Test
    void itIsALockOfJavaUtilConcurrent() throws Exception {
        java.util.concurrent.locks.Lock lock = new Lock();
        assertTrue(lock.tryLock());
        assertFalse(lock.tryLock(10, TimeUnit.MILLISECONDS));
        java.util.concurrent.locks.Condition condition = lock.newCondition();
        assertFalse(condition.await(1, TimeUnit.MILLISECONDS));
        lock.unlock();
        assertThrows(IllegalMonitorStateException.class, lock::unlock);
        lock.lock();
        var waiting = Threads.run(() -> {
                    lock.lockInterruptibly();
                    return "has it";
                })
                .awaitParked();
        lock.unlock();
        assertEquals("has it", waiting.result());
    }

    @Test
    void tenThousandVirtualThreadsExcludeEachOther() throws Exception {
        Lock lock = new Lock();
        int[] count = new int[1];
        List<java.lang.Thread> threads = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            threads.add(Thread.virtual(() -> {
                try (var _ = lock.acquire()) {
                    int before = count[0];
                    java.lang.Thread.yield(); // so that somebody else would come in between
                    count[0] = before + 1;
                }
            }));
        }
        threads.forEach(java.lang.Thread::start);
        for (java.lang.Thread thread : threads) {
            assertTrue(thread.join(Eventually.LIMIT));
        }
        assertEquals(10_000, count[0]);
    }
}
