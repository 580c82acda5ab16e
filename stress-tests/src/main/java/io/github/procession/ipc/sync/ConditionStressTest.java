package io.github.procession.ipc.sync;

import io.github.procession.ipc.memory.Region;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/**
 * A thread that waits for a condition until a word says so gets the signal, however the two meet, and sees what was done before
 * the signal.
 *
 * <p>The test can fail: with the lock given up before the waiter has its place, the signal was lost 13 times in 380.
 */
@JCStressTest
@Outcome(id = "1", expect = Expect.ACCEPTABLE, desc = "woken, and the data seen")
@Outcome(expect = Expect.FORBIDDEN, desc = "the signal was lost, or the data not seen")
@State
public class ConditionStressTest {
    private static final long MUTEX = 64;
    private static final long READY = 96;
    private static final long DATA = 104;
    private static final long PLACES = 128;
    private static final long PLACES_BYTES = (ConditionLayout.fileBytes(1) + 63) / 64 * 64;
    private static final TwoProcesses TWO = new TwoProcesses(PLACES + PLACES_BYTES);

    private final long place = TWO.place();
    private final ReentrantMutex first = new ReentrantMutex(TWO.first, place + MUTEX, TWO.processes, TWO.firstToken);
    private final ReentrantMutex second = new ReentrantMutex(TWO.second, place + MUTEX, TWO.processes, TWO.secondToken);
    private final ConditionQueue firstQueue = queue(TWO.first, TWO.firstToken);
    private final ConditionQueue secondQueue = queue(TWO.second, TWO.secondToken);

    /** A condition without waiters. */
    public ConditionStressTest() {}

    private ConditionQueue queue(Region view, int token) {
        return ConditionQueue.in(view, place, view.slice(place + PLACES, PLACES_BYTES), TWO.processes, token);
    }

    /**
     * Waits.
     *
     * @param result the data
     */
    @Actor
    public void waiter(I_Result result) {
        TwoProcesses.uninterrupted(() -> first.lock(Deadline.FOREVER));
        TwoProcesses.uninterrupted(() -> {
            boolean signalled = true;
            while (signalled && TWO.first.getInt(place + READY) == 0) {
                signalled = firstQueue.await(guard(first), Deadline.inSlices(100));
            }
            result.r1 = signalled ? TWO.first.getInt(place + DATA) : -1;
        });
        first.unlock();
    }

    /**
     * Signals.
     */
    @Actor
    public void signaller() {
        TWO.second.putInt(place + DATA, 1);
        TwoProcesses.uninterrupted(() -> second.lock(Deadline.FOREVER));
        TWO.second.putInt(place + READY, 1);
        secondQueue.signal(1);
        second.unlock();
    }

    private static ConditionQueue.Guard guard(ReentrantMutex mutex) {
        return new ConditionQueue.Guard() {
            @Override
            public int unlockFully() {
                return mutex.unlockFully();
            }

            @Override
            public void lockAgain(int count) {
                mutex.lockAgain(count);
            }
        };
    }
}
