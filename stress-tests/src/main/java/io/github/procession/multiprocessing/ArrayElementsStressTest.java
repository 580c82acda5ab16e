package io.github.procession.multiprocessing;

import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/**
 * Elements of arrays are stored and read whole, and one is not touched by a store into its neighbour.
 *
 * <p>The test can fail: with a byte stored by reading and storing the two bytes that it is one of, a neighbour's store was
 * undone 1.5 million times in 8.5 million.
 */
@JCStressTest
@Outcome(id = "[01], 1, 1", expect = Expect.ACCEPTABLE, desc = "whole, and both neighbours stored")
@Outcome(expect = Expect.FORBIDDEN, desc = "half of an element was read, or a neighbour's store undone")
@State
public class ArrayElementsStressTest {
    private static final int PLACES = 1 << 14;
    private static final int APART = 64;
    private static final AtomicInteger NEXT = new AtomicInteger();
    private static final LongArray LONGS = Array.rawLong(8 * PLACES);
    private static final LongArray LONGS_ELSEWHERE = new LongArray(LONGS.address());
    private static final ByteArray BYTES = Array.rawByte(APART * PLACES);
    private static final ByteArray BYTES_ELSEWHERE = new ByteArray(BYTES.address());

    private final int place = NEXT.getAndIncrement() & PLACES - 1;

    /** Zeros. */
    public ArrayElementsStressTest() {
        LONGS.set(8 * place, 0);
        BYTES.set(APART * place, (byte) 0);
        BYTES.set(APART * place + 1, (byte) 0);
    }

    /**
     * Stores a long and a byte.
     */
    @Actor
    public void first() {
        LONGS.set(8 * place, -1);
        BYTES.set(APART * place, (byte) 1);
    }

    /**
     * Stores the next byte and reads the long.
     *
     * @param result 0 or 1 for a whole long
     */
    @Actor
    public void second(III_Result result) {
        BYTES_ELSEWHERE.set(APART * place + 1, (byte) 1);
        long read = LONGS_ELSEWHERE.get(8 * place);
        result.r1 = read == 0 ? 0 : read == -1 ? 1 : 2;
    }

    /**
     * Looks at both bytes.
     *
     * @param result the bytes
     */
    @Arbiter
    public void after(III_Result result) {
        result.r2 = BYTES.get(APART * place);
        result.r3 = BYTES_ELSEWHERE.get(APART * place + 1);
    }
}
