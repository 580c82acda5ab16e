package io.github.procession.multiprocessing;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/**
 * Stores into values and reads of them are in one order for all processes, and what was stored before into shared memory
 * is seen by who read the value: volatile, as the javadoc says.
 *
 * <p>The test can fail: with a release store in place of the volatile one in {@code IntValue.set}, neither saw the other's
 * store 151,912 times in 7.5 million.
 */
@JCStressTest
@Outcome(id = "0, 1, 1", expect = Expect.ACCEPTABLE, desc = "the second store came first")
@Outcome(id = "1, 0, [01]", expect = Expect.ACCEPTABLE, desc = "the first store came first")
@Outcome(id = "1, 1, 1", expect = Expect.ACCEPTABLE, desc = "both stores came before both reads")
@Outcome(
        expect = Expect.FORBIDDEN,
        desc = "neither saw the other's store, or a store was seen without what was before it")
@State
public class ValueOrderStressTest {
    private static final TwoViews TWO = new TwoViews();

    private final long place = TWO.place();
    private final IntValue mine = new IntValue(TWO.first, place, null);
    private final LongValue other = new LongValue(TWO.first, place + 8, null);
    private final IntValue mineElsewhere = new IntValue(TWO.second, place, null);
    private final LongValue otherElsewhere = new LongValue(TWO.second, place + 8, null);

    /** Two zeros. */
    public ValueOrderStressTest() {}

    /**
     * Stores one value, then looks at the other and at the data that was stored before it.
     *
     * @param result what it saw
     */
    @Actor
    public void first(III_Result result) {
        mine.set(1);
        result.r2 = (int) other.get();
        result.r3 = TWO.first.getInt(TwoViews.data(place));
    }

    /**
     * Stores data and the other value, then looks at the one.
     *
     * @param result what it saw
     */
    @Actor
    public void second(III_Result result) {
        TWO.second.putInt(TwoViews.data(place), 1);
        otherElsewhere.set(1);
        result.r1 = mineElsewhere.get();
    }
}
