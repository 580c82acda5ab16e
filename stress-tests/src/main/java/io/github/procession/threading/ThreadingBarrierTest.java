package io.github.procession.threading;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IIIII_Result;

/**
 * Rounds of a barrier of two with an action: after each, both see what the other did before it, and the action ran once
 * in each round.
 *
 * <p>The test can fail: with a barrier that opens one party early, it did so each time.
 */
@JCStressTest
@Outcome(id = "1, 1, 2, 2, 3", expect = Expect.ACCEPTABLE, desc = "each saw the other's store of both rounds")
@Outcome(expect = Expect.FORBIDDEN, desc = "one went on before the other was there, or did not see what it had done")
@State
public class ThreadingBarrierTest {
    private final Barrier barrier = new Barrier(2, this::act);
    private int ofFirst;
    private int ofSecond;
    private int actions;

    /** A barrier of two parties. */
    public ThreadingBarrierTest() {}

    private void act() {
        actions++;
    }

    /**
     * Stores, meets, looks, meets, and once more.
     *
     * @param result what the other had stored
     */
    @Actor
    public void first(IIIII_Result result) {
        ofFirst = 1;
        Uninterrupted.call(barrier::await);
        result.r1 = ofSecond;
        Uninterrupted.call(barrier::await);
        ofFirst = 2;
        Uninterrupted.call(barrier::await);
        result.r3 = ofSecond;
        result.r5 = actions;
    }

    /**
     * Stores, meets, looks, meets, and once more.
     *
     * @param result what the other had stored
     */
    @Actor
    public void second(IIIII_Result result) {
        ofSecond = 1;
        Uninterrupted.call(barrier::await);
        result.r2 = ofFirst;
        Uninterrupted.call(barrier::await);
        ofSecond = 2;
        Uninterrupted.call(barrier::await);
        result.r4 = ofFirst;
    }
}
