package io.github.procession.ipc.sync;

import io.github.procession.ipc.memory.ProcessTable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/**
 * A bounded semaphore with one permit lets one thread in at a time, and what it did inside is seen by the next;
 * afterwards its ledger is empty: the permit is there, and no more can be released.
 *
 * <p>The test can fail: without the mutex of the ledger, its word and its entries were wrong 224 times in 1,302.
 */
@JCStressTest
@Outcome(id = "2, 1, 1", expect = Expect.ACCEPTABLE, desc = "one after the other")
@Outcome(expect = Expect.FORBIDDEN, desc = "both were inside at once, or the ledger is wrong")
@State
public class BoundedSemaphoreStressTest {
    private static final long LEDGER = 128;
    private static final long DATA = 64;
    private static final TwoProcesses TWO =
            new TwoProcesses(LEDGER + (PermitLedgerLayout.fileBytes(ProcessTable.CAPACITY) + 63) / 64 * 64);

    private final long place = TWO.place();
    private final PermitLedger first = PermitLedger.in(
            TWO.first,
            place,
            TWO.first.slice(place + LEDGER, PermitLedgerLayout.fileBytes(ProcessTable.CAPACITY)),
            TWO.processes,
            TWO.firstToken);
    private final PermitLedger second = PermitLedger.in(
            TWO.second,
            place,
            TWO.second.slice(place + LEDGER, PermitLedgerLayout.fileBytes(ProcessTable.CAPACITY)),
            TWO.processes,
            TWO.secondToken);

    /** One permit. */
    public BoundedSemaphoreStressTest() {
        TWO.first.putInt(place + PermitLedgerLayout.BOUND_OFFSET, 1);
        TWO.first.putInt(place + PermitLedgerLayout.FREE_OFFSET, 1);
    }

    /**
     * Adds one inside.
     */
    @Actor
    public void first() {
        TwoProcesses.uninterrupted(() -> first.acquire(Deadline.FOREVER));
        TwoProcesses.increment(TWO.first, place + DATA);
        first.release();
    }

    /**
     * Adds one inside.
     */
    @Actor
    public void second() {
        TwoProcesses.uninterrupted(() -> second.acquire(Deadline.FOREVER));
        TwoProcesses.increment(TWO.second, place + DATA);
        second.release();
    }

    /**
     * Looks what came of it.
     *
     * @param result the sum, the permits, and whether one more release is refused
     */
    @Arbiter
    public void after(III_Result result) {
        result.r1 = TWO.first.getInt(place + DATA);
        result.r2 = first.available();
        result.r3 = first.release() == Permits.Release.TOO_MANY ? 1 : 0;
    }
}
