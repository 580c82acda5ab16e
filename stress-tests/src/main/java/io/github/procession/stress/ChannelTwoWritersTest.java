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
 * What two writers write into a channel is all there, once each, and each writer's records are in order.
 *
 * <p>The test can fail: without the writers' mutex a record was lost 3 times in 217.
 */
@Outcome(
        id = {"0, 0, 123", "0, 0, 132", "0, 0, 312"},
        expect = Expect.ACCEPTABLE,
        desc = "all, in the order of each writer")
@Outcome(
        id = {"-1, 0, 123", "0, -1, 123"},
        expect = Expect.FORBIDDEN,
        desc = "a writer waits for ever")
@Outcome(id = "0, 0, -1", expect = Expect.FORBIDDEN, desc = "a record was lost")
@Outcome(id = "0, 0, -3", expect = Expect.FORBIDDEN, desc = "a torn record")
public class ChannelTwoWritersTest {
    private ChannelTwoWritersTest() {}

    /** Both actors use the same mapping. */
    @JCStressTest
    @JCStressMeta(ChannelTwoWritersTest.class)
    @State
    public static class MappedOnce extends ChannelState {
        private static final Actors.Memory MEMORY = memory(false);

        /** An empty channel. */
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
            result.r1 = first.write(0, 1, 2);
        }

        /**
         * Second actor.
         *
         * @param result gets what it saw
         */
        @Actor
        public void second(III_Result result) {
            result.r2 = second.write(0, 3);
        }

        /**
         * Looks when both are done.
         *
         * @param result gets what it saw
         */
        @Arbiter
        public void look(III_Result result) {
            result.r3 = second.read(3);
        }
    }

    /** Each actor has a mapping of its own. */
    @JCStressTest
    @JCStressMeta(ChannelTwoWritersTest.class)
    @State
    public static class MappedTwice extends ChannelState {
        private static final Actors.Memory MEMORY = memory(true);

        /** An empty channel. */
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
            result.r1 = first.write(0, 1, 2);
        }

        /**
         * Second actor.
         *
         * @param result gets what it saw
         */
        @Actor
        public void second(III_Result result) {
            result.r2 = second.write(0, 3);
        }

        /**
         * Looks when both are done.
         *
         * @param result gets what it saw
         */
        @Arbiter
        public void look(III_Result result) {
            result.r3 = second.read(3);
        }
    }
}
