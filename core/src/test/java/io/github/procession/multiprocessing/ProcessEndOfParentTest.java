package io.github.procession.multiprocessing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.support.Promptly;
import io.github.procession.support.RootJvm;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A program that ends by itself waits for its children, except for daemons, which it ends. */
class ProcessEndOfParentTest {
    private static final String GO = "go";

    /** Has a child of each kind; the one that is no daemon ends only after the main thread has. */
    static final class Root {
        public static void main(String[] args) throws Exception {
            Queue<Object> queue = new Queue<>();
            Process.target(Root::daemon).args(queue).daemon(true).build().start();
            queue.get();
            new Process(Root::finish, queue).start();
            queue.get();
            queue.put(GO);
            switch (args[0]) {
                case "exit" -> System.exit(5);
                case "python" -> Multiprocessing.exit(6);
                case "exception" -> throw new IllegalStateException("expected");
                default -> System.out.println("main ends");
            }
        }

        static void daemon(Queue<Object> queue) throws InterruptedException {
            LiveRoot.reportPid();
            queue.put("daemon runs");
            new CountDownLatch(1).await();
        }

        static void finish(Queue<Object> queue) throws InterruptedException {
            LiveRoot.reportPid();
            queue.put("child runs");
            // more than a moment of real work, all of it after the parent has begun to end
            long sum = 0;
            for (int i = 0; i < 300_000_000; i++) {
                sum += i ^ sum;
            }
            System.out.println(sum == 42 ? "wonder" : "child ends");
        }
    }

    @Tag("full")
    @ParameterizedTest
    @CsvSource({"return, 0", "exit, 5", "python, 6", "exception, 1"})
    void daemonsEndAndOthersAreAwaited(String how, int exitCode) throws Exception {
        try (LiveRoot root = new LiveRoot(Root.class, how)) {
            List<Long> pids = root.awaitPids(2);
            assertEquals(exitCode, root.awaitExit());
            assertTrue(root.lines().contains("child ends"), () -> "not awaited: " + root.lines());
            for (long pid : pids) {
                assertFalse(LiveRoot.isAlive(pid), "a child outlives its parent");
            }
        }
    }

    /** Ends while its daemons are at a barrier, where each notices the end of the others. */
    static final class Meeting {
        private static final int PARTIES = 6;
        private static final int ROUNDS = 20;

        public static void main(String[] args) throws Exception {
            Barrier barrier = new Barrier(PARTIES);
            for (int i = 1; i < PARTIES; i++) {
                Process.target(Meeting::meet).args(barrier).daemon(true).build().start();
            }
            for (int i = 0; i < ROUNDS; i++) {
                barrier.await();
            }
        }

        static void meet(Barrier barrier) throws Exception {
            while (true) {
                barrier.await();
            }
        }
    }

    @RepeatedTest(3)
    void daemonsDoNotComplainOfEachOthersEnd() throws Exception {
        assertEquals("", new RootJvm(Meeting.class).run().succeeded().err());
    }

    /** Exits while a child that is no daemon never ends. */
    static final class Stuck {
        public static void main(String[] args) {
            Event exits = new Event();
            Runtime.getRuntime().addShutdownHook(new java.lang.Thread(exits::set));
            new Process(Stuck::park, exits).start();
            System.exit(0);
        }

        static void park(Event exits) throws InterruptedException {
            exits.await(); // a signal before the exit would set the status
            LiveRoot.reportPid();
            new CountDownLatch(1).await();
        }
    }

    @Test
    void aSignalEndsAProgramThatWaitsForItsChildrenAtItsEnd() throws Exception {
        Promptly.within(2_000, () -> {
            try (LiveRoot root = new LiveRoot(Stuck.class)) {
                List<Long> pids = root.awaitPids(1);
                root.signal("TERM");
                long millis = LiveRoot.awaitAllDead(pids);
                assertEquals(0, root.awaitExit(), "the status that was given first");
                return millis;
            }
        });
    }

    /** A child that ends with its own children left running. */
    static final class Chain {
        public static void main(String[] args) throws Exception {
            Process child = new Process(Chain::startDaemon);
            child.start();
            child.join();
            System.out.println("exit code " + child.exitCode().getAsInt());
        }

        static void startDaemon() throws Exception {
            Queue<Object> queue = new Queue<>();
            Process.target(Root::daemon).args(queue).daemon(true).build().start();
            queue.get();
        }
    }

    @Test
    void theDaemonsOfAChildEndWithIt() throws Exception {
        try (LiveRoot root = new LiveRoot(Chain.class)) {
            assertEquals(0, root.awaitExit());
            assertTrue(root.lines().contains("exit code 0"), () -> root.lines().toString());
            assertFalse(LiveRoot.isAlive(root.awaitPids(1).get(0)));
        }
    }
}
