package io.github.procession.ipc.sync;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.ipc.memory.Region;
import io.github.procession.ipc.memory.SharedFolder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ThreadFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

@ParameterizedClass
@MethodSource("io.github.procession.ipc.sync.WaitMode#possible")
class RobustMutexTest {
    private static final Duration LONG = Duration.ofMinutes(3);
    private static final long COUNTER = 64;

    @Parameter
    WaitMode mode;

    private final SharedFolder shared = new SharedFolder();
    private final Region view = shared.region("mutex", 4096);
    private final Region otherView = shared.secondView("mutex");
    private final int here = shared.living();
    private final int there = shared.living();

    @BeforeEach
    void chooseWait() {
        mode.use();
    }

    @AfterEach
    void removeFolder() {
        WaitMode.FUTEX.use();
        shared.close();
    }

    private RobustMutex mutex(Region region, int token) {
        return new RobustMutex(region, 0, shared.processes(), token);
    }

    @Test
    void onlyOneOfManyThreadsIsInside() throws Exception {
        countTogether(Thread.ofPlatform().factory(), 4, 20_000);
    }

    @Test
    void onlyOneOfManyVirtualThreadsIsInside() throws Exception {
        countTogether(Thread.ofVirtual().factory(), 50, 500);
    }

    private void countTogether(ThreadFactory threads, int count, int rounds) throws Exception {
        List<Thread> started = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Region region = i % 2 == 0 ? view : otherView;
            RobustMutex mutex = mutex(region, i % 2 == 0 ? here : there);
            Thread thread = threads.newThread(() -> {
                for (int round = 0; round < rounds; round++) {
                    try {
                        mutex.lock();
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                    region.putLong(COUNTER, region.getLong(COUNTER) + 1);
                    mutex.unlock();
                }
            });
            thread.start();
            started.add(thread);
        }
        for (Thread thread : started) {
            assertTrue(thread.join(LONG), "a thread waits for ever");
        }
        assertEquals((long) count * rounds, view.getLong(COUNTER));
        assertFalse(mutex(view, here).isLocked());
    }

    @Test
    void aDeadlineInThePastTriesOnce() throws Exception {
        RobustMutex mine = mutex(view, here);
        RobustMutex other = mutex(otherView, there);
        for (Duration timeout : List.of(Duration.ZERO, Duration.ofSeconds(-5), Duration.ofSeconds(Long.MIN_VALUE))) {
            assertEquals(RobustMutex.Outcome.LOCKED, mine.lock(Deadline.after(timeout)));
            assertEquals(RobustMutex.Outcome.TIMED_OUT, other.lock(Deadline.after(timeout)));
            assertFalse(other.tryLock());
            mine.unlock();
        }
    }

    @Test
    void aTimeoutEndsTheWaitAndNotBefore() throws Exception {
        mutex(view, here).lock();
        long start = System.nanoTime();
        assertEquals(
                RobustMutex.Outcome.TIMED_OUT, mutex(otherView, there).lock(Deadline.after(Duration.ofMillis(120))));
        assertTrue(System.nanoTime() - start >= 120_000_000, "too early");
    }

    @Test
    void aTimeoutBeyondTheClockIsForEver() throws Exception {
        RobustMutex mine = mutex(view, here);
        mine.lock();
        FutureTask<RobustMutex.Outcome> wait = new FutureTask<>(
                () -> mutex(otherView, there).lock(Deadline.after(Duration.ofSeconds(Long.MAX_VALUE))));
        Thread waiter = Thread.ofPlatform().start(wait);
        awaitWaiters();
        mine.unlock();
        assertTrue(waiter.join(LONG));
        assertEquals(RobustMutex.Outcome.LOCKED, wait.get());
    }

    /** Until somebody announced that it sleeps on the mutex. */
    private void awaitWaiters() {
        while (view.getIntVolatile(0) >= 0) {
            Thread.onSpinWait();
        }
    }

    @Test
    void aWaiterTakesOverFromADeadOwner() throws Exception {
        boolean soon = false;
        for (int i = 0; i < 10 && !soon; i++) { // this process may have no processor for a while
            soon = takesOverFromADeadOwner() < 2_000_000_000;
        }
        assertTrue(soon, "took more than 2 s each time");
    }

    /** How long it took, in nanoseconds. */
    private long takesOverFromADeadOwner() throws Exception {
        SharedFolder.Mortal mortal = shared.mortal();
        assertTrue(mutex(otherView, mortal.token()).tryLock());
        RobustMutex mine = mutex(view, here);
        assertFalse(mine.tryLock(), "its owner is alive");
        FutureTask<RobustMutex.Outcome> wait = new FutureTask<>(mine::lock);
        Thread waiter = Thread.ofPlatform().start(wait);
        awaitWaiters();
        long killed = System.nanoTime();
        mortal.kill();
        assertTrue(waiter.join(LONG));
        long took = System.nanoTime() - killed;
        assertEquals(RobustMutex.Outcome.ABANDONED, wait.get());
        assertEquals(here, mine.owner());
        assertEquals(mortal.process().pid(), mine.deadOwnerPid());
        assertTrue(mine.wasAbandoned());
        assertTrue(mutex(otherView, there).wasAbandoned(), "others see it too");
        mine.unlock();
        assertFalse(mine.wasAbandoned());
        assertEquals(RobustMutex.Outcome.LOCKED, mine.lock(Deadline.after(Duration.ZERO)));
        mine.unlock();
        return took;
    }

    @Test
    void anAttemptWithoutWaitingTakesOverFromADeadOwner() throws Exception {
        SharedFolder.Mortal mortal = shared.mortal();
        assertTrue(mutex(view, mortal.token()).tryLock());
        mortal.kill();
        assertEquals(RobustMutex.Outcome.ABANDONED, mutex(otherView, there).lock(Deadline.after(Duration.ZERO)));
    }

    @Test
    void anInterruptEndsTheWait() throws Exception {
        RobustMutex mine = mutex(view, here);
        mine.lock();
        CountDownLatch interrupted = new CountDownLatch(1);
        Thread waiter = Thread.ofPlatform().start(() -> {
            assertThrows(InterruptedException.class, mutex(otherView, there)::lock);
            assertFalse(Thread.currentThread().isInterrupted());
            interrupted.countDown();
        });
        awaitWaiters();
        waiter.interrupt();
        assertTimeoutPreemptively(LONG, () -> interrupted.await());
        assertEquals(here, mine.owner());
    }

    @Test
    void aWaitingVirtualThreadLeavesItsCarrierToOthers() throws Exception {
        RobustMutex mine = mutex(view, here);
        mine.lock();
        int carriers = Runtime.getRuntime().availableProcessors();
        List<Thread> waiters = new ArrayList<>();
        for (int i = 0; i < carriers * 8; i++) {
            waiters.add(Thread.ofVirtual().start(() -> {
                try {
                    mutex(otherView, there).lock();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
                mutex(otherView, there).unlock();
            }));
        }
        awaitWaiters();
        Thread other = Thread.ofVirtual().start(mine::unlock);
        assertTrue(other.join(LONG), "the waiters hold all carriers");
        for (Thread waiter : waiters) {
            assertTrue(waiter.join(LONG));
        }
    }

    @Test
    void anyProcessMayUnlockButOnlyOnce() throws Exception {
        mutex(view, here).lock();
        assertTrue(mutex(otherView, there).unlockIfLocked());
        assertFalse(mutex(otherView, there).unlockIfLocked());
    }
}
