package io.github.procession.multiprocessing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.Conformance;
import io.github.procession.support.Children;
import io.github.procession.support.Eventually;
import io.github.procession.support.Promptly;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A tree of processes never outlives its root. */
class ProcessTreeDeathTest {
    /** What the library promises, from the death of the root to the end of all below. */
    private static final long LIMIT_MILLIS = 2_000;

    /** A tree of depth three: the root, a child that computes, one that waits, one that does its best not to end. */
    static final class Tree {
        public static void main(String[] args) throws Exception {
            LiveRoot.reportPid();
            boolean daemons = args[0].equals("daemons");
            Process.target(Tree::compute).args(daemons).daemon(daemons).build().start();
            new CountDownLatch(1).await();
        }

        static void compute(boolean daemons) {
            LiveRoot.reportPid();
            Process.target(Tree::park).args(daemons).daemon(daemons).build().start();
            long sum = 0;
            while (true) {
                for (int i = 0; i < Integer.MAX_VALUE; i++) {
                    sum += i * sum;
                }
            }
        }

        static void park(boolean daemons) throws InterruptedException {
            LiveRoot.reportPid();
            Process.target(Tree::resist).daemon(daemons).build().start();
            new CountDownLatch(1).await();
        }

        static void resist() {
            Runtime.getRuntime().addShutdownHook(new Thread(LockSupport::park));
            LiveRoot.reportPid();
            while (true) {
                Thread.interrupted();
                LockSupport.park();
            }
        }
    }

    @Tag("full")
    @ParameterizedTest
    @ValueSource(strings = {"daemons", "others"})
    void aTreeOfDepthThreeEndsWhenItsRootIsKilled(String kind) throws Exception {
        Promptly.within(LIMIT_MILLIS, () -> {
            try (LiveRoot root = new LiveRoot(Tree.class, kind)) {
                List<Long> pids = root.awaitPids(4);
                root.signal("KILL");
                long millis = LiveRoot.awaitAllDead(pids);
                assertEquals(137, root.awaitExit());
                return millis;
            }
        });
    }

    @Tag("full")
    @ParameterizedTest
    @CsvSource({"HUP, 129", "INT, 130", "TERM, 143"})
    void aTreeOfDepthThreeEndsWhenASignalEndsItsRoot(String signal, int exitCode) throws Exception {
        Promptly.within(LIMIT_MILLIS, () -> {
            try (LiveRoot root = new LiveRoot(Tree.class, "others")) {
                List<Long> pids = root.awaitPids(4);
                root.signal(signal);
                long millis = LiveRoot.awaitAllDead(pids);
                assertEquals(exitCode, root.awaitExit());
                return millis;
            }
        });
    }

    @Test
    void controlCEndsTheWholeGroupSilentlyWith130() throws Exception {
        Promptly.within(LIMIT_MILLIS, () -> {
            try (LiveRoot root = new LiveRoot(Tree.class, "others")) {
                List<Long> pids = root.awaitPids(4);
                root.signalGroup("INT");
                long millis = LiveRoot.awaitAllDead(pids);
                assertEquals(130, root.awaitExit());
                assertEquals("", root.errors());
                return millis;
            }
        });
    }

    /** A child with a collector of the user's choice in a loop that needs minutes. */
    static final class Looping {
        public static void main(String[] args) throws Exception {
            Process child = new Process(Looping::compute);
            child.setJvmOptions(args[0]);
            child.start();
            new CountDownLatch(1).await();
        }

        static void compute() {
            double sum = 0;
            for (int i = 0; i < 300; i++) {
                sum += loop(1_000); // so that it is compiled
            }
            LiveRoot.reportPid();
            sum += loop(Integer.MAX_VALUE);
            System.out.println(sum);
        }

        private static double loop(int times) {
            double x = times;
            for (int i = 0; i < times; i++) {
                x = 1 / (1 + 1 / (1 + 1 / (1 + 1 / (1 + 1 / (1 + 1 / (1 + 1 / (1 + 1 / (1 + x))))))));
            }
            return x;
        }
    }

    @Tag("full")
    @ParameterizedTest
    @ValueSource(strings = {"-XX:+UseParallelGC", "-XX:+UseSerialGC"})
    void aChildInACountedLoopEndsWithItsParentWhateverItsCollector(String collector) throws Exception {
        try (LiveRoot root = new LiveRoot(Looping.class, collector)) {
            List<Long> pids = root.awaitPids(1);
            root.signal("KILL");
            LiveRoot.awaitAllDead(pids); // the loop takes longer than this waits
        }
    }

    /** Starts children without end. */
    static final class Busy {
        public static void main(String[] args) {
            while (true) {
                new Process(Busy::live).start();
            }
        }

        static void live() throws InterruptedException {
            LiveRoot.reportPid();
            new CountDownLatch(1).await();
        }
    }

    @Tag("full")
    @Test
    void childrenThatAreJustBeingStartedEndWithTheirParent() throws Exception {
        for (int round = 1; round <= 5; round++) {
            int children = round;
            Promptly.within(LIMIT_MILLIS, () -> {
                try (LiveRoot root = new LiveRoot(Busy.class)) {
                    root.awaitPids(children);
                    root.signal("KILL");
                    root.awaitExit();
                    long start = System.nanoTime();
                    Eventually.await(
                            "the end of all processes of the group",
                            () -> membersOf(root.pid()).isEmpty());
                    return (System.nanoTime() - start) / 1_000_000;
                }
            });
        }
    }

    private static List<Long> membersOf(long group) throws Exception {
        List<Long> members = new ArrayList<>();
        try (var processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (Path process : processes) {
                long pid = Long.parseLong(process.getFileName().toString());
                if (LiveRoot.isAlive(pid) && groupOf(process) == group) {
                    members.add(pid);
                }
            }
        }
        return members;
    }

    private static long groupOf(Path process) {
        try {
            String stat = Files.readString(process.resolve("stat"), StandardCharsets.ISO_8859_1);
            return Long.parseLong(stat.substring(stat.lastIndexOf(')') + 2).split(" ")[2]);
        } catch (IOException e) {
            return -1; // ended meanwhile
        }
    }

    @Test
    @Conformance("PROC-06")
    void aChildSeesTheDeathOfItsParent(@TempDir Path folder) throws Exception {
        Path report = folder.resolve("report");
        for (int attempt = 0; attempt < 5 && !Files.exists(report); attempt++) { // a busy machine gives it no processor
            endParentOfWatcher(report);
        }
        assertEquals("joined, not alive", Files.readString(report));
    }

    /** Has a grandchild report the death of its parent, for which it has half a second before it ends as well. */
    private static void endParentOfWatcher(Path report) throws Exception {
        try (Queue<Object> queue = new Queue<>()) {
            Process parent = Children.start(new Process(ProcessTreeDeathTest::startWatcher, queue, report.toString()));
            assertEquals("alive", queue.get());
            long pid = (Long) queue.get();
            parent.terminate();
            assertTrue(parent.join(Eventually.LIMIT));
            Eventually.await("the end of the grandchild", () -> !LiveRoot.isAlive(pid));
            // what a process held whose parent is dead is released at the end of the next child of anybody
            Children.join(Children.start(new Process(ProcessTreeDeathTest::nothing)));
        }
    }

    static void startWatcher(Queue<Object> queue, String report) throws InterruptedException {
        new Process(ProcessTreeDeathTest::watch, queue, report).start();
        new CountDownLatch(1).await();
    }

    static void nothing() {}

    static void watch(Queue<Object> queue, String report) throws Exception {
        Process parent = Multiprocessing.parentProcess();
        queue.put(parent.isAlive() ? "alive" : "dead");
        queue.put(ProcessHandle.current().pid());
        Path partial = Path.of(report + ".part");
        Files.writeString(partial, "has loaded what it needs to write");
        parent.join();
        Files.writeString(partial, parent.isAlive() ? "alive" : "joined, not alive");
        Files.move(partial, Path.of(report));
    }

    @Test
    void aChildInItsShutdownHooksStillSeesTheDeathOfItsParent() throws Exception {
        try (LiveRoot root = new LiveRoot(SlowHook.class)) {
            List<Long> pids = root.awaitPids(1);
            root.signal("KILL");
            LiveRoot.awaitAllDead(pids);
            assertEquals(137, root.awaitExit());
        }
    }

    /** Has a child whose shutdown hook does not end. */
    static final class SlowHook {
        public static void main(String[] args) {
            new Process(SlowHook::hang).start();
        }

        static void hang() {
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                LiveRoot.reportPid();
                while (true) {
                    LockSupport.park();
                }
            }));
        }
    }
}
