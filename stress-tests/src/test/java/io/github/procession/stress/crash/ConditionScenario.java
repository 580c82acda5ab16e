package io.github.procession.stress.crash;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.ipc.memory.Cell;
import io.github.procession.ipc.sync.ConditionQueue;
import io.github.procession.ipc.sync.Deadline;
import io.github.procession.ipc.sync.ReentrantMutex;
import io.github.procession.ipc.transport.CellTypes;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

/** Deaths of those who wait for a condition and who signal. */
abstract class ConditionScenario extends Scenario {
    ConditionQueue condition;
    ReentrantMutex mutex;
    private Cell cell;
    private Cell lockCell;
    private final ConditionQueue.Guard guard = new ConditionQueue.Guard() {
        @Override
        public int unlockFully() {
            return mutex.unlockFully();
        }

        @Override
        public void lockAgain(int count) {
            mutex.lockAgain(count);
        }
    };

    @Override
    long[] prepare() throws Exception {
        lockCell = session().allocate(CellTypes.RLOCK);
        cell = session().allocate(CellTypes.CONDITION);
        mutex = mutexIn(lockCell);
        condition = ConditionQueue.create(
                cell,
                session().directory(),
                lockCell.address(),
                session().processes(),
                session().token());
        return new long[] {cell.address(), lockCell.address()};
    }

    @Override
    void open(long[] addresses) throws Exception {
        cell = granted(addresses[0]);
        lockCell = granted(addresses[1]);
        mutex = mutexIn(lockCell);
        condition = ConditionQueue.open(
                cell, session().directory(), session().processes(), session().token());
    }

    private static ReentrantMutex mutexIn(Cell cell) {
        return new ReentrantMutex(
                cell.region(), cell.word(0), session().processes(), session().token());
    }

    @Override
    void release() {
        condition.close();
        session().drop(cell.address());
        session().drop(lockCell.address());
    }

    boolean await(Deadline deadline) throws InterruptedException {
        mutex.lock(Deadline.FOREVER);
        try {
            return condition.await(guard, deadline);
        } finally {
            mutex.unlock();
        }
    }

    void signal(int count) throws InterruptedException {
        mutex.lock(Deadline.FOREVER);
        try {
            condition.signal(count);
        } finally {
            mutex.unlock();
        }
    }

    FutureTask<Boolean> waiter() {
        int before = condition.waiting();
        FutureTask<Boolean> task = new FutureTask<>(() -> await(Deadline.FOREVER));
        Thread.ofPlatform().daemon().start(task);
        while (condition.waiting() <= before) {
            Thread.onSpinWait();
        }
        return task;
    }

    /** Two survivors wait; one signal, whoever gets it, wakes exactly one of them; the next wakes the other. */
    @Override
    void check(boolean completed) throws Exception {
        FutureTask<Boolean> first = waiter();
        FutureTask<Boolean> second = waiter();
        soon(() -> {
            signal(1);
            return null;
        });
        assertTrue(first.get(SURVIVOR_SECONDS, TimeUnit.SECONDS));
        assertFalse(second.isDone(), "one signal, two woken");
        soon(() -> {
            signal(1);
            return null;
        });
        assertTrue(second.get(SURVIVOR_SECONDS, TimeUnit.SECONDS));
        assertFalse(soon(() -> await(Deadline.inSlices(1))), "nothing is left of the signals");
        assertFalse(mutex.mutex().isLocked());
    }

    /** Waits until the parent signals; if it dies the parent's own waiter, who came later, gets the signal. */
    static final class Await extends ConditionScenario {
        private FutureTask<Boolean> later;

        @Override
        String name() {
            return "condition: await";
        }

        @Override
        void act() throws Exception {
            await(Deadline.FOREVER);
        }

        @Override
        void accompany(Process child) throws Exception {
            while (condition.waiting() == 0 && child.isAlive()) {
                Thread.onSpinWait();
            }
            later = waiter();
            signal(1);
        }

        @Override
        void check(boolean completed) throws Exception {
            if (completed) {
                assertFalse(later.isDone(), "one signal, two woken");
                signal(1);
            } else if (!isDone(later)) {
                // it died after it had the lock again, the signal done; else the signal is not lost
                assertTrue(isDoneOrAlone(later), "a signal is lost");
                signal(1);
            }
            assertTrue(later.get(SURVIVOR_SECONDS, TimeUnit.SECONDS));
            super.check(completed);
        }

        private static boolean isDone(FutureTask<Boolean> task) throws Exception {
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(1);
            while (!task.isDone() && System.nanoTime() < end) {
                Thread.onSpinWait();
            }
            return task.isDone();
        }

        /** Whether the waiter is done, or is the only one that waits, as soon as it has had time for it. */
        private boolean isDoneOrAlone(FutureTask<Boolean> task) {
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SURVIVOR_SECONDS);
            while (!task.isDone() && condition.waiting() > 1 && System.nanoTime() < end) {
                Thread.onSpinWait();
            }
            return task.isDone() || condition.waiting() <= 1;
        }
    }

    /** Gives up waiting. */
    static final class AwaitInVain extends ConditionScenario {
        @Override
        String name() {
            return "condition: await, time over";
        }

        @Override
        void act() throws Exception {
            assertFalse(await(Deadline.inSlices(0)));
        }

        @Override
        void check(boolean completed) throws Exception {
            if (!completed && condition.waiting() == 1) {
                signal(1); // to the dead, before any survivor waits
            }
            super.check(completed);
        }
    }

    /** Signals to two waiters of the parent. */
    static final class Signal extends ConditionScenario {
        private FutureTask<Boolean> first;
        private FutureTask<Boolean> second;

        @Override
        String name() {
            return "condition: signal two";
        }

        @Override
        long[] prepare() throws Exception {
            long[] addresses = super.prepare();
            first = waiter();
            second = waiter();
            return addresses;
        }

        @Override
        void act() throws Exception {
            signal(2);
        }

        @Override
        void check(boolean completed) throws Exception {
            soon(() -> {
                signal(2);
                return null;
            });
            assertTrue(first.get(SURVIVOR_SECONDS, TimeUnit.SECONDS));
            assertTrue(second.get(SURVIVOR_SECONDS, TimeUnit.SECONDS));
            super.check(completed);
        }
    }
}
