package io.github.procession.stress;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * Records come out of a channel whole, in order, once each, with what was stored plainly before them, though the writer
 * has to wait for space and the reader for data.
 *
 * <p>The test can fail: with the tail moved before the bytes were written, a reader got a torn record, waited for one of a wrong length,
 * or got one twice, 7 times in some 700.
 */
@Outcome(id = "0, 123456789", expect = Expect.ACCEPTABLE, desc = "all in order")
@Outcome(id = "0, -1", expect = Expect.FORBIDDEN, desc = "a wake-up of the reader was lost")
@Outcome(
        id = {"-1, 123456789", "-1, -1"},
        expect = Expect.FORBIDDEN,
        desc = "a wake-up of the writer was lost")
@Outcome(id = "0, -2", expect = Expect.FORBIDDEN, desc = "a plain store before a record was not seen")
@Outcome(id = "0, -3", expect = Expect.FORBIDDEN, desc = "a torn record")
public class ChannelFifoTest {
    private ChannelFifoTest() {}

    /** Both actors use the same mapping. */
    @JCStressTest
    @JCStressMeta(ChannelFifoTest.class)
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
            result.r1 = first.write(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
        }

        /**
         * Second actor.
         *
         * @param result gets what it saw
         */
        @Actor
        public void second(II_Result result) {
            result.r2 = second.read(9);
        }
    }

    /** Each actor has a mapping of its own. */
    @JCStressTest
    @JCStressMeta(ChannelFifoTest.class)
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
            result.r1 = first.write(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
        }

        /**
         * Second actor.
         *
         * @param result gets what it saw
         */
        @Actor
        public void second(II_Result result) {
            result.r2 = second.read(9);
        }
    }
}
