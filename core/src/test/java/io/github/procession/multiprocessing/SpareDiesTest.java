package io.github.procession.multiprocessing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.Conformance;
import io.github.procession.ipc.jvm.Spares;
import io.github.procession.support.Children;
import io.github.procession.support.Eventually;
import io.github.procession.support.Promptly;
import io.github.procession.support.RootJvm;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Spare JVMs that are killed, and those whose parent ends. */
class SpareDiesTest {
    private static final long LIMIT_MILLIS = 2_000;

    private final Context forkserver = Multiprocessing.getContext("forkserver");

    @AfterEach
    void endSpares() {
        Spares.discardAll();
    }

    static void put(Queue<Long> queue, byte[] ballast) throws Exception {
        queue.put(ProcessHandle.current().pid() + 0 * ballast.length);
    }

    static void putAtTheEnd(Queue<Long> queue, Event end) throws Exception {
        put(queue, new byte[0]);
        end.await();
        put(queue, new byte[0]);
    }

    private Process put(Queue<Long> queue, int bytes) {
        return forkserver.process(SpareDiesTest::put, queue, new byte[bytes]);
    }

    @Tag("full")
    @Test
    @Conformance({"PROC-24", "PROC-25"})
    void killedSparesAreReplacedAndNoJobIsLostNorDisturbed() throws Exception {
        try (Queue<Long> queue = new Queue<>()) {
            for (String signal : List.of("INT", "KILL")) {
                Event end = new Event();
                Process running = Children.start(forkserver.process(SpareDiesTest::putAtTheEnd, queue, end));
                assertEquals(running.pid(), queue.get());
                List<Long> spares = SpareJvms.awaitFull();
                SpareJvms.signal(signal, spares);
                LiveRoot.awaitAllDead(spares);
                Process process = Children.start(put(queue, 1));
                Children.join(process);
                assertEquals(process.pid(), queue.get());
                assertTrue(SpareJvms.awaitFull().stream().noneMatch(spares::contains));
                assertTrue(running.isAlive());
                end.set();
                Children.join(running);
                assertEquals(running.pid(), queue.get());
                assertTrue(queue.empty());
            }
        }
    }

    @Test
    void aSpareThatDiesBeforeItHasReadAllOfItsJobLeavesItToAnother() throws Exception {
        try (Queue<Long> queue = new Queue<>()) {
            List<Long> spares = SpareJvms.boot();
            SpareJvms.signal("STOP", spares); // they read no more: the message fills the pipe, and the start waits
            Process process = put(queue, 1_000_000);
            Thread starter = Thread.ofPlatform().start(process::start);
            Eventually.await(
                    "a start that waits in the pipe",
                    () -> Spares.count() < spares.size()
                            && starter.getState() == Thread.State.RUNNABLE
                            && writes(starter));
            SpareJvms.signal("KILL", spares);
            starter.join();
            Children.join(process);
            assertFalse(spares.contains(process.pid()));
            assertEquals(process.pid(), queue.get());
            assertTrue(queue.empty(), "it ran once");
        }
    }

    private static boolean writes(Thread thread) {
        for (StackTraceElement frame : thread.getStackTrace()) {
            if (frame.getMethodName().equals("writeBytes")) {
                return true;
            }
        }
        return false;
    }

    @Test
    void aSpareThatDiesWithItsJobInHandsIsAChildThatDied() throws Exception {
        try (Queue<Long> queue = new Queue<>()) {
            List<Long> spares = SpareJvms.boot();
            SpareJvms.signal("STOP", spares);
            Process process = Children.start(put(queue, 1));
            assertTrue(spares.contains(process.pid()));
            SpareJvms.signal("KILL", spares);
            assertTrue(process.join(Eventually.LIMIT));
            assertEquals(OptionalInt.of(-9), process.exitCode());
            Eventually.await(
                    "the end of the other",
                    () -> spares.stream()
                            .noneMatch(pid -> ProcessHandle.of(pid)
                                    .filter(ProcessHandle::isAlive)
                                    .isPresent()));
            Children.join(Children.start(put(queue, 1)));
            queue.get();
            assertTrue(queue.empty(), "the job of the killed one never ran");
        }
    }

    /** Tells its spares and waits, or ends. */
    static final class Owner {
        public static void main(String[] args) throws Exception {
            SpareJvms.boot().forEach(pid -> System.out.println(LiveRoot.PID + pid));
            System.out.println("booted");
            if (args.length > 0) {
                new CountDownLatch(1).await();
            }
        }
    }

    @Tag("full")
    @Test
    void sparesEndWithTheirParentHoweverItEnds() throws Exception {
        for (String signal : List.of("KILL", "TERM", "INT")) {
            Promptly.within(LIMIT_MILLIS, () -> {
                try (LiveRoot root = new LiveRoot(Owner.class, "wait")) {
                    root.awaitLine("booted");
                    List<Long> spares = root.awaitPids(1);
                    root.signal(signal);
                    long millis = LiveRoot.awaitAllDead(spares);
                    root.awaitExit();
                    return millis;
                }
            });
        }
        try (LiveRoot root = new LiveRoot(Owner.class)) {
            List<Long> spares = root.awaitPids(1);
            assertEquals(0, root.awaitExit());
            LiveRoot.awaitAllDead(spares);
            assertEquals("", root.errors());
        }
    }

    /** Waits until its spares have ended for want of jobs, and then starts another process. */
    static final class Idle {
        public static void main(String[] args) throws Exception {
            Context context = Multiprocessing.getContext("forkserver");
            for (int round = 0; round < 2; round++) {
                Eventually.await("a spare, a moment after some start", () -> {
                    Children.join(Children.start(context.process(SpareJvms::nothing)));
                    return Eventually.holdsWithin(Duration.ofMillis(500), () -> Spares.count() > 0);
                });
                LiveRoot.awaitAllDead(Spares.pids());
                Eventually.await("an empty list", () -> Spares.count() == 0);
                System.out.println("ended"); // one that boots late may be there by now
            }
        }
    }

    @Tag("full")
    @Test
    void sparesThatNobodyNeedsEnd() throws Exception {
        RootJvm.Result result = new RootJvm(Idle.class)
                .options("-Dprocession.sparesIdleMillis=2000")
                .run()
                .succeeded();
        assertEquals("ended\nended\n", result.out());
        assertEquals("", result.err());
    }

    /** Prints how many spares there are. */
    static final class NoSpares {
        public static void main(String[] args) throws Exception {
            Context context = Multiprocessing.getContext("forkserver");
            Children.join(Children.start(context.process(SpareJvms::nothing)));
            System.out.println(Spares.count());
        }
    }

    @Test
    void sparesCanBeSwitchedOff() throws Exception {
        RootJvm.Result result = new RootJvm(NoSpares.class)
                .options("-Dprocession.spares=0")
                .run()
                .succeeded();
        assertEquals("0\n", result.out());
    }
}
