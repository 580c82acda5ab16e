package io.github.procession.ipc.sync;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.ipc.memory.Cell;
import io.github.procession.ipc.memory.SharedFolder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A process that is stopped while it has the mutex inside a synchronizer does not hold others beyond their time. */
class StoppedOwnerTest {
    private static final Duration LIMIT = Duration.ofMinutes(3);

    private final SharedFolder shared = new SharedFolder();
    private final int self = shared.living();
    private final Cell cell = shared.cells(self).allocate(1);

    @AfterEach
    void removeFolder() {
        shared.close();
    }

    private RobustMutex stopped(long offset) {
        RobustMutex mutex = mutex(offset);
        assertTrue(mutex.tryLock());
        return mutex;
    }

    private RobustMutex mutex(long offset) {
        return new RobustMutex(cell.region(), cell.word(offset), shared.processes(), shared.living());
    }

    private static Deadline in(int millis) {
        return Deadline.after(Duration.ofMillis(millis));
    }

    @Tag("full")
    @Test
    void boundedSemaphore() throws Exception {
        try (PermitLedger ledger =
                PermitLedger.create(cell, shared.path(), 1, shared.processes(), self, (_, _) -> {})) {
            RobustMutex mutex = stopped(PermitLedgerLayout.MUTEX_OFFSET);
            assertTimeoutPreemptively(LIMIT, () -> {
                assertFalse(ledger.acquire(in(0)));
                assertFalse(ledger.acquire(in(20)));
            });
            mutex.unlock();
            assertTrue(ledger.acquire(in(0)));
        }
    }

    @Test
    void releaseOfABoundedSemaphore() throws Exception {
        try (PermitLedger ledger =
                PermitLedger.create(cell, shared.path(), 2, shared.processes(), self, (_, _) -> {})) {
            assertTrue(ledger.acquire(in(0)));
            assertTrue(ledger.acquire(in(0)));
            RobustMutex mutex = stopped(PermitLedgerLayout.MUTEX_OFFSET);
            assertTimeoutPreemptively(LIMIT, () -> {
                assertEquals(Permits.Release.DONE, ledger.release());
                assertEquals(1, ledger.available());
                assertEquals(Permits.Release.DONE, ledger.release());
                assertEquals(Permits.Release.TOO_MANY, ledger.release(), "the bound holds");
            });
            mutex.unlock();
            assertTrue(ledger.acquire(in(0)));
            assertTrue(ledger.acquire(in(0)));
            assertFalse(ledger.acquire(in(0)));
            assertEquals(Permits.Release.DONE, ledger.release());
            assertEquals(1, ledger.available());
        }
    }

    /** As for the owner that goes on: its stores and those of a release that did not wait for it meet at any step. */
    @Test
    void releasesWithAndWithoutTheMutexLoseNoPermit() throws Exception {
        int bound = 2;
        AtomicInteger inside = new AtomicInteger();
        try (PermitLedger ledger =
                PermitLedger.create(cell, shared.path(), bound, shared.processes(), self, (_, _) -> {})) {
            List<FutureTask<Void>> threads = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                int seed = i;
                FutureTask<Void> thread = new FutureTask<>(() -> {
                    Random random = new Random(seed);
                    for (int round = 0; round < 5_000; round++) {
                        assertTrue(ledger.acquire(Deadline.FOREVER));
                        assertTrue(inside.incrementAndGet() <= bound, "more permits than there are");
                        inside.decrementAndGet();
                        assertEquals(
                                Permits.Release.DONE,
                                random.nextBoolean() ? ledger.release() : ledger.releaseUncounted());
                    }
                    return null;
                });
                threads.add(thread);
                Thread.ofPlatform().daemon().start(thread);
            }
            for (FutureTask<Void> thread : threads) {
                thread.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
            }
            assertEquals(bound, ledger.available());
            for (int i = 0; i < bound; i++) {
                assertTrue(ledger.acquire(in(0)));
            }
            assertFalse(ledger.acquire(in(0)));
        }
    }

    @Test
    void barrierBeforeTheArrival() throws Exception {
        try (BarrierState barrier = barrier(2)) {
            RobustMutex mutex = stopped(BarrierLayout.MUTEX_OFFSET);
            assertTimeoutPreemptively(
                    LIMIT, () -> assertThrows(BrokenBarrierException.class, () -> barrier.await(in(20), null)));
            assertTrue(barrier.isBroken());
            mutex.unlock();
        }
    }

    @Test
    void barrierAfterTheArrival() throws Exception {
        try (BarrierState barrier = barrier(2)) {
            RobustMutex mutex = mutex(BarrierLayout.MUTEX_OFFSET);
            var waiting = waitingWhileStopped(barrier, mutex);
            Throwable end =
                    assertTimeoutPreemptively(LIMIT, () -> assertThrows(ExecutionException.class, waiting::get));
            assertEquals(BrokenBarrierException.class, end.getCause().getClass());
            mutex.unlock();
            barrier.reset();
            assertFalse(barrier.isBroken());
        }
    }

    /** A party that has arrived, and whose time is not over when the mutex is held. */
    private static FutureTask<Integer> waitingWhileStopped(BarrierState barrier, RobustMutex mutex) throws Exception {
        for (int millis = 1_000; ; millis *= 2) {
            int limit = millis;
            var waiting = new FutureTask<>(() -> barrier.await(in(limit), null));
            Thread.ofPlatform().daemon().start(waiting);
            while (barrier.waiting() == 0 && !waiting.isDone()) {
                Thread.onSpinWait();
            }
            while (!mutex.tryLock()) { // the party may still have it
                Thread.onSpinWait();
            }
            if (barrier.waiting() == 1) {
                return waiting;
            }
            mutex.unlock();
            barrier.reset();
        }
    }

    private BarrierState barrier(int parties) throws Exception {
        return BarrierState.create(
                cell, shared.path(), parties, -1, new byte[0], new long[0], shared.processes(), self);
    }
}
