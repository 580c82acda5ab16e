package io.github.procession.multiprocessing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.Conformance;
import io.github.procession.multiprocessing.SharedTypes.AnyLock;
import io.github.procession.support.Children;
import io.github.procession.support.Eventually;
import io.github.procession.support.Talk;
import io.github.procession.support.Threads;
import io.github.procession.support.ThreadsToo;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

@ThreadsToo
class LockTest {
    @Test
    @Conformance("LOCK-02")
    void aLockIsHeldOnceAndReleasedOnce() throws Exception {
        aLockIsHeldOnceAndReleasedOnce(SharedTypes.IN_MEMORY);
    }

    static void aLockIsHeldOnceAndReleasedOnce(SharedTypes types) throws Exception {
        AnyLock lock = types.lock();
        assertFalse(lock.locked());
        assertTrue(lock.acquire(true));
        assertTrue(lock.locked());
        assertFalse(lock.acquire(false));
        lock.release();
        assertFalse(lock.locked());
        String message =
                assertThrows(IllegalMonitorStateException.class, lock::release).getMessage();
        assertEquals("the lock is released too often: nobody holds it", message);
        assertFalse(lock.locked());
    }

    @Test
    @Conformance("LOCK-03")
    void bothProcessesSeeThatAChildHoldsTheLock() throws Exception {
        bothProcessesSeeThatAChildHoldsTheLock(SharedTypes.IN_MEMORY);
    }

    static void bothProcessesSeeThatAChildHoldsTheLock(SharedTypes types) throws Exception {
        AnyLock lock = types.lock();
        try (Talk talk = Talk.open()) {
            Process child = Children.start(new Process(LockTest::holdUntilTold, lock, talk.second()));
            assertEquals(true, talk.first().recv(), "locked() in the child");
            assertTrue(lock.locked());
            assertFalse(lock.acquire(false));
            talk.first().send("release");
            assertEquals(false, talk.first().recv());
            assertFalse(lock.locked());
            Children.join(child);
        }
    }

    static void holdUntilTold(AnyLock lock, Talk.End talk) throws Exception {
        try (var _ = lock.acquire()) {
            talk.send(lock.locked());
            talk.recv();
        }
        talk.send(lock.locked());
    }

    @Test
    @Conformance("LOCK-07")
    void tryWithResourcesHoldsTheLock() throws Exception {
        tryWithResourcesHoldsTheLock(SharedTypes.IN_MEMORY);
    }

    static void tryWithResourcesHoldsTheLock(SharedTypes types) throws Exception {
        AnyLock lock = types.lock();
        try (var _ = lock.acquire()) {
            assertTrue(lock.locked());
        }
        assertFalse(lock.locked());
        AutoCloseable held = lock.acquire();
        held.close();
        assertTrue(lock.acquire(false));
        held.close();
        assertTrue(lock.locked(), "closing a second time releases nothing that was acquired since");
        lock.release();
        assertThrows(IllegalStateException.class, () -> {
            try (var _ = lock.acquire()) {
                throw new IllegalStateException("inside");
            }
        });
        assertFalse(lock.locked());
    }

    @Test
    void anotherProcessMayReleaseIt() throws Exception {
        anotherProcessMayReleaseIt(SharedTypes.IN_MEMORY);
    }

    static void anotherProcessMayReleaseIt(SharedTypes types) throws Exception {
        AnyLock lock = types.lock();
        lock.acquire();
        Children.join(Children.start(new Process(AnyLock::release, lock)));
        assertFalse(lock.locked());
    }

    @Test
    void timeoutsBoundTheWait() throws Exception {
        Lock lock = new Lock();
        lock.acquire();
        assertFalse(lock.acquire(Duration.ZERO));
        assertFalse(lock.acquire(Duration.ofSeconds(-1)));
        assertFalse(lock.acquire(false, Duration.ofDays(1)), "not blocking ignores the timeout");
        long start = System.nanoTime();
        assertFalse(lock.acquire(Duration.ofMillis(200)));
        assertFalse(lock.acquire(true, Duration.ofMillis(200)));
        assertTrue(System.nanoTime() - start >= 400_000_000);
        var forEver = Threads.run(() -> lock.acquire(true, null)).awaitParked();
        var huge = Threads.run(() -> lock.acquire(Duration.ofSeconds(Long.MAX_VALUE)))
                .awaitParked();
        lock.release();
        Eventually.await(
                "one of them has it",
                () -> forEver.task().isDone() != huge.task().isDone());
        lock.release();
        assertTrue(forEver.result());
        assertTrue(huge.result());
        lock.release();
        assertFalse(lock.locked());
    }

    @Test
    void itIsALockOfJavaUtilConcurrent() throws Exception {
        java.util.concurrent.locks.Lock lock = new Lock();
        assertTrue(lock.tryLock());
        assertFalse(lock.tryLock());
        assertFalse(lock.tryLock(10, TimeUnit.MILLISECONDS));
        lock.unlock();
        lock.lock();
        var waiting = Threads.run(() -> {
                    lock.lockInterruptibly();
                    return "has it";
                })
                .awaitParked();
        lock.unlock();
        assertEquals("has it", waiting.result());
        lock.unlock();
        assertTrue(lock.tryLock(1, TimeUnit.DAYS));
        lock.unlock();
        assertThrows(IllegalMonitorStateException.class, lock::unlock);
    }
}
