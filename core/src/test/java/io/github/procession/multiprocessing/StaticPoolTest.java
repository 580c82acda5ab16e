package io.github.procession.multiprocessing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.support.Eventually;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the initializer of a class starts is not started again by the same initializer in the children. */
class StaticPoolTest {
    /** A pool in a static field of the class that has its functions. */
    static final class Work {
        static final int OTHER = Integer.parseInt("7");
        static final Pool POOL = new Pool(2);
        static final String LAST = String.valueOf(OTHER);

        static int square(int x) {
            return x * x;
        }

        static String useOwn(int x) throws Exception {
            try {
                return "worked: " + POOL.apply(Work::square, x);
            } catch (IllegalStateException e) {
                POOL.close();
                POOL.join();
                return Multiprocessing.activeChildren().size() + " children, " + e.getMessage();
            }
        }
    }

    @Test
    void aStaticPoolHasNoWorkersInItsWorkers() throws Exception {
        try (Pool pool = Work.POOL) {
            assertEquals(List.of(1, 4, 9), pool.map(Work::square, List.of(1, 2, 3)));
            String refusal = pool.apply(Work::useOwn, 3);
            assertTrue(refusal.startsWith("0 children, "), refusal);
            assertTrue(refusal.contains(Work.class.getName()) && refusal.contains("static field POOL"), refusal);
        }
    }

    /** A value that a pool computes with a function of the same class. */
    static final class Computed {
        static final int VALUE = compute();

        private static int compute() {
            try (Pool pool = new Pool(1)) {
                return pool.apply(Computed::one);
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }

        static int one() {
            return 1;
        }
    }

    @Test
    void aStaticFieldThatAPoolOfItsClassComputesFailsWithTheReason() {
        String text = "";
        try {
            text = "computed " + Computed.VALUE;
        } catch (ExceptionInInitializerError e) {
            text = e.getCause().getMessage(); // the exception of the class itself
        }
        assertTrue(text.contains("static field VALUE") && text.contains(Computed.class.getName()), text);
    }

    /** Used by tasks only: legitimate, also in workers of workers. */
    static final class Nested {
        static final Pool POOL = new Pool(1);
    }

    static int nested(int x) throws Exception {
        try (Pool own = new Pool(1)) {
            return Nested.POOL.apply(Work2::twice, x) + own.apply(Work2::twice, x);
        }
    }

    static final class Work2 {
        static int twice(int x) {
            return 2 * x;
        }
    }

    @Test
    void poolsThatTasksMakeWork() throws Exception {
        try (Pool pool = new Pool(1)) {
            assertEquals(12, pool.applyAsync(StaticPoolTest::nested, 3).get(Eventually.LIMIT));
        }
    }

    /** Starts a process of its own function. */
    static final class Starts {
        static final Process CHILD = start();

        private static Process start() {
            Process child = new Process(Starts::run);
            child.start();
            return child;
        }

        static void run() {}
    }

    @Test
    void aStaticProcessStartsNoOtherInItself() throws Exception {
        assertTrue(Starts.CHILD.join(Eventually.LIMIT));
        assertEquals(1, Starts.CHILD.exitCode().orElseThrow());
        String first = Starts.CHILD.stderrTail().lines().skip(1).findFirst().orElseThrow();
        assertTrue(first.contains("static field CHILD"), first);
    }
}
