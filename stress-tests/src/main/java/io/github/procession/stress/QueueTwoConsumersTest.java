package io.github.procession.stress;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * Two consumers of a queue get what is there, each item once, also when one of them waits for it.
 *
 * <p>The test can fail: without the consumers' mutex one got an item that the other had taken, so that what was stored before it was
 * gone, 32 times in some 300.
 */
@Outcome(id = "1, 2", expect = Expect.ACCEPTABLE, desc = "first, then second")
@Outcome(id = "2, 1", expect = Expect.ACCEPTABLE, desc = "second, then first")
@Outcome(
        id = {"1, 1", "2, 2"},
        expect = Expect.FORBIDDEN,
        desc = "both got the same item")
@Outcome(
        id = {"-1, 1", "1, -1", "-1, 2", "2, -1"},
        expect = Expect.FORBIDDEN,
        desc = "an item or a wake-up was lost")
@Outcome(
        id = {"-2, 1", "1, -2", "-2, 2", "2, -2"},
        expect = Expect.FORBIDDEN,
        desc = "what was stored before an item was not seen, or another has had the item")
@Outcome(
        id = {"-3, 1", "1, -3", "-3, 2", "2, -3"},
        expect = Expect.FORBIDDEN,
        desc = "a torn item")
public class QueueTwoConsumersTest {
    private QueueTwoConsumersTest() {}

    /** Both actors use the same mapping. */
    @JCStressTest
    @JCStressMeta(QueueTwoConsumersTest.class)
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
            result.r1 = first.put(0, 1, 2) + first.take(1);
        }

        /**
         * Second actor.
         *
         * @param result gets what it saw
         */
        @Actor
        public void second(II_Result result) {
            result.r2 = second.take(1);
        }
    }

    /** Each actor has a mapping of its own. */
    @JCStressTest
    @JCStressMeta(QueueTwoConsumersTest.class)
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
            result.r1 = first.put(0, 1, 2) + first.take(1);
        }

        /**
         * Second actor.
         *
         * @param result gets what it saw
         */
        @Actor
        public void second(II_Result result) {
            result.r2 = second.take(1);
        }
    }
}
