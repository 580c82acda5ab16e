package io.github.procession.stress;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * The unlock of a mutex wakes a thread that sleeps on it, and this thread sees what was stored plainly before.
 *
 * <p>The test can fail: with an unlock that wakes nobody, the wake-up was lost 5 times in 102.
 */
@Outcome(id = "1, 2", expect = Expect.ACCEPTABLE, desc = "handed over")
@Outcome(id = "1, 1", expect = Expect.FORBIDDEN, desc = "the plain store before the unlock was not seen")
@Outcome(id = "1, -1", expect = Expect.FORBIDDEN, desc = "the wake-up was lost")
public class MutexHandOverTest {
    private MutexHandOverTest() {}

    /** Both actors use the same mapping. */
    @JCStressTest
    @JCStressMeta(MutexHandOverTest.class)
    @State
    public static class MappedOnce extends MutexState {
        private static final Actors.Memory MEMORY = memory(false);

        /** A mutex that the first actor has. */
        public MappedOnce() {
            super(MEMORY, Actors.FIRST);
        }

        /**
         * First actor.
         *
         * @param result gets what it saw
         */
        @Actor
        public void first(II_Result result) {
            result.r1 = first.countAndUnlock();
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
    @JCStressMeta(MutexHandOverTest.class)
    @State
    public static class MappedTwice extends MutexState {
        private static final Actors.Memory MEMORY = memory(true);

        /** A mutex that the first actor has. */
        public MappedTwice() {
            super(MEMORY, Actors.FIRST);
        }

        /**
         * First actor.
         *
         * @param result gets what it saw
         */
        @Actor
        public void first(II_Result result) {
            result.r1 = first.countAndUnlock();
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
