package io.github.procession.stress;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/**
 * What two producers put into a queue is all there, once each, and each producer's items are in order.
 *
 * <p>The test can fail: without the producers' mutex an item was lost once in 15.
 */
@Outcome(
        id = {"0, 0, 1234", "0, 0, 1324", "0, 0, 1342", "0, 0, 3124", "0, 0, 3142", "0, 0, 3412"},
        expect = Expect.ACCEPTABLE,
        desc = "all, in the order of each producer")
@Outcome(
        id = {"-1, 0, 1234", "0, -1, 1234"},
        expect = Expect.FORBIDDEN,
        desc = "a producer waited")
@Outcome(id = "0, 0, -1", expect = Expect.FORBIDDEN, desc = "an item was lost")
@Outcome(id = "0, 0, -3", expect = Expect.FORBIDDEN, desc = "a torn item")
public class QueueTwoProducersTest {
    private QueueTwoProducersTest() {}

    /** Both actors use the same mapping. */
    @JCStressTest
    @JCStressMeta(QueueTwoProducersTest.class)
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
        public void first(III_Result result) {
            result.r1 = first.put(100, 1, 2);
        }

        /**
         * Second actor.
         *
         * @param result gets what it saw
         */
        @Actor
        public void second(III_Result result) {
            result.r2 = second.put(100, 3, 4);
        }

        /**
         * Looks when both are done.
         *
         * @param result gets what it saw
         */
        @Arbiter
        public void look(III_Result result) {
            result.r3 = second.take(4);
        }
    }

    /** Each actor has a mapping of its own. */
    @JCStressTest
    @JCStressMeta(QueueTwoProducersTest.class)
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
        public void first(III_Result result) {
            result.r1 = first.put(100, 1, 2);
        }

        /**
         * Second actor.
         *
         * @param result gets what it saw
         */
        @Actor
        public void second(III_Result result) {
            result.r2 = second.put(100, 3, 4);
        }

        /**
         * Looks when both are done.
         *
         * @param result gets what it saw
         */
        @Arbiter
        public void look(III_Result result) {
            result.r3 = second.take(4);
        }
    }
}
