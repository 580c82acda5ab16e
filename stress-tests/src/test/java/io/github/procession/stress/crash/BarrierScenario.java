package io.github.procession.stress.crash;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.ipc.memory.Cell;
import io.github.procession.ipc.sync.BarrierState;
import io.github.procession.ipc.sync.Deadline;
import io.github.procession.ipc.transport.CellTypes;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

/** Deaths of parties of a barrier: the others pass or find it broken, and a reset makes it new. */
abstract class BarrierScenario extends Scenario {
    BarrierState barrier;
    private Cell cell;

    @Override
    long[] prepare() throws Exception {
        cell = session().allocate(CellTypes.BARRIER);
        barrier = BarrierState.create(
                cell,
                session().directory(),
                2,
                -1,
                new byte[0],
                new long[0],
                session().processes(),
                session().token());
        return new long[] {cell.address()};
    }

    @Override
    void open(long[] addresses) throws Exception {
        cell = granted(addresses[0]);
        barrier = BarrierState.open(
                cell, session().directory(), session().processes(), session().token());
    }

    @Override
    void release() {
        barrier.close();
        session().drop(cell.address());
    }

    FutureTask<Integer> party() {
        FutureTask<Integer> task = new FutureTask<>(() -> barrier.await(Deadline.FOREVER, null));
        Thread.ofPlatform().daemon().start(task);
        return task;
    }

    /** Whether the party passed; false if the barrier was broken. */
    static boolean passed(FutureTask<Integer> party) throws Exception {
        try {
            party.get(SURVIVOR_SECONDS, TimeUnit.SECONDS);
            return true;
        } catch (ExecutionException e) {
            assertTrue(e.getCause() instanceof BrokenBarrierException, e.toString());
            return false;
        }
    }

    /** Whether a party passed that may wait alone, since the child died before it arrived: then it gets another partner. */
    boolean passedWithSomebody(FutureTask<Integer> party) throws Exception {
        FutureTask<Integer> other = null;
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SURVIVOR_SECONDS);
        while (!party.isDone() && System.nanoTime() < end) {
            if (other == null && barrier.waiting() == 1) {
                other = party(); // finds the survivor there, or the dead one and breaks the barrier
            }
            Thread.onSpinWait();
        }
        if (other != null) {
            passed(other);
        }
        return passed(party);
    }

    void checkServesAfterReset() throws Exception {
        soon(() -> {
            barrier.reset();
            return null;
        });
        for (int round = 0; round < 3; round++) {
            FutureTask<Integer> first = party();
            FutureTask<Integer> second = party();
            assertTrue(passed(first));
            assertTrue(passed(second));
            assertEquals(1, first.get() + second.get());
        }
        assertEquals(0, barrier.waiting());
        assertFalse(barrier.isBroken());
    }

    /** Arrives first, waits for the parent, goes on; comes again and breaks it, since the parent does not. */
    static final class AwaitFirst extends BarrierScenario {
        private FutureTask<Integer> party;

        @Override
        String name() {
            return "barrier: await as the first, break";
        }

        @Override
        void act() throws Exception {
            barrier.await(Deadline.FOREVER, null);
            try {
                barrier.await(Deadline.inSlices(0), null);
            } catch (BrokenBarrierException e) {
                assertTrue(barrier.isBroken());
            }
        }

        @Override
        void accompany(Process child) {
            while (barrier.waiting() == 0 && child.isAlive()) {
                Thread.onSpinWait();
            }
            party = party();
        }

        @Override
        void check(boolean completed) throws Exception {
            if (completed) {
                assertTrue(passed(party));
            } else {
                passedWithSomebody(party);
            }
            checkServesAfterReset();
        }
    }

    /** Arrives last, with an action, and goes on. */
    static final class AwaitLast extends BarrierScenario {
        private FutureTask<Integer> party;

        @Override
        String name() {
            return "barrier: await as the last, with an action";
        }

        @Override
        void open(long[] addresses) throws Exception {
            super.open(addresses);
            while (barrier.waiting() == 0) {
                Thread.onSpinWait();
            }
        }

        @Override
        void act() throws Exception {
            barrier.await(Deadline.FOREVER, () -> null);
        }

        @Override
        void accompany(Process child) {
            party = party();
        }

        @Override
        void check(boolean completed) throws Exception {
            if (completed) {
                assertTrue(passed(party));
            } else {
                passedWithSomebody(party);
            }
            checkServesAfterReset();
        }
    }

    /** Aborts and resets it while the parent waits. */
    static final class AbortAndReset extends BarrierScenario {
        private FutureTask<Integer> party;

        @Override
        String name() {
            return "barrier: abort and reset";
        }

        @Override
        void open(long[] addresses) throws Exception {
            super.open(addresses);
            while (barrier.waiting() == 0) {
                Thread.onSpinWait();
            }
        }

        @Override
        void act() {
            barrier.abort();
            barrier.reset();
        }

        @Override
        void accompany(Process child) {
            party = party();
        }

        @Override
        void check(boolean completed) throws Exception {
            if (!completed && !barrier.isBroken() && barrier.waiting() == 1) {
                barrier.abort(); // it died before its first store of the state
            }
            assertFalse(passed(party));
            checkServesAfterReset();
        }
    }
}
