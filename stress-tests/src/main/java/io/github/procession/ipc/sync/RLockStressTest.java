package io.github.procession.ipc.sync;

import io.github.procession.ipc.memory.Region;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * A reentrant lock, acquired twice by each, lets one thread in at a time until it is released twice, and what that did
 * inside is seen by the next; afterwards the lock is free.
 *
 * <p>The test can fail: with the first of two releases freeing the lock, an addition was lost 2 times in 1,748.
 */
@JCStressTest
@Outcome(id = "4, 0", expect = Expect.ACCEPTABLE, desc = "one after the other")
@Outcome(expect = Expect.FORBIDDEN, desc = "both were inside at once, or the lock is not free")
@State
public class RLockStressTest {
    private static final TwoProcesses TWO = new TwoProcesses(128);
    private static final long DATA = 64;

    private final long place = TWO.place();
    private final ReentrantMutex first = new ReentrantMutex(TWO.first, place, TWO.processes, TWO.firstToken);
    private final ReentrantMutex second = new ReentrantMutex(TWO.second, place, TWO.processes, TWO.secondToken);

    /**
     * Adds one twice inside.
     */
    @Actor
    public void first() {
        addTwo(first, TWO.first);
    }

    /**
     * Adds one twice inside.
     */
    @Actor
    public void second() {
        addTwo(second, TWO.second);
    }

    private void addTwo(ReentrantMutex mutex, Region view) {
        TwoProcesses.uninterrupted(() -> mutex.lock(Deadline.FOREVER));
        TwoProcesses.uninterrupted(() -> mutex.lock(Deadline.FOREVER));
        TwoProcesses.increment(view, place + DATA);
        mutex.unlock();
        TwoProcesses.increment(view, place + DATA);
        mutex.unlock();
    }

    /**
     * Looks what came of it.
     *
     * @param result the sum and how often the lock is held
     */
    @Arbiter
    public void after(II_Result result) {
        result.r1 = TWO.first.getInt(place + DATA);
        result.r2 = first.mutex().isLocked() ? 1 : first.count();
    }
}
