package io.github.procession.multiprocessing;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * A value of 64 bits is read whole: as it was before a store of another process or as it is after it.
 *
 * <p>The test can fail: with {@code DoubleValue.set} storing its two halves one after the other, half a value was read 56
 * times in 316,260.
 */
@JCStressTest
@Outcome(
        id = {"0, 0", "0, -1", "-1, 0", "-1, -1"},
        expect = Expect.ACCEPTABLE,
        desc = "whole")
@Outcome(expect = Expect.FORBIDDEN, desc = "half of it was stored")
@State
public class ValueTearingStressTest {
    private static final TwoViews TWO = new TwoViews();

    private final long place = TWO.place();
    private final LongValue writtenLong = new LongValue(TWO.first, place, null);
    private final LongValue readLong = new LongValue(TWO.second, place, null);
    private final DoubleValue writtenDouble = new DoubleValue(TWO.first, place + 8, null);
    private final DoubleValue readDouble = new DoubleValue(TWO.second, place + 8, null);

    /** Two zeros. */
    public ValueTearingStressTest() {}

    /**
     * Sets all bits.
     */
    @Actor
    public void writer() {
        writtenLong.set(-1);
        writtenDouble.set(Double.longBitsToDouble(-1));
    }

    /**
     * Reads both, in the other order.
     *
     * @param result 0 for all zeros, -1 for all ones, else the upper half
     */
    @Actor
    public void reader(II_Result result) {
        result.r2 = state(Double.doubleToRawLongBits(readDouble.get()));
        result.r1 = state(readLong.get());
    }

    private static int state(long bits) {
        return bits == 0 ? 0 : bits == -1 ? -1 : (int) (bits >>> 32) | 1;
    }
}
