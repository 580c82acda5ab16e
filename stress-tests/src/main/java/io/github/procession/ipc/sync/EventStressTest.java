package io.github.procession.ipc.sync;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/**
 * Visibility through an event: a thread that sees it set, or has waited for it, sees what was done before it was set.
 *
 * <p>The test can fail: with the setter's two steps exchanged, the data was not seen 9,550 times in 18,880.
 */
@JCStressTest
@Outcome(id = "0, 0, 1", expect = Expect.ACCEPTABLE, desc = "looked before all, waited")
@Outcome(id = "0, 1, 1", expect = Expect.ACCEPTABLE, desc = "looked before it was set, waited")
@Outcome(id = "1, 1, 1", expect = Expect.ACCEPTABLE, desc = "looked when it was set")
@Outcome(expect = Expect.FORBIDDEN, desc = "the event was seen, but not what was done before")
@State
public class EventStressTest {
    private static final TwoProcesses TWO = new TwoProcesses(128);
    private static final long DATA = 64;

    private final long place = TWO.place();
    private final EventFlag first = new EventFlag(TWO.first, place);
    private final EventFlag second = new EventFlag(TWO.second, place);

    /** Stores, then sets the event. */
    @Actor
    public void setter() {
        TWO.first.putInt(place + DATA, 1);
        first.set();
    }

    /**
     * Looks, then waits.
     *
     * @param result whether the event was set, the data then, the data after the wait
     */
    @Actor
    public void waiter(III_Result result) {
        result.r1 = second.isSet() ? 1 : 0;
        result.r2 = TWO.second.getInt(place + DATA);
        TwoProcesses.uninterrupted(() -> second.await(Deadline.FOREVER));
        result.r3 = TWO.second.getInt(place + DATA);
    }
}
