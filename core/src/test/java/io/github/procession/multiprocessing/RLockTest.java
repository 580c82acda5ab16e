package io.github.procession.multiprocessing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.Conformance;
import io.github.procession.multiprocessing.SharedTypes.AnyLock;
import io.github.procession.support.Children;
import io.github.procession.support.Eventually;
import io.github.procession.support.ProcessesOnly;
import io.github.procession.support.Promptly;
import io.github.procession.support.Talk;
import io.github.procession.support.Threads;
import io.github.procession.support.ThreadsToo;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

@ThreadsToo
class RLockTest {
    @Test
    @Conformance({"LOCK-05", "LKB-01", "LKB-05", "LKB-06", "RLK-02", "RLK-03", "RLK-04"})
    void itsHolderAcquiresItAgainAndReleasesItAsOften() throws Exception {
        itsHolderAcquiresItAgainAndReleasesItAsOften(SharedTypes.IN_MEMORY);
    }

    static void itsHolderAcquiresItAgainAndReleasesItAsOften(SharedTypes types) throws Exception {
        AnyLock lock = types.rlock();
        assertFalse(lock.locked());
        for (int i = 0; i < 3; i++) {
            assertTrue(lock.acquire(true));
        }
        for (int i = 0; i < 3; i++) {
            assertTrue(lock.locked());
            assertFalse(Threads.run(() -> lock.acquire(false)).result(), "another thread");
            lock.release();
        }
        assertFalse(lock.locked());
        assertThrows(IllegalMonitorStateException.class, lock::release);
        assertTrue(Threads.run(() -> lock.acquire(false)).result());
    }

    @Test
    @Conformance("LOCK-06")
    @ProcessesOnly("in one JVM the holder is another thread, not another process")
    void bothProcessesSeeThatAChildHoldsTheLock() throws Exception {
        bothProcessesSeeThatAChildHoldsTheLock(SharedTypes.IN_MEMORY);
    }

    static void bothProcessesSeeThatAChildHoldsTheLock(SharedTypes types) throws Exception {
        AnyLock lock = types.rlock();
        try (Talk talk = Talk.open()) {
            Process child = Children.start(new Process(RLockTest::holdUntilTold, lock, talk.second()));
            assertEquals(true, talk.first().recv(), "locked() in the child");
            assertTrue(lock.locked());
            assertFalse(lock.acquire(false));
            assertThrows(IllegalMonitorStateException.class, lock::release);
            talk.first().send("release");
            assertEquals(false, talk.first().recv());
            assertFalse(lock.locked());
            Children.join(child);
        }
    }

    static void holdUntilTold(AnyLock lock, Talk.End talk) throws Exception {
        try (var _ = lock.acquire();
                var _ = lock.acquire()) {
            talk.send(lock.locked());
            talk.recv();
        }
        talk.send(lock.locked());
    }

    @Test
    @Conformance({"LOCK-08", "LKB-09"})
    void tryWithResourcesHoldsTheLock() throws Exception {
        tryWithResourcesHoldsTheLock(SharedTypes.IN_MEMORY);
    }

    static void tryWithResourcesHoldsTheLock(SharedTypes types) throws Exception {
        AnyLock lock = types.rlock();
        assertThrows(IllegalStateException.class, () -> {
            try (var _ = lock.acquire()) {
                try (var _ = lock.acquire()) {
                    assertTrue(lock.locked());
                }
                assertTrue(lock.locked(), "acquired twice");
                throw new IllegalStateException("inside");
            }
        });
        assertFalse(lock.locked());
    }

    @Test
    @Conformance({"LOCK-04", "LKB-02", "LKB-03", "RLK-01"})
    void theTextShowsOwnerAndCount() throws Exception {
        RLock lock = new RLock();
        assertEquals("<RLock(None, 0)>", lock.toString());
        String me = Thread.currentThread().getName();
        String name = me.equals("main") ? "MainProcess" : "MainProcess|" + me;
        lock.acquire();
        assertEquals("<RLock(" + name + ", 1)>", lock.toString());
        lock.acquire();
        assertEquals("<RLock(" + name + ", 2)>", lock.toString());
        assertEquals(
                "<RLock(SomeOtherThread, nonzero)>", Threads.run(lock::toString).result());
        lock.release();
        lock.release();
        assertEquals("<RLock(None, 0)>", lock.toString());
        String message =
                assertThrows(IllegalMonitorStateException.class, lock::release).getMessage();
        assertEquals("the lock is released by a thread that does not hold it: <RLock(None, 0)>", message);
    }

    @Test
    @Conformance({"RLK-05", "RLK-08"})
    void onlyTheThreadThatHoldsItReleasesItAndItStaysAcquiredWhenThatEnds() throws Exception {
        RLock lock = new RLock();
        assertTrue(Threads.run(() -> lock.acquire(true)).result());
        assertTrue(lock.locked());
        assertThrows(IllegalMonitorStateException.class, lock::release);
        assertFalse(lock.acquire(Duration.ofMillis(300)));
        assertTrue(lock.locked());
    }

    @Test
    @Conformance({"LKB-07", "LKB-08", "LKB-10"})
    void threadsThatWaitForItAllGetIt() throws Exception {
        RLock lock = new RLock();
        lock.acquire();
        List<Threads.Running<Boolean>> waiting = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            var body = new java.util.concurrent.Callable<Boolean>() {
                @Override
                public Boolean call() throws Exception {
                    try (var _ = lock.acquire();
                            var _ = lock.acquire()) {
                        return lock.locked();
                    }
                }
            };
            waiting.add((i % 2 == 0 ? Threads.run(body) : Threads.runVirtual(body)).awaitParked());
        }
        lock.release();
        for (Threads.Running<Boolean> each : waiting) {
            assertTrue(each.result());
        }
        assertFalse(lock.locked());
    }

    @Test
    @Conformance("LKB-11")
    void timeoutsBoundTheWait() throws Exception {
        RLock lock = new RLock();
        assertTrue(lock.acquire(Duration.ofSeconds(-1)), "free");
        assertTrue(lock.acquire(Duration.ZERO), "held by this thread");
        var other = Threads.run(() -> {
            long start = System.nanoTime();
            boolean acquired = lock.acquire(false)
                    || lock.acquire(false, Duration.ofDays(1))
                    || lock.acquire(Duration.ZERO)
                    || lock.acquire(Duration.ofSeconds(-1))
                    || lock.acquire(Duration.ofMillis(200));
            return !acquired && System.nanoTime() - start >= 200_000_000;
        });
        assertTrue(other.result());
        var huge = Threads.run(() -> lock.acquire(Duration.ofSeconds(Long.MAX_VALUE)))
                .awaitParked();
        lock.release();
        lock.release();
        assertTrue(huge.result());
    }

    @Test
    void anInterruptEndsTheWait() throws Exception {
        RLock lock = new RLock();
        lock.acquire();
        for (var waiting : List.of(Threads.run(lock::acquire), Threads.runVirtual(lock::acquire))) {
            waiting.awaitParked().thread().interrupt();
            assertTrue(waiting.failure() instanceof InterruptedException);
        }
        var keeping = Threads.run(() -> {
            lock.lock();
            return Thread.interrupted();
        });
        keeping.awaitParked().thread().interrupt();
        lock.release();
        assertTrue(keeping.result());
    }

    @Test
    void itIsALockOfJavaUtilConcurrent() throws Exception {
        java.util.concurrent.locks.Lock lock = new RLock();
        assertTrue(lock.tryLock());
        assertTrue(lock.tryLock());
        lock.lockInterruptibly();
        assertTrue(lock.tryLock(1, TimeUnit.DAYS));
        assertFalse(Threads.run(() -> lock.tryLock(10, TimeUnit.MILLISECONDS)).result());
        for (int i = 0; i < 4; i++) {
            lock.unlock();
        }
        assertThrows(IllegalMonitorStateException.class, lock::unlock);
    }

    @Test
    @ProcessesOnly("what a thread holds at its end stays held")
    void whoWaitsForTheLockOfADeadProcessGetsItOnce() throws Exception {
        Promptly.within(2_000, RLockTest::millisFromTheDeathOfTheHolder);
    }

    private static long millisFromTheDeathOfTheHolder() throws Exception {
        long millis;
        RLock lock = new RLock();
        try (Pipe pipe = Pipe.open()) {
            Process holder = Children.start(new Process(RLockTest::holdUntilKilled, lock, pipe.second()));
            assertEquals(true, pipe.first().recv());
            assertEquals("<RLock(SomeOtherProcess, nonzero)>", lock.toString());
            var waiting = Threads.run(() -> {
                        boolean acquired = lock.acquire(Eventually.LIMIT) && lock.wasAbandoned();
                        String text = lock.toString();
                        lock.release();
                        return acquired && text.endsWith(", 1)>") && !lock.wasAbandoned();
                    })
                    .awaitParked();
            long killed = System.nanoTime();
            Children.kill(holder);
            assertTrue(waiting.result());
            millis = (System.nanoTime() - killed) / 1_000_000;
        }
        assertTrue(lock.tryLock());
        assertFalse(lock.wasAbandoned());
        lock.release();
        return millis;
    }

    static void holdUntilKilled(RLock lock, Connection connection) throws Exception {
        try (var _ = lock.acquire()) {
            connection.send(lock.locked());
            connection.recv();
        }
    }
}
