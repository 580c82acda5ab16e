package io.github.procession.ipc.sync;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IIII_Result;

/**
 * Rounds of a barrier of two: after each, both see what the other did before it.
 *
 * <p>The test can fail: with the first to arrive treated as the last, one went on alone 1,664 times in 1,706.
 */
@JCStressTest
@Outcome(id = "1, 1, 2, 2", expect = Expect.ACCEPTABLE, desc = "each saw the other's store of both rounds")
@Outcome(expect = Expect.FORBIDDEN, desc = "one went on before the other was there, or did not see what it had done")
@State
public class BarrierStressTest {
    private static final long DATA = 64;
    private static final long FILE = 128;
    private static final TwoProcesses TWO = new TwoProcesses(256);

    private final long place = TWO.place();
    private final BarrierState first;
    private final BarrierState second;

    /** A barrier of two parties. */
    public BarrierStressTest() {
        TWO.first.putInt(place + BarrierLayout.PARTIES_OFFSET, 2);
        first = BarrierState.in(TWO.first, place, TWO.first.slice(place + FILE, 64), TWO.processes, TWO.firstToken);
        second = BarrierState.in(TWO.second, place, TWO.second.slice(place + FILE, 64), TWO.processes, TWO.secondToken);
    }

    /**
     * Stores, meets, looks, meets, and once more.
     *
     * @param result what the other had stored
     */
    @Actor
    public void first(IIII_Result result) {
        TWO.first.putInt(place + DATA, 1);
        TwoProcesses.uninterrupted(() -> first.await(Deadline.FOREVER, null));
        result.r1 = TWO.first.getInt(place + DATA + 4);
        TwoProcesses.uninterrupted(() -> first.await(Deadline.FOREVER, null));
        TWO.first.putInt(place + DATA, 2);
        TwoProcesses.uninterrupted(() -> first.await(Deadline.FOREVER, null));
        result.r3 = TWO.first.getInt(place + DATA + 4);
    }

    /**
     * Stores, meets, looks, meets, and once more.
     *
     * @param result what the other had stored
     */
    @Actor
    public void second(IIII_Result result) {
        TWO.second.putInt(place + DATA + 4, 1);
        TwoProcesses.uninterrupted(() -> second.await(Deadline.FOREVER, null));
        result.r2 = TWO.second.getInt(place + DATA);
        TwoProcesses.uninterrupted(() -> second.await(Deadline.FOREVER, null));
        TWO.second.putInt(place + DATA + 4, 2);
        TwoProcesses.uninterrupted(() -> second.await(Deadline.FOREVER, null));
        result.r4 = TWO.second.getInt(place + DATA);
    }
}
