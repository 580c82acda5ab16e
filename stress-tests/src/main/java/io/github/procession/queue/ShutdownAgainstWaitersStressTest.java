package io.github.procession.queue;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * A thread that waits for an item or for room when the queue is shut down is told so, however the two meet, and sees what was
 * done before the shutdown.
 *
 * <p>The test can fail: without the signal to those who wait for an item 11 of 17 were not told, without the one to those
 * who wait for room 11 of 16.
 */
@Outcome(id = "-2, 1", expect = Expect.ACCEPTABLE, desc = "told, and the data seen")
@Outcome(id = "-2, 0", expect = Expect.FORBIDDEN, desc = "the plain store before the shutdown was not seen")
@Outcome(expect = Expect.FORBIDDEN, desc = "not told: the wake-up was lost")
public class ShutdownAgainstWaitersStressTest {
    private ShutdownAgainstWaitersStressTest() {}

    /** Waiting for an item. */
    @JCStressTest
    @JCStressMeta(ShutdownAgainstWaitersStressTest.class)
    @State
    public static class Getting {
        private final Queue<Integer> queue = new Queue<>();
        private int data;

        /** An empty queue. */
        public Getting() {}

        /**
         * Waits.
         *
         * @param result how it ended, and the data
         */
        @Actor
        public void waiter(II_Result result) {
            result.r1 = Patience.get(queue);
            result.r2 = data;
        }

        /** Ends it. */
        @Actor
        public void ender() {
            data = 1;
            queue.shutdown();
        }
    }

    /** Waiting for room. */
    @JCStressTest
    @JCStressMeta(ShutdownAgainstWaitersStressTest.class)
    @State
    public static class Putting {
        private final Queue<Integer> queue = new Queue<>(1);
        private int data;

        /** A full queue. */
        public Putting() {
            queue.putNowait(0);
        }

        /**
         * Waits.
         *
         * @param result how it ended, and the data
         */
        @Actor
        public void waiter(II_Result result) {
            result.r1 = Patience.put(queue, 1);
            result.r2 = data;
        }

        /** Ends it. */
        @Actor
        public void ender() {
            data = 1;
            queue.shutdown();
        }
    }
}
