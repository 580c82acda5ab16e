package io.github.procession.ipc.sync;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * A semaphore with one permit lets one thread in at a time, and what it did inside is seen by the next; afterwards the
 * permit is there.
 */
@JCStressTest
@Outcome(id = "2, 1", expect = Expect.ACCEPTABLE, desc = "one after the other")
@Outcome(expect = Expect.FORBIDDEN, desc = "both were inside at once, or a permit was lost or made")
@State
public class SemaphoreStressTest {
    private static final TwoProcesses TWO = new TwoProcesses(128);
    private static final long DATA = 64;

    private final long place = TWO.place();
    private final Permits first = new CountingSemaphore(TWO.first, place);
    private final Permits second = new CountingSemaphore(TWO.second, place);

    /** One permit. */
    public SemaphoreStressTest() {
        first.release();
    }

    /**
     * Adds one inside.
     *
     * @throws InterruptedException never
     */
    @Actor
    public void first() throws InterruptedException {
        first.acquire(Deadline.FOREVER);
        TwoProcesses.increment(TWO.first, place + DATA);
        first.release();
    }

    /**
     * Adds one inside.
     *
     * @throws InterruptedException never
     */
    @Actor
    public void second() throws InterruptedException {
        second.acquire(Deadline.FOREVER);
        TwoProcesses.increment(TWO.second, place + DATA);
        second.release();
    }

    /**
     * Looks what came of it.
     *
     * @param result the sum and the permits
     */
    @Arbiter
    public void after(II_Result result) {
        result.r1 = TWO.first.getInt(place + DATA);
        result.r2 = first.available();
    }
}
