package io.github.procession.stress.crash;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.ipc.memory.Cell;
import io.github.procession.ipc.sync.Deadline;
import io.github.procession.ipc.sync.ReentrantMutex;
import io.github.procession.ipc.sync.RobustMutex;
import io.github.procession.ipc.transport.CellTypes;

/** Deaths while a reentrant lock is acquired twice and released twice. */
final class RLockScenario extends Scenario {
    private ReentrantMutex mutex;
    private Cell cell;

    @Override
    String name() {
        return "rlock: acquire twice, release twice";
    }

    @Override
    long[] prepare() {
        cell = session().allocate(CellTypes.RLOCK);
        mutex = mutexIn(cell);
        return new long[] {cell.address()};
    }

    @Override
    void open(long[] addresses) {
        cell = granted(addresses[0]);
        mutex = mutexIn(cell);
    }

    private static ReentrantMutex mutexIn(Cell cell) {
        return new ReentrantMutex(
                cell.region(), cell.word(0), session().processes(), session().token());
    }

    @Override
    void act() throws Exception {
        mutex.lock(Deadline.FOREVER);
        mutex.lock(Deadline.FOREVER);
        mutex.unlock();
        mutex.unlock();
    }

    /** A survivor gets it once, whatever the dead left in the words. */
    @Override
    void check(boolean completed) throws Exception {
        assertFalse(mutex.unlock(), "it is not this thread's");
        soon(() -> {
            assertNotEquals(RobustMutex.Outcome.TIMED_OUT, mutex.lock(Deadline.FOREVER));
            assertEquals(1, mutex.count());
            assertTrue(mutex.isMine());
            assertEquals(RobustMutex.Outcome.LOCKED, mutex.lock(Deadline.FOREVER));
            assertEquals(2, mutex.count());
            assertTrue(mutex.unlock());
            assertTrue(mutex.mutex().isLocked());
            assertTrue(mutex.unlock());
            return null;
        });
        assertFalse(mutex.mutex().isLocked());
        assertFalse(mutex.unlock());
    }

    @Override
    void release() {
        session().drop(cell.address());
    }
}
