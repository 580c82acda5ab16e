package io.github.procession.stress.crash;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.ipc.memory.Cell;
import io.github.procession.ipc.sync.CountingSemaphore;
import io.github.procession.ipc.sync.Deadline;
import io.github.procession.ipc.sync.Permits;
import io.github.procession.ipc.transport.CellTypes;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

/** Deaths while permits of a plain semaphore are acquired and released: each is whole or was not begun. */
abstract class SemaphoreScenario extends Scenario {
    Permits permits;
    private Cell cell;

    abstract int first();

    @Override
    long[] prepare() throws Exception {
        cell = session().allocate(CellTypes.SEMAPHORE);
        cell.region().putIntVolatile(cell.word(0), first());
        permits = new CountingSemaphore(cell.region(), cell.word(0));
        return new long[] {cell.address()};
    }

    @Override
    void open(long[] addresses) throws Exception {
        cell = granted(addresses[0]);
        permits = new CountingSemaphore(cell.region(), cell.word(0));
    }

    boolean isWaitedFor() {
        return cell.region().getIntVolatile(cell.word(0)) < 0;
    }

    /** The semaphore serves the survivors with as many permits as it says, and is where it was afterwards. */
    void checkServes(int value) throws Exception {
        for (int i = 0; i < value; i++) {
            assertTrue(soon(() -> permits.acquire(Deadline.FOREVER)));
        }
        assertFalse(permits.acquire(Deadline.inSlices(0)));
        for (int i = 0; i < value; i++) {
            assertEquals(Permits.Release.DONE, permits.release());
        }
        assertEquals(value, permits.available());
    }

    @Override
    void release() {
        session().drop(cell.address());
    }

    /** Takes one of two permits. */
    static final class Acquire extends SemaphoreScenario {
        @Override
        String name() {
            return "semaphore: acquire";
        }

        @Override
        int first() {
            return 2;
        }

        @Override
        void act() throws Exception {
            permits.acquire(Deadline.FOREVER);
        }

        @Override
        void check(boolean completed) throws Exception {
            int left = permits.available();
            assertTrue(left == 1 || left == 2 && !completed, "left " + left);
            checkServes(left);
        }
    }

    /** Waits for a permit that the parent releases; the parent waits for one as well. */
    static final class AcquireWaiting extends SemaphoreScenario {
        @Override
        String name() {
            return "semaphore: acquire, waiting";
        }

        @Override
        int first() {
            return 0;
        }

        @Override
        void act() throws Exception {
            permits.acquire(Deadline.FOREVER);
        }

        @Override
        void accompany(Process child) {
            while (!isWaitedFor() && child.isAlive()) {
                Thread.onSpinWait();
            }
            permits.release();
        }

        @Override
        void check(boolean completed) throws Exception {
            FutureTask<Boolean> survivor = new FutureTask<>(() -> permits.acquire(Deadline.FOREVER));
            Thread.ofPlatform().daemon().start(survivor);
            permits.release();
            assertTrue(survivor.get(SURVIVOR_SECONDS, TimeUnit.SECONDS), "the permit or the wake-up went with the dead");
            int left = permits.available();
            assertTrue(left == 0 || left == 1 && !completed, "left " + left);
            checkServes(left);
        }
    }

    /** Releases a permit that the parent waits for. */
    static final class ReleaseToWaiter extends SemaphoreScenario {
        private FutureTask<Boolean> wait;

        @Override
        String name() {
            return "semaphore: release to a waiter";
        }

        @Override
        int first() {
            return 0;
        }

        @Override
        void open(long[] addresses) throws Exception {
            super.open(addresses);
            while (!isWaitedFor()) {
                Thread.onSpinWait();
            }
        }

        @Override
        void act() {
            permits.release();
        }

        @Override
        void accompany(Process child) {
            wait = new FutureTask<>(() -> permits.acquire(Deadline.FOREVER));
            Thread.ofPlatform().daemon().start(wait);
        }

        @Override
        void check(boolean completed) throws Exception {
            assertTrue(wait.get(SURVIVOR_SECONDS, TimeUnit.SECONDS), "its first store is the release");
            checkServes(0);
        }
    }
}
