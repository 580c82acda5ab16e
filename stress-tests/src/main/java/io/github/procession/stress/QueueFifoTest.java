package io.github.procession.stress;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * Items come out of a queue whole, in order, once each, with what was stored plainly before them.
 *
 * <p>The test can fail: with the tail moved before the bytes of an item were written, one item in 200 was torn.
 */
@Outcome(id = "0, 1234", expect = Expect.ACCEPTABLE, desc = "all in order")
@Outcome(id = "0, -1", expect = Expect.FORBIDDEN, desc = "a wake-up of the consumer was lost")
@Outcome(id = "-1, 1234", expect = Expect.FORBIDDEN, desc = "the producer waited")
@Outcome(id = "0, -2", expect = Expect.FORBIDDEN, desc = "a plain store before an item was not seen")
@Outcome(id = "0, -3", expect = Expect.FORBIDDEN, desc = "a torn item")
public class QueueFifoTest {
    private QueueFifoTest() {}

    /** Both actors use the same mapping. */
    @JCStressTest
    @JCStressMeta(QueueFifoTest.class)
    @State
    public static class MappedOnce extends QueueState {
        private static final QueueState.Pool MEMORY = new Pool(Integer.MAX_VALUE, false);

        /** An empty queue. */
        public MappedOnce() {
            super(MEMORY);
        }

        /**
         * First actor.
         *
         * @param result gets what it saw
         */
        @Actor
        public void first(II_Result result) {
            result.r1 = first.put(0, 1, 2, 3, 4);
        }

        /**
         * Second actor.
         *
         * @param result gets what it saw
         */
        @Actor
        public void second(II_Result result) {
            result.r2 = second.take(4);
        }
    }

    /** Each actor has a mapping of its own. */
    @JCStressTest
    @JCStressMeta(QueueFifoTest.class)
    @State
    public static class MappedTwice extends QueueState {
        private static final QueueState.Pool MEMORY = new Pool(Integer.MAX_VALUE, true);

        /** An empty queue. */
        public MappedTwice() {
            super(MEMORY);
        }

        /**
         * First actor.
         *
         * @param result gets what it saw
         */
        @Actor
        public void first(II_Result result) {
            result.r1 = first.put(0, 1, 2, 3, 4);
        }

        /**
         * Second actor.
         *
         * @param result gets what it saw
         */
        @Actor
        public void second(II_Result result) {
            result.r2 = second.take(4);
        }
    }
}
