package io.github.procession.stress.crash;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.ipc.memory.Cell;
import io.github.procession.ipc.sync.RobustMutex;
import io.github.procession.ipc.transport.CellTypes;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

/** Deaths while a mutex is locked and unlocked. */
abstract class MutexScenario extends Scenario {
    RobustMutex mutex;
    private Cell cell;

    @Override
    long[] prepare() throws Exception {
        cell = session().allocate(CellTypes.LOCK);
        mutex = mutexIn(cell);
        return new long[] {cell.address()};
    }

    @Override
    void open(long[] addresses) throws Exception {
        cell = granted(addresses[0]);
        mutex = mutexIn(cell);
    }

    private static RobustMutex mutexIn(Cell cell) {
        return new RobustMutex(
                cell.region(), cell.word(0), session().processes(), session().token());
    }

    /** The mutex can be had, serves two survivors, and is free in the end. */
    @Override
    void check(boolean completed) throws Exception {
        assertNotEquals(RobustMutex.Outcome.TIMED_OUT, soon(mutex::lock));
        assertEquals(session().token(), mutex.owner());
        mutex.unlock();
        for (int i = 0; i < 3; i++) {
            assertEquals(RobustMutex.Outcome.LOCKED, soon(mutex::lock), "abandoned once only");
            mutex.unlock();
        }
        assertFalse(mutex.isLocked());
    }

    @Override
    void release() {
        session().drop(cell.address());
    }

    void awaitWaiterOrEnd(Process child) {
        until(() -> isWaitedFor(), child);
    }

    boolean isWaitedFor() {
        return cell.region().getIntVolatile(cell.word(0)) < 0;
    }

    /** Locks a free mutex. */
    static final class Lock extends MutexScenario {
        @Override
        String name() {
            return "mutex: lock";
        }

        @Override
        void act() throws Exception {
            mutex.lock();
        }
    }

    /** Locks a mutex that the parent holds until somebody waits. */
    static final class ContendedLock extends MutexScenario {
        @Override
        String name() {
            return "mutex: contended lock";
        }

        @Override
        long[] prepare() throws Exception {
            long[] addresses = super.prepare();
            assertTrue(mutex.tryLock());
            return addresses;
        }

        @Override
        void act() throws Exception {
            mutex.lock();
        }

        @Override
        void accompany(Process child) {
            awaitWaiterOrEnd(child);
            mutex.unlock();
        }
    }

    /** Unlocks a mutex that nobody waits for. */
    static final class Unlock extends MutexScenario {
        @Override
        String name() {
            return "mutex: unlock";
        }

        @Override
        void open(long[] addresses) throws Exception {
            super.open(addresses);
            mutex.lock();
        }

        @Override
        void act() throws Exception {
            mutex.unlock();
        }
    }

    /** Unlocks a mutex that the parent waits for. */
    static final class ContendedUnlock extends MutexScenario {
        private FutureTask<RobustMutex.Outcome> wait;

        @Override
        String name() {
            return "mutex: unlock with a waiter";
        }

        @Override
        void open(long[] addresses) throws Exception {
            super.open(addresses);
            mutex.lock();
            while (!isWaitedFor()) {
                Thread.yield();
            }
        }

        @Override
        void act() throws Exception {
            mutex.unlock();
        }

        @Override
        void accompany(Process child) throws Exception {
            until(() -> mutex.owner() != 0, child);
            wait = new FutureTask<>(mutex::lock);
            Thread.ofPlatform().daemon().start(wait);
        }

        @Override
        void check(boolean completed) throws Exception {
            assertEquals(RobustMutex.Outcome.LOCKED, wait.get(SURVIVOR_SECONDS, TimeUnit.SECONDS));
            mutex.unlock();
            super.check(completed);
        }
    }

    /** Takes a mutex over from a process that died with it. */
    static final class TakeOver extends MutexScenario {
        private int dead;

        @Override
        String name() {
            return "mutex: takeover";
        }

        @Override
        long[] prepare() throws Exception {
            long[] addresses = super.prepare();
            dead = session().reserveProcess();
            session().grant(dead, addresses);
            Process first = CrashRun.start(new Lock(), dead, 1, addresses);
            session().bindProcess(dead, first.pid());
            assertFalse(CrashRun.awaitCompleted(first));
            assertEquals(dead, mutex.owner());
            return addresses;
        }

        @Override
        void act() throws Exception {
            assertEquals(RobustMutex.Outcome.ABANDONED, mutex.lock());
        }

        @Override
        void release() {
            session().processEnded(dead);
            session().sweep();
            super.release();
        }
    }
}
