package io.github.procession.multiprocessing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * An element of a list is read whole, with its length, while another process stores into it again and again; and what was
 * stored before it is seen after it.
 *
 * <p>The test can fail: with the new value stored into the half that counts, parts of two texts were read 335 times in
 * 155,000.
 */
@JCStressTest
@Outcome(id = "0, [01234]", expect = Expect.ACCEPTABLE, desc = "as it was")
@Outcome(id = "1, [1234]", expect = Expect.ACCEPTABLE, desc = "the first store, and what was before it")
@Outcome(id = "2, [234]", expect = Expect.ACCEPTABLE, desc = "the second store, and what was before it")
@Outcome(id = "3, [34]", expect = Expect.ACCEPTABLE, desc = "the third store, and what was before it")
@Outcome(id = "4, 4", expect = Expect.ACCEPTABLE, desc = "the last store, and what was before it")
@Outcome(expect = Expect.FORBIDDEN, desc = "parts of two texts, or not what was before it")
@State
public class ShareableListStressTest {
    private static final int PLACES = 1 << 12;
    private static final AtomicInteger NEXT = new AtomicInteger();
    private static final List<String> TEXTS = List.of("0", "1".repeat(40), "22", "3".repeat(33), "4".repeat(17));
    private static final ShareableList LIST;
    private static final ShareableList ELSEWHERE;

    static {
        try {
            var elements = new ArrayList<Object>();
            for (int i = 0; i < PLACES; i++) {
                elements.add("-".repeat(40));
                elements.add(0);
            }
            LIST = ShareableList.create(null, elements);
            ELSEWHERE = ShareableList.attach(LIST.name());
            LIST.unlink();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private final int place = 2 * (NEXT.getAndIncrement() & PLACES - 1);

    /** The first text. */
    public ShareableListStressTest() {
        LIST.set(place, TEXTS.getFirst());
        LIST.set(place + 1, 0);
    }

    /**
     * Stores numbers, and after each the text for it.
     */
    @Actor
    public void writer() {
        for (int i = 1; i < TEXTS.size(); i++) {
            LIST.set(place + 1, i);
            LIST.set(place, TEXTS.get(i));
        }
    }

    /**
     * Reads the text, then the number.
     *
     * @param result which text, and the number
     */
    @Actor
    public void reader(II_Result result) {
        result.r1 = TEXTS.indexOf(ELSEWHERE.get(place));
        result.r2 = (Integer) ELSEWHERE.get(place + 1);
    }
}
