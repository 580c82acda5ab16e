package io.github.procession.queue;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * An immediate shutdown drops what nobody has taken, and counts exactly that as done: who has taken an item can finish
 * it, once, and who joins goes on.
 *
 * <p>The test can fail: with a count of unfinished items that is set to 0 in place of lowered, the consumer could not
 * finish its item 484 times in 48,228; with one that is lowered without a signal, 9 of 16 joined too late.
 */
public class ImmediateShutdownStressTest {
    /** The consumer's result when its item counted as done before it said so. */
    private static final int NOT_UNFINISHED = -3;

    private ImmediateShutdownStressTest() {}

    /** Against a consumer. */
    @JCStressTest
    @JCStressMeta(ImmediateShutdownStressTest.class)
    @Outcome(id = "7, 1", expect = Expect.ACCEPTABLE, desc = "taken, finished once, all done")
    @Outcome(id = "-2, 1", expect = Expect.ACCEPTABLE, desc = "dropped, all done")
    @Outcome(expect = Expect.FORBIDDEN, desc = "the count of unfinished items is wrong")
    @State
    public static class Consuming {
        private final Queue<Integer> queue = new Queue<>();

        /** A queue with two items. */
        public Consuming() {
            queue.putNowait(7);
            queue.putNowait(8);
        }

        /**
         * Takes one item and finishes it.
         *
         * @param result the item
         */
        @Actor
        public void consumer(II_Result result) {
            int item = Patience.get(queue);
            result.r1 = item < 0 || Patience.finish(queue) ? item : NOT_UNFINISHED;
        }

        /** Drops the rest. */
        @Actor
        public void ender() {
            queue.shutdown(true);
        }

        /**
         * Looks whether all is done, and no more than all.
         *
         * @param result 1 if so
         */
        @Arbiter
        public void after(II_Result result) {
            boolean done = queue.qsize() == 0 && Patience.isDone(queue) && !Patience.finish(queue);
            result.r2 = done ? 1 : 0;
        }
    }

    /** Against somebody who joins. */
    @JCStressTest
    @JCStressMeta(ImmediateShutdownStressTest.class)
    @Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "released, and the data seen")
    @Outcome(id = "1, 0", expect = Expect.FORBIDDEN, desc = "the plain store before the shutdown was not seen")
    @Outcome(id = "-1, 1", expect = Expect.FORBIDDEN, desc = "the wake-up was lost")
    @State
    public static class Joining {
        private final Queue<Integer> queue = new Queue<>();
        private int data;

        /** A queue with an item. */
        public Joining() {
            queue.putNowait(7);
        }

        /**
         * Joins.
         *
         * @param result whether all was done, and the data
         */
        @Actor
        public void joiner(II_Result result) {
            result.r1 = Patience.join(queue);
            result.r2 = data;
        }

        /** Drops the item. */
        @Actor
        public void ender() {
            data = 1;
            queue.shutdown(true);
        }
    }
}
