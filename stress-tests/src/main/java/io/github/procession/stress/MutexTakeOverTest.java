package io.github.procession.stress;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * Of several who find that the owner of a mutex is dead, one takes it over and the others wait for that one.
 *
 * <p>The test can fail: with a store in place of the compare-and-set of the takeover, both took it over 13 times in 22,046.
 */
@Outcome(id = "1, 2", expect = Expect.ACCEPTABLE, desc = "the first took it over")
@Outcome(id = "2, 1", expect = Expect.ACCEPTABLE, desc = "the second took it over")
@Outcome(id = "1, 1", expect = Expect.FORBIDDEN, desc = "both took it over")
public class MutexTakeOverTest {
    private MutexTakeOverTest() {}

    /** Both actors use the same mapping. */
    @JCStressTest
    @JCStressMeta(MutexTakeOverTest.class)
    @State
    public static class MappedOnce extends MutexState {
        private static final Actors.Memory MEMORY = memory(false);

        /** A mutex whose owner is dead. */
        public MappedOnce() {
            super(MEMORY, Actors.DEAD);
        }

        /**
         * First actor.
         *
         * @param result gets what it saw
         */
        @Actor
        public void first(II_Result result) {
            result.r1 = first.tryToCount();
        }

        /**
         * Second actor.
         *
         * @param result gets what it saw
         */
        @Actor
        public void second(II_Result result) {
            result.r2 = second.tryToCount();
        }
    }

    /** Each actor has a mapping of its own. */
    @JCStressTest
    @JCStressMeta(MutexTakeOverTest.class)
    @State
    public static class MappedTwice extends MutexState {
        private static final Actors.Memory MEMORY = memory(true);

        /** A mutex whose owner is dead. */
        public MappedTwice() {
            super(MEMORY, Actors.DEAD);
        }

        /**
         * First actor.
         *
         * @param result gets what it saw
         */
        @Actor
        public void first(II_Result result) {
            result.r1 = first.tryToCount();
        }

        /**
         * Second actor.
         *
         * @param result gets what it saw
         */
        @Actor
        public void second(II_Result result) {
            result.r2 = second.tryToCount();
        }
    }
}
