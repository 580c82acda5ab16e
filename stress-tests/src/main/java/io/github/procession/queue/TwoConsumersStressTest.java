package io.github.procession.queue;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * Two threads that get what is there have one item each, also when one of them waits for it, and see what was done
 * before it was put.
 *
 * <p>The test can fail: without the signal for an item that was put, a wake-up was lost 5 times in 419.
 */
@JCStressTest
@Outcome(id = "1, 2", expect = Expect.ACCEPTABLE, desc = "first, then second")
@Outcome(id = "2, 1", expect = Expect.ACCEPTABLE, desc = "second, then first")
@Outcome(expect = Expect.FORBIDDEN, desc = "an item or a wake-up was lost, an item was got twice, or its data not seen")
@State
public class TwoConsumersStressTest {
    private final Queue<Integer> queue = new Queue<>();
    private final int[] data = new int[3];

    /** An empty queue. */
    public TwoConsumersStressTest() {}

    private int take() {
        int item = Patience.get(queue);
        return item < 0 || data[item] != item ? -10 + item : item;
    }

    /**
     * Puts two items and takes one.
     *
     * @param result the item
     */
    @Actor
    public void first(II_Result result) {
        for (int item = 1; item <= 2; item++) {
            data[item] = item;
            Patience.put(queue, item);
        }
        result.r1 = take();
    }

    /**
     * Takes one.
     *
     * @param result the item
     */
    @Actor
    public void second(II_Result result) {
        result.r2 = take();
    }
}
