package io.github.procession.stress.crash;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.ipc.memory.Cell;
import io.github.procession.ipc.sync.Deadline;
import io.github.procession.ipc.sync.EventFlag;
import io.github.procession.ipc.transport.CellTypes;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

/** Deaths of those who set, clear and await an event. */
abstract class EventScenario extends Scenario {
    EventFlag event;
    private Cell cell;

    @Override
    long[] prepare() throws Exception {
        cell = session().allocate(CellTypes.EVENT);
        event = new EventFlag(cell.region(), cell.word(0));
        return new long[] {cell.address()};
    }

    @Override
    void open(long[] addresses) throws Exception {
        cell = granted(addresses[0]);
        event = new EventFlag(cell.region(), cell.word(0));
    }

    boolean isWaitedFor() {
        return cell.region().getIntVolatile(cell.word(8)) != 0;
    }

    /** It still wakes who waits, and keeps its state. */
    @Override
    void check(boolean completed) throws Exception {
        event.clear();
        FutureTask<Boolean> survivor = new FutureTask<>(() -> event.await(Deadline.FOREVER));
        Thread.ofPlatform().daemon().start(survivor);
        event.set();
        assertTrue(survivor.get(SURVIVOR_SECONDS, TimeUnit.SECONDS));
        assertTrue(event.isSet());
        event.clear();
        assertEquals(false, event.await(Deadline.inSlices(0)));
    }

    @Override
    void release() {
        session().drop(cell.address());
    }

    /** Sets and clears it while the parent waits: the parent goes on. */
    static final class SetAndClear extends EventScenario {
        private FutureTask<Boolean> wait;

        @Override
        String name() {
            return "event: set and clear";
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
            event.set();
            event.clear();
        }

        @Override
        void accompany(Process child) {
            wait = new FutureTask<>(() -> event.await(Deadline.FOREVER));
            Thread.ofPlatform().daemon().start(wait);
        }

        @Override
        void check(boolean completed) throws Exception {
            assertTrue(wait.get(SURVIVOR_SECONDS, TimeUnit.SECONDS), "the first store sets it");
            super.check(completed);
        }
    }

    /** Waits until the parent sets it. */
    static final class Await extends EventScenario {
        @Override
        String name() {
            return "event: await";
        }

        @Override
        void act() throws Exception {
            event.await(Deadline.FOREVER);
        }

        @Override
        void accompany(Process child) {
            while (!isWaitedFor() && child.isAlive()) {
                Thread.onSpinWait();
            }
            event.set();
        }
    }
}
