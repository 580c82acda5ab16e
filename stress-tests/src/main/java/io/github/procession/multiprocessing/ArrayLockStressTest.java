package io.github.procession.multiprocessing;

import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * Elements that are copied in under the lock of an array are copied out under it together: all of one copy, none of the
 * next.
 *
 * <p>The test can fail: with a lock that lets everybody in, a part of the copy was seen 20,768 times in 524,132.
 */
@JCStressTest
@Outcome(
        id = {"0, 0", "8, 8"},
        expect = Expect.ACCEPTABLE,
        desc = "before or after")
@Outcome(expect = Expect.FORBIDDEN, desc = "a part of the copy was seen")
@State
public class ArrayLockStressTest {
    private static final int PLACES = 1 << 14;
    private static final int COUNT = 8;
    private static final long[] ONES = {1, 1, 1, 1, 1, 1, 1, 1};
    private static final AtomicInteger NEXT = new AtomicInteger();
    private static final TwoViews TWO = new TwoViews();
    private static final LongArray ARRAY = Array.rawLong(COUNT * PLACES);
    private static final LongArray ELSEWHERE = new LongArray(ARRAY.address());

    private final int place = COUNT * (NEXT.getAndIncrement() & PLACES - 1);
    private final long lockPlace = TWO.place();
    private final RLock lock = TWO.firstLock(lockPlace);
    private final RLock lockElsewhere = TWO.secondLock(lockPlace);

    /** Zeros. */
    public ArrayLockStressTest() {
        ARRAY.copyFrom(place, new long[COUNT], 0, COUNT);
    }

    /**
     * Copies ones in.
     */
    @Actor
    public void writer() {
        TwoViews.uninterrupted(() -> {
            try (var _ = lock.acquire()) {
                ARRAY.copyFrom(place, ONES, 0, COUNT);
            }
        });
    }

    /**
     * Copies them out.
     *
     * @param result the sum of the elements that were copied, and of the elements read one by one, backwards
     */
    @Actor
    public void reader(II_Result result) {
        TwoViews.uninterrupted(() -> {
            try (var _ = lockElsewhere.acquire()) {
                long[] copy = new long[COUNT];
                ELSEWHERE.copyTo(place, copy, 0, COUNT);
                for (int i = COUNT - 1; i >= 0; i--) {
                    result.r1 += (int) copy[i];
                    result.r2 += (int) ELSEWHERE.get(place + i);
                }
            }
        });
    }
}
