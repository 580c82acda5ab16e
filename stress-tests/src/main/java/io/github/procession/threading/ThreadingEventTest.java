package io.github.procession.threading;

import java.time.Duration;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * A set and a wait that meet in any order: a thread that waits for an event is freed when it is set, and sees what was done
 * before; there and back.
 *
 * <p>The test can fail: with waiters not woken by one call in a thousand, one was lost in 2,952.
 */
@JCStressTest
@Outcome(id = "2, 1", expect = Expect.ACCEPTABLE, desc = "both freed, and the data seen")
@Outcome(expect = Expect.FORBIDDEN, desc = "a waiter was not freed, or did not see the data")
@State
public class ThreadingEventTest {
    /** Time far longer than a wait that is woken: a thread that waits so long has missed the event. */
    private static final Duration LOST = Duration.ofSeconds(2);

    private final Event there = new Event();
    private final Event back = new Event();
    private int data;

    /** Two events that are not set. */
    public ThreadingEventTest() {}

    /**
     * Sets one event and waits for the other.
     *
     * @param result the data
     */
    @Actor
    public void first(II_Result result) {
        data = 1;
        there.set();
        result.r1 = await(back);
    }

    /**
     * Waits for one event and sets the other.
     *
     * @param result the data
     */
    @Actor
    public void second(II_Result result) {
        result.r2 = await(there);
        data = 2;
        back.set();
    }

    private int await(Event event) {
        return Uninterrupted.call(() -> event.await(LOST)) ? data : -1;
    }
}
