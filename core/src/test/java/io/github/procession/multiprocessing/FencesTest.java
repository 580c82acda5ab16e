package io.github.procession.multiprocessing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.support.Children;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Fencing numbers grow in the order in which a lock is held, whoever holds it. */
class FencesTest {
    private static final int PROCESSES = 3;
    private static final int ROUNDS = 300;

    /** Notes the numbers in the order in which the lock was held, with every other grant asked for none. */
    static void work(Lock lock, LongValue count, LongArray seen) throws Exception {
        for (int i = 0; i < ROUNDS; i++) {
            try (var held = lock.acquire()) {
                if (i % 2 == 0) {
                    seen.set((int) count.getAndAdd(1), held.fence());
                }
            }
        }
    }

    @Test
    void theyGrowInTheOrderOfTheGrants() throws Exception {
        Lock lock = new Lock();
        LongValue count = Value.rawLong(0);
        LongArray seen = Array.ofLong(PROCESSES * ROUNDS / 2);
        List<Process> processes = new ArrayList<>();
        for (int i = 0; i < PROCESSES; i++) {
            processes.add(Children.start(new Process(FencesTest::work, lock, count, seen)));
        }
        for (Process process : processes) {
            Children.join(process);
        }
        for (int i = 0; i < seen.length(); i++) {
            assertEquals(i + 1, seen.get(i));
        }
    }

    static void die(RLock lock, LongValue fence) throws Exception {
        fence.set(lock.acquire().fence());
        Runtime.getRuntime().halt(0);
    }

    @Test
    void whoGetsItFromADeadHolderHasALargerOne() throws Exception {
        RLock lock = new RLock();
        LongValue fence = Value.rawLong(0);
        Process process = Children.start(new Process(FencesTest::die, lock, fence));
        process.join();
        try (var held = lock.acquire()) {
            assertTrue(lock.wasAbandoned());
            assertTrue(held.fence() > fence.get() && fence.get() > 0);
        }
    }

    @Test
    void aGrantHasOneNumberAsLongAsItLasts() throws Exception {
        Lock lock = new Lock();
        Lock.Held held = lock.acquire();
        long fence = held.fence();
        assertEquals(fence, held.fence());
        held.close();
        assertThrows(IllegalMonitorStateException.class, held::fence);
        try (Lock.Held next = lock.acquire()) {
            assertTrue(next.fence() > fence);
        }
    }

    @Test
    void locksOfAManagerHaveThemToo() throws Exception {
        try (SyncManager manager = Multiprocessing.manager()) {
            for (LockProxy lock : List.of(manager.lock(), manager.rlock())) {
                assertThrows(IllegalMonitorStateException.class, lock::fence);
                lock.acquire();
                long fence = lock.fence();
                assertEquals(fence, lock.fence());
                lock.release();
                assertThrows(IllegalMonitorStateException.class, lock::fence);
                lock.acquire();
                assertTrue(lock.fence() > fence);
                lock.release();
            }
        }
    }
}
