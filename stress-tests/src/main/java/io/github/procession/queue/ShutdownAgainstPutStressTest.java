package io.github.procession.queue;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/**
 * An item whose put returned before or during a shutdown is got by who drains the queue; one that was refused is
 * nowhere; and nothing gets in after the queue has said that it is empty and shut down.
 *
 * <p>The test can fail: with the look at the shutdown before the lock is taken, an item was put after the end 66 times in
 * 39,268.
 */
@JCStressTest
@Outcome(id = "1, 7, 0", expect = Expect.ACCEPTABLE, desc = "put, and drained")
@Outcome(id = "-2, -2, 0", expect = Expect.ACCEPTABLE, desc = "refused, and nothing to drain")
@Outcome(expect = Expect.FORBIDDEN, desc = "an item got in after the end, or was lost")
@State
public class ShutdownAgainstPutStressTest {
    private final Queue<Integer> queue = new Queue<>();

    /** An empty queue. */
    public ShutdownAgainstPutStressTest() {}

    /**
     * Puts.
     *
     * @param result whether it was put
     */
    @Actor
    public void producer(III_Result result) {
        result.r1 = Patience.put(queue, 7);
    }

    /**
     * Shuts down and drains.
     *
     * @param result the item
     */
    @Actor
    public void ender(III_Result result) {
        queue.shutdown();
        result.r2 = Patience.get(queue);
    }

    /**
     * Looks what is left.
     *
     * @param result the items
     */
    @Arbiter
    public void after(III_Result result) {
        result.r3 = queue.qsize();
    }
}
