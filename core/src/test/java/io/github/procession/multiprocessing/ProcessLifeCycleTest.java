package io.github.procession.multiprocessing;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.Conformance;
import io.github.procession.support.Children;
import io.github.procession.support.Eventually;
import io.github.procession.support.ThreadsToo;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@ThreadsToo
class ProcessLifeCycleTest {
    @Test
    @Conformance("PROC-01")
    void theCurrentProcessIsAliveAndKnowsItself() {
        Process current = Multiprocessing.currentProcess();
        assertSame(current, Multiprocessing.currentProcess());
        assertTrue(current.isAlive());
        assertFalse(current.isDaemon());
        assertTrue(current.authKey().length > 0);
        assertEquals(ProcessHandle.current().pid(), current.pid());
        assertEquals(OptionalInt.empty(), current.exitCode());
        assertEquals("MainProcess", current.getName());
    }

    @Test
    @Conformance("PROC-07")
    void aProcessLivesFromStartToJoin() throws Exception {
        try (Pipe pipe = Pipe.open()) {
            Process process = Process.target(ProcessLifeCycleTest::report)
                    .args(pipe.second(), 1, 2.5)
                    .kwargs(Map.of("hello", 23, "bye", List.of("a", 2.54)))
                    .name("SomeProcess")
                    .daemon(true)
                    .build();
            assertArrayEquals(Multiprocessing.currentProcess().authKey(), process.authKey());
            assertFalse(process.isAlive());
            assertTrue(process.isDaemon());
            assertFalse(Multiprocessing.activeChildren().contains(process));
            assertEquals(OptionalInt.empty(), process.exitCode());

            process.start();
            assertEquals(OptionalInt.empty(), process.exitCode());
            assertTrue(process.isAlive());
            assertTrue(Multiprocessing.activeChildren().contains(process));

            pipe.first().send("go");
            assertEquals(List.of(1, 2.5, 23, List.of("a", 2.54)), pipe.first().recv());
            assertEquals("SomeProcess", pipe.first().recv());
            assertArrayEquals(process.authKey(), pipe.first().<byte[]>recv());
            assertEquals(process.pid(), pipe.first().<Long>recv());
            assertEquals(true, pipe.first().<Boolean>recv());

            process.join();
            assertEquals(OptionalInt.of(0), process.exitCode());
            assertFalse(process.isAlive());
            assertFalse(Multiprocessing.activeChildren().contains(process));
        }
    }

    static void report(Connection connection, int first, double second, int hello, List<Object> bye) throws Exception {
        connection.recv();
        Process current = Multiprocessing.currentProcess();
        connection.send(List.of(first, second, hello, bye));
        connection.send(current.getName());
        connection.send(current.authKey());
        connection.send(current.pid());
        connection.send(current.isDaemon());
    }

    @Test
    @Conformance("PROC-03")
    void argumentsArriveWithTheSameValues() throws Exception {
        try (Queue<Object> queue = new Queue<>()) {
            for (List<Object> arguments : List.<List<Object>>of(
                    List.of(1),
                    List.of(1, 2),
                    List.of("a", List.of("b"), Map.of("c", 1.5)),
                    new ArrayList<>(List.of(7L)))) {
                Process process = new Process(ProcessLifeCycleTest::echo, queue, arguments);
                process.start();
                assertEquals(arguments, queue.get());
                Children.join(process);
            }
        }
    }

    static void echo(Queue<Object> queue, Object value) throws Exception {
        queue.put(value);
    }

    @Test
    void largeArraysArriveWholeAndTheSameArrayTwiceArrivesAsOne() throws Exception {
        int[] large = new int[3_000_000];
        large[large.length - 1] = 42;
        long[] twice = new long[100_000];
        try (Queue<Object> queue = new Queue<>()) {
            Process process = new Process(ProcessLifeCycleTest::describeArrays, queue, large, twice, twice);
            process.start();
            assertEquals(List.of(3_000_000, 42, 100_000, true), queue.get());
            Children.join(process);
        }
    }

    static void describeArrays(Queue<Object> queue, int[] large, long[] one, long[] other) throws Exception {
        queue.put(List.of(large.length, large[large.length - 1], one.length, one == other));
    }

    @Test
    @Conformance("PROC-04")
    void theDaemonFlagIsInheritedUnlessGiven() throws Exception {
        assertFalse(new Process(ProcessLifeCycleTest::nothing).isDaemon());
        assertTrue(Process.target(ProcessLifeCycleTest::nothing)
                .daemon(true)
                .build()
                .isDaemon());
        assertFalse(Process.target(ProcessLifeCycleTest::nothing)
                .daemon(false)
                .build()
                .isDaemon());
        try (Queue<Object> queue = new Queue<>()) {
            Process daemon = Process.target(ProcessLifeCycleTest::daemonFlags)
                    .args(queue)
                    .daemon(true)
                    .build();
            daemon.start();
            assertEquals(List.of(true, false), queue.get());
            Children.join(daemon);
        }
    }

    static void daemonFlags(Queue<Object> queue) throws Exception {
        Process given =
                Process.target(ProcessLifeCycleTest::nothing).daemon(false).build();
        queue.put(List.of(new Process(ProcessLifeCycleTest::nothing).isDaemon(), given.isDaemon()));
    }

    static void nothing() {}

    @Test
    @Conformance("PROC-05")
    void aChildKnowsPidAndNameOfItsParent() throws Exception {
        assertNull(Multiprocessing.parentProcess());
        try (Queue<Object> queue = new Queue<>()) {
            Process process = new Process(ProcessLifeCycleTest::reportParent, queue);
            process.start();
            assertEquals(ProcessHandle.current().pid(), queue.get());
            assertEquals(Multiprocessing.currentProcess().getName(), queue.get());
            assertEquals(true, queue.get());
            assertEquals(false, queue.get());
            Children.join(process);
        }
    }

    static void reportParent(Queue<Object> queue) throws Exception {
        Process parent = Multiprocessing.parentProcess();
        queue.put(parent.pid());
        queue.put(parent.getName());
        queue.put(parent.isAlive());
        queue.put(parent.join(Duration.ofMillis(1)));
    }

    @Test
    @Conformance("PROC-08")
    void theMainThreadOfAChildIsAnotherOne() throws Exception {
        try (Queue<Object> queue = new Queue<>()) {
            Process process = new Process(ProcessLifeCycleTest::reportNativeThread, queue);
            process.start();
            Object there = queue.get();
            Children.join(process);
            assertNotEquals(nativeThread(), there);
        }
    }

    static void reportNativeThread(Queue<Object> queue) throws Exception {
        queue.put(nativeThread());
    }

    private static String nativeThread() throws Exception {
        return Files.readSymbolicLink(Path.of("/proc/thread-self"))
                .getFileName()
                .toString();
    }

    @Test
    @Conformance("PROC-13")
    void thereIsAtLeastOneProcessor() throws Exception {
        assertTrue(Multiprocessing.cpuCount() >= 1);
        try (Queue<Object> queue = new Queue<>()) {
            Process process = new Process(ProcessLifeCycleTest::reportProcessors, queue);
            process.start();
            assertEquals(Multiprocessing.cpuCount(), queue.get(), "a child may use as many as its parent");
            Children.join(process);
        }
    }

    static void reportProcessors(Queue<Object> queue) throws Exception {
        queue.put(Multiprocessing.cpuCount());
    }

    @Test
    @Conformance("PROC-14")
    void activeChildrenIsANewListOfRunningProcesses() throws Exception {
        assertEquals(List.of(), Multiprocessing.activeChildren());
        try (Queue<Object> queue = new Queue<>()) {
            Process process = new Process(ProcessLifeCycleTest::waitFor, queue);
            assertFalse(Multiprocessing.activeChildren().contains(process));
            process.start();
            assertEquals(List.of(process), Multiprocessing.activeChildren());
            assertNotSame(Multiprocessing.activeChildren(), Multiprocessing.activeChildren());
            Multiprocessing.activeChildren().clear();
            assertEquals(List.of(process), Multiprocessing.activeChildren());
            queue.put("go");
            Children.join(process);
            assertEquals(List.of(), Multiprocessing.activeChildren());
        }
    }

    static void waitFor(Queue<Object> queue) throws Exception {
        queue.get();
    }

    @Test
    @Conformance("PROC-16")
    void theSentinelIsReadyWhenTheProcessHasEndedHoweverItEnds() throws Exception {
        try (Queue<Object> queue = new Queue<>()) {
            Process process = Children.start(new Process(ProcessLifeCycleTest::waitFor, queue));
            Sentinel sentinel = process.sentinel();
            assertEquals(sentinel, process.sentinel());
            assertFalse(sentinel.isReady());
            assertEquals(List.of(), Multiprocessing.wait(List.of(sentinel), Duration.ZERO));
            queue.put("go");
            assertEquals(List.of(sentinel), Multiprocessing.wait(List.of(sentinel), Eventually.LIMIT));
            assertTrue(sentinel.isReady());
            Children.join(process);

            Process killed = Children.start(new Process(ProcessLifeCycleTest::waitFor, queue));
            Sentinel ofKilled = killed.sentinel();
            killed.kill();
            assertEquals(List.of(ofKilled), Multiprocessing.wait(List.of(ofKilled), Eventually.LIMIT));
            assertFalse(killed.isAlive());
        }
    }

    @Test
    @Conformance("PROC-17")
    void aClosedProcessCanBeCollected() throws Exception {
        Process process = Children.start(new Process(ProcessLifeCycleTest::nothing));
        Children.join(process);
        WeakReference<Process> reference = new WeakReference<>(process);
        process.close();
        process.close();
        process = null;
        Eventually.await("the collector finds the process", () -> {
            System.gc();
            return reference.get() == null;
        });
    }

    @Test
    @Conformance("PKW-01")
    void processesDoNotShareKeywordArguments() throws Exception {
        Map<String, Object> keywords = new HashMap<>(Map.of("value", "first"));
        try (Queue<Object> queue = new Queue<>()) {
            Process first = Process.target(ProcessLifeCycleTest::echo)
                    .args(queue)
                    .kwargs(keywords)
                    .build();
            keywords.put("value", "second");
            Process second = Process.target(ProcessLifeCycleTest::echo)
                    .args(queue)
                    .kwargs(keywords)
                    .build();
            keywords.clear();
            first.start();
            assertEquals("first", queue.get());
            second.start();
            assertEquals("second", queue.get());
            Children.join(first, second);
        }
    }

    @Tag("full")
    @Test
    @Conformance("PROC-15")
    void childrenStartChildrenOverOneInheritedPipe() throws Exception {
        try (Pipe pipe = Pipe.open(false)) {
            Process process =
                    Children.start(new Process(ProcessLifeCycleTest::recurse, pipe.second(), List.<Integer>of()));
            Children.join(process);
            List<Object> received = new ArrayList<>();
            while (pipe.first().poll()) {
                received.add(pipe.first().recv());
            }
            assertEquals(
                    List.of(
                            List.of(),
                            List.of(0),
                            List.of(0, 0),
                            List.of(0, 1),
                            List.of(1),
                            List.of(1, 0),
                            List.of(1, 1)),
                    received);
        }
    }

    static void recurse(Connection connection, List<Integer> id) throws Exception {
        connection.send(id);
        for (int i = 0; id.size() < 2 && i < 2; i++) {
            List<Integer> next = new ArrayList<>(id);
            next.add(i);
            Process process = new Process(ProcessLifeCycleTest::recurse, connection, next);
            process.start();
            process.join();
        }
    }
}
