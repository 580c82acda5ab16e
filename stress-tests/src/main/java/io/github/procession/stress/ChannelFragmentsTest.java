package io.github.procession.stress;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * A record that is larger than its channel comes out whole, each byte in its place, and the one after it too.
 *
 * <p>The test can fail: with the tail moved before the bytes of a fragment were written, the reader took what lay there for a
 * fragment, and an exception ended the test.
 */
@Outcome(id = "0, 12", expect = Expect.ACCEPTABLE, desc = "both")
@Outcome(id = "0, -1", expect = Expect.FORBIDDEN, desc = "a wake-up of the reader was lost")
@Outcome(
        id = {"-1, 12", "-1, -1"},
        expect = Expect.FORBIDDEN,
        desc = "a wake-up of the writer was lost")
@Outcome(id = "0, -2", expect = Expect.FORBIDDEN, desc = "a plain store before a record was not seen")
@Outcome(id = "0, -3", expect = Expect.FORBIDDEN, desc = "a torn record")
public class ChannelFragmentsTest {
    private ChannelFragmentsTest() {}

    /** Both actors use the same mapping. */
    @JCStressTest
    @JCStressMeta(ChannelFragmentsTest.class)
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
        public void first(II_Result result) {
            result.r1 = first.write(200, 1, 2);
        }

        /**
         * Second actor.
         *
         * @param result gets what it saw
         */
        @Actor
        public void second(II_Result result) {
            result.r2 = second.read(2);
        }
    }

    /** Each actor has a mapping of its own. */
    @JCStressTest
    @JCStressMeta(ChannelFragmentsTest.class)
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
        public void first(II_Result result) {
            result.r1 = first.write(200, 1, 2);
        }

        /**
         * Second actor.
         *
         * @param result gets what it saw
         */
        @Actor
        public void second(II_Result result) {
            result.r2 = second.read(2);
        }
    }
}
