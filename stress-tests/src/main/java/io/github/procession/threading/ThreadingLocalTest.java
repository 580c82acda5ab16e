package io.github.procession.threading;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IIII_Result;

/**
 * Two threads that use a local for the first time, at the same moment, see what they have set themselves: the value and
 * the attribute.
 *
 * <p>The test can fail: with one slot for both threads, one saw what the other had set 164 times in 12,057.
 */
@JCStressTest
@Outcome(id = "1, 2, 1, 2", expect = Expect.ACCEPTABLE, desc = "each has its own value and attribute")
@Outcome(expect = Expect.FORBIDDEN, desc = "one saw what the other had set, or lost its own")
@State
public class ThreadingLocalTest {
    private final Local<Integer> local = new Local<>();

    /** A local that no thread has used. */
    public ThreadingLocalTest() {}

    /**
     * Sets and looks.
     *
     * @param result what it sees
     */
    @Actor
    public void first(IIII_Result result) {
        local.set(1);
        local.set("x", 1);
        result.r1 = local.get();
        result.r3 = local.get("x", Integer.class);
    }

    /**
     * Sets and looks.
     *
     * @param result what it sees
     */
    @Actor
    public void second(IIII_Result result) {
        local.set(2);
        local.set("x", 2);
        result.r2 = local.get();
        result.r4 = local.get("x", Integer.class);
    }
}
