package io.github.procession.stress.crash;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.ipc.memory.Cell;
import io.github.procession.ipc.sync.Deadline;
import io.github.procession.ipc.sync.PermitLedger;
import io.github.procession.ipc.sync.PermitPeek;
import io.github.procession.ipc.sync.Permits;
import io.github.procession.ipc.sync.RobustMutex;
import io.github.procession.ipc.transport.CellTypes;
import java.io.IOException;

/** Deaths at work on a bounded semaphore: whatever the dead did, all permits are there for the survivors. */
abstract class LedgerScenario extends Scenario {
    private static final int BOUND = 2;

    PermitLedger ledger;
    private Cell cell;

    @Override
    long[] prepare() throws Exception {
        cell = session().allocate(CellTypes.BOUNDED_SEMAPHORE);
        ledger = PermitLedger.create(
                cell,
                session().directory(),
                BOUND,
                session().processes(),
                session().token(),
                (_, _) -> {});
        return new long[] {cell.address()};
    }

    @Override
    void open(long[] addresses) throws Exception {
        cell = granted(addresses[0]);
        ledger = PermitLedger.open(
                cell, session().directory(), session().processes(), session().token(), (_, _) -> {});
    }

    @Override
    void check(boolean completed) throws Exception {
        for (int round = 0; round < 2; round++) {
            for (int i = 0; i < BOUND; i++) {
                assertTrue(soon(() -> ledger.acquire(Deadline.FOREVER)), "a permit of the dead is lost");
            }
            assertFalse(ledger.acquire(Deadline.inSlices(0)), "there are more permits than the bound");
            for (int i = 0; i < BOUND; i++) {
                assertEquals(Permits.Release.DONE, ledger.release());
            }
            assertEquals(Permits.Release.TOO_MANY, ledger.release());
            assertEquals(BOUND, ledger.available());
        }
    }

    @Override
    void release() {
        ledger.close();
        session().drop(cell.address());
    }

    Cell cell() {
        return cell;
    }

    int taken() throws IOException {
        return PermitPeek.taken(cell, session().directory());
    }

    boolean isWaitedFor() {
        return cell.region().getIntVolatile(cell.word(8)) < 0;
    }

    /** Makes the files; the cell was made by the parent, so that it can look whether they go with it. */
    static final class Create extends LedgerScenario {
        private long made;

        @Override
        String name() {
            return "bounded semaphore: create";
        }

        @Override
        long[] prepare() {
            made = session().allocate(CellTypes.BOUNDED_SEMAPHORE).address();
            return new long[] {made};
        }

        @Override
        void open(long[] addresses) {
            made = addresses[0];
        }

        @Override
        void act() throws Exception {
            PermitLedger.create(
                            granted(made),
                            session().directory(),
                            BOUND,
                            session().processes(),
                            session().token(),
                            (_, _) -> {})
                    .close();
        }

        @Override
        void check(boolean completed) throws Exception {
            if (completed) {
                ledger = PermitLedger.open(
                        session().hold(made),
                        session().directory(),
                        session().processes(),
                        session().token(),
                        (_, _) -> {});
                super.check(true);
                ledger.close();
                session().drop(made);
            }
        }

        @Override
        void release() {
            session().drop(made);
        }
    }

    /** Takes both permits and gives one back. */
    static final class AcquireAndRelease extends LedgerScenario {
        @Override
        String name() {
            return "bounded semaphore: acquire twice, release";
        }

        @Override
        void act() throws Exception {
            ledger.acquire(Deadline.FOREVER);
            ledger.acquire(Deadline.FOREVER);
            ledger.release();
        }

        /** Whoever takes the mutex over makes the word agree with the entries, before anything is reclaimed. */
        @Override
        void check(boolean completed) throws Exception {
            assertTrue(soon(() -> ledger.acquire(Deadline.FOREVER)));
            assertEquals(BOUND - taken(), ledger.available(), "the word does not say what the ledger says");
            assertEquals(Permits.Release.DONE, ledger.release());
            super.check(completed);
        }
    }

    /** Waits for a permit that the parent releases. */
    static final class AcquireWaiting extends LedgerScenario {
        @Override
        String name() {
            return "bounded semaphore: acquire, waiting";
        }

        @Override
        long[] prepare() throws Exception {
            long[] addresses = super.prepare();
            for (int i = 0; i < BOUND; i++) {
                assertTrue(ledger.acquire(Deadline.inSlices(0)));
            }
            return addresses;
        }

        @Override
        void act() throws Exception {
            ledger.acquire(Deadline.FOREVER);
        }

        @Override
        void accompany(Process child) {
            while (!isWaitedFor() && child.isAlive()) {
                Thread.onSpinWait();
            }
            for (int i = 0; i < BOUND; i++) {
                assertEquals(Permits.Release.DONE, ledger.release());
            }
        }
    }

    /** Gives back for another process. */
    static final class ReleaseForAnother extends LedgerScenario {
        @Override
        String name() {
            return "bounded semaphore: release for another process";
        }

        @Override
        long[] prepare() throws Exception {
            long[] addresses = super.prepare();
            assertTrue(ledger.acquire(Deadline.inSlices(0)));
            return addresses;
        }

        @Override
        void act() {
            ledger.release();
        }

        @Override
        void check(boolean completed) throws Exception {
            if (ledger.release() == Permits.Release.TOO_MANY) {
                assertEquals(BOUND, ledger.available());
            }
            super.check(completed);
        }
    }

    /** Gives back a permit of its own and one of another process while a process that is stopped has the mutex. */
    static final class ReleaseBesideAStopped extends LedgerScenario {
        @Override
        String name() {
            return "bounded semaphore: release beside a stopped process";
        }

        @Override
        long[] prepare() throws Exception {
            long[] addresses = super.prepare();
            assertTrue(ledger.acquire(Deadline.inSlices(0)));
            return new long[] {addresses[0], session().token()};
        }

        @Override
        void grant(int child, long[] numbers) throws Exception {
            super.grant(child, new long[] {numbers[0]});
        }

        @Override
        void open(long[] numbers) throws Exception {
            super.open(numbers);
            assertTrue(ledger.acquire(Deadline.FOREVER));
            assertTrue(mutex((int) numbers[1]).tryLock());
        }

        private RobustMutex mutex(int token) {
            return PermitPeek.mutex(cell(), session().processes(), token);
        }

        @Override
        void act() {
            ledger.release();
            ledger.release();
        }

        @Override
        void check(boolean completed) throws Exception {
            mutex(session().token()).unlock();
            assertTrue(soon(() -> ledger.acquire(Deadline.FOREVER)));
            assertEquals(BOUND - taken(), ledger.available(), "the word does not say what the ledger says");
            while (ledger.release() == Permits.Release.DONE) {
                // those of this process and of the dead
            }
            super.check(completed);
        }
    }

    /** Takes a permit of a process that died with all of them. */
    static final class Reclaim extends LedgerScenario {
        private int dead;

        @Override
        String name() {
            return "bounded semaphore: reclaim";
        }

        @Override
        long[] prepare() throws Exception {
            long[] addresses = super.prepare();
            dead = session().reserveProcess();
            session().grant(dead, addresses);
            // dies when it has both: three stores for the first (mutex, entry, word), one more for unlock, and so on
            Process first = CrashRun.start(new AcquireAndRelease(), dead, 8, addresses);
            session().bindProcess(dead, first.pid());
            assertFalse(CrashRun.awaitCompleted(first));
            assertEquals(0, ledger.available());
            return addresses;
        }

        @Override
        void act() throws Exception {
            assertTrue(ledger.acquire(Deadline.FOREVER));
        }

        @Override
        void release() {
            session().processEnded(dead);
            session().sweep();
            super.release();
        }
    }
}
