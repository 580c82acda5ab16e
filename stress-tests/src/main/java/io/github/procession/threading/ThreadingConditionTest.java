package io.github.procession.threading;

import java.time.Duration;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/**
 * A signal and a wait that meet in any order: a thread that waits for a condition until a flag says so gets the signal, and
 * sees what was done before it. The condition is one of a plain lock, which is this library's own.
 *
 * <p>The test can fail: with the lock given up once before the waiter has its place, the signal was lost 2 times in 3,021.
 */
@JCStressTest
@Outcome(id = "1", expect = Expect.ACCEPTABLE, desc = "woken, and the data seen")
@Outcome(expect = Expect.FORBIDDEN, desc = "the signal was lost, or the data not seen")
@State
public class ThreadingConditionTest {
    /** Far longer than a wait that is woken; who waits so long has missed its signal. */
    private static final Duration LOST = Duration.ofSeconds(2);

    private final Condition condition = new Condition(new Lock());
    private boolean ready;
    private int data;

    /** A condition without waiters. */
    public ThreadingConditionTest() {}

    /**
     * Waits.
     *
     * @param result the data
     */
    @Actor
    public void waiter(I_Result result) {
        result.r1 = Uninterrupted.call(() -> {
            try (var _ = condition.acquire()) {
                boolean signalled = true;
                while (signalled && !ready) {
                    signalled = condition.await(LOST);
                }
                return signalled ? data : -1;
            }
        });
    }

    /** Signals. */
    @Actor
    public void signaller() {
        data = 1;
        Uninterrupted.call(() -> {
            try (var _ = condition.acquire()) {
                ready = true;
                condition.signal(1);
            }
            return null;
        });
    }
}
