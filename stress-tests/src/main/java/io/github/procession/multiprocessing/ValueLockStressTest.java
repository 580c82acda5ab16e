package io.github.procession.multiprocessing;

import io.github.procession.ipc.memory.Region;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * Steps under the lock of a value belong together: {@code v += 1} in Python's way loses nothing, and plain data that the lock
 * guards is seen by the next that has it.
 *
 * <p>The test can fail: with a lock that lets everybody in, an increment was lost 65,743 times in 316,260.
 */
@JCStressTest
@Outcome(id = "2, 2", expect = Expect.ACCEPTABLE, desc = "one after the other")
@Outcome(expect = Expect.FORBIDDEN, desc = "an increment was lost")
@State
public class ValueLockStressTest {
    private static final TwoViews TWO = new TwoViews();

    private final long place = TWO.place();
    private final IntValue first = new IntValue(TWO.first, place, TWO.firstLock(place));
    private final IntValue second = new IntValue(TWO.second, place, TWO.secondLock(place));

    /** A zero. */
    public ValueLockStressTest() {}

    /**
     * Adds one to the value and to the data.
     */
    @Actor
    public void first() {
        TwoViews.uninterrupted(() -> increment(first, TWO.first));
    }

    /**
     * Adds one to the value and to the data.
     */
    @Actor
    public void second() {
        TwoViews.uninterrupted(() -> increment(second, TWO.second));
    }

    private void increment(IntValue value, Region view) throws InterruptedException {
        try (var _ = value.getLock().acquire()) {
            value.set(value.get() + 1);
            long data = TwoViews.data(place);
            view.putInt(data, view.getInt(data) + 1);
        }
    }

    /**
     * Looks what came of it.
     *
     * @param result the value and the data
     */
    @Arbiter
    public void after(II_Result result) {
        result.r1 = first.get();
        result.r2 = TWO.first.getInt(TwoViews.data(place));
    }
}
