package io.github.procession.stress;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * Only one user at a time is inside a mutex, the second sees what the first stored plainly, and whoever sleeps on it is
 * woken.
 *
 * <p>The test can fail: with a lock that looks whether the word is free and then stores it, in place of its compare-and-set, both were
 * inside 85 times in 65,665.
 */
@Outcome(id = "1, 2", expect = Expect.ACCEPTABLE, desc = "first, then second")
@Outcome(id = "2, 1", expect = Expect.ACCEPTABLE, desc = "second, then first")
@Outcome(id = "1, 1", expect = Expect.FORBIDDEN, desc = "both inside, or a plain store not seen")
@Outcome(
        id = {"-1, 1", "1, -1"},
        expect = Expect.FORBIDDEN,
        desc = "a wake-up was lost")
public class MutexExclusionTest {
    private MutexExclusionTest() {}

    /** Both actors use the same mapping. */
    @JCStressTest
    @JCStressMeta(MutexExclusionTest.class)
    @State
    public static class MappedOnce extends MutexState {
        private static final Actors.Memory MEMORY = memory(false);

        /** A free mutex. */
        public MappedOnce() {
            super(MEMORY, 0);
        }

        /**
         * First actor.
         *
         * @param result gets what it saw
         */
        @Actor
        public void first(II_Result result) {
            result.r1 = first.count();
        }

        /**
         * Second actor.
         *
         * @param result gets what it saw
         */
        @Actor
        public void second(II_Result result) {
            result.r2 = second.count();
        }
    }

    /** Each actor has a mapping of its own. */
    @JCStressTest
    @JCStressMeta(MutexExclusionTest.class)
    @State
    public static class MappedTwice extends MutexState {
        private static final Actors.Memory MEMORY = memory(true);

        /** A free mutex. */
        public MappedTwice() {
            super(MEMORY, 0);
        }

        /**
         * First actor.
         *
         * @param result gets what it saw
         */
        @Actor
        public void first(II_Result result) {
            result.r1 = first.count();
        }

        /**
         * Second actor.
         *
         * @param result gets what it saw
         */
        @Actor
        public void second(II_Result result) {
            result.r2 = second.count();
        }
    }
}
