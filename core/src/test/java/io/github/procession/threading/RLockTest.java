package io.github.procession.threading;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.Conformance;
import io.github.procession.support.Threads;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class RLockTest {
    @Test
    @Conformance({"RLK-02", "RLK-04"})
    void itIsHeldUntilTheLastOfItsReleases() throws Exception {
        RLock lock = new RLock();
        lock.acquire();
        assertTrue(lock.acquire(false));
        try (var _ = lock.acquire()) {
            assertTrue(lock.locked());
        }
        lock.release();
        assertTrue(lock.locked());
        assertFalse(Threads.run(() -> lock.acquire(false)).result());
        lock.release();
        assertFalse(lock.locked());
        assertTrue(Threads.run(() -> lock.acquire(false)).result());
    }

    @Test
    @Conformance("RLK-03")
    void releasingWhatIsNotHeldIsAnError() throws Exception {
        RLock lock = new RLock();
        String message =
                assertThrows(IllegalMonitorStateException.class, lock::release).getMessage();
        assertEquals("the lock is released by a thread that does not hold it", message);
        lock.acquire();
        lock.acquire();
        lock.release();
        lock.release();
        assertThrows(IllegalMonitorStateException.class, lock::release);
    }

    @Test
    @Conformance("RLK-08")
    void onlyItsOwnerReleasesIt() throws Exception {
        RLock lock = new RLock();
        lock.acquire();
        var other = Threads.run(() -> {
            lock.release();
            return null;
        });
        assertEquals(IllegalMonitorStateException.class, other.failure().getClass());
        assertTrue(lock.locked());
        lock.release();
    }

    @Test
    @Conformance("RLK-05")
    void itStaysHeldWhenItsOwnerEnds() throws Exception {
        RLock lock = new RLock();
        Threads.run(() -> lock.acquire(true)).result();
        assertTrue(lock.locked());
        assertFalse(lock.acquire(Duration.ofMillis(10)));
        assertTrue(lock.locked());
    }

    @Test
    @Conformance("RLK-01")
    void theTextSaysWhoOwnsItAndHowOften() throws Exception {
        RLock lock = new RLock();
        assertTrue(lock.toString().matches("<unlocked RLock owner=None count=0 at 0x[0-9a-f]+>"), lock::toString);
        lock.acquire();
        lock.acquire();
        String owner = java.lang.Thread.currentThread().getName();
        String own = lock.toString();
        assertTrue(own.startsWith("<locked RLock owner=" + owner + " count=2 at 0x"), own);
        String others = Threads.run(lock::toString).result();
        assertTrue(others.startsWith("<locked RLock owner=" + owner + " count=nonzero at 0x"), others);
    }

    @Test
    @Conformance("TRL-01")
    void theConstructorTakesNothing() {
        assertEquals(1, RLock.class.getConstructors().length);
        assertEquals(0, RLock.class.getConstructors()[0].getParameterCount());
    }

    @Test
    @Conformance("LKB-11")
    void timeoutsFollowPythonsRules() throws Exception {
        RLock lock = new RLock();
        assertThrows(IllegalArgumentException.class, () -> lock.acquire(false, Duration.ofSeconds(1)));
        assertThrows(IllegalArgumentException.class, () -> lock.acquire(Duration.ofMillis(-1)));
        assertThrows(ArithmeticException.class, () -> lock.acquire(Duration.ofSeconds(Long.MAX_VALUE)));
        assertFalse(lock.locked());
        assertTrue(lock.acquire(Threading.TIMEOUT_MAX));
        var forever = Threads.run(() -> lock.acquire(Duration.ofSeconds(-1))).awaitParked();
        lock.release();
        assertTrue(forever.result());
    }
}
