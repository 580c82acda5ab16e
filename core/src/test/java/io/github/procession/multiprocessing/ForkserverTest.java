package io.github.procession.multiprocessing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.ipc.jvm.Spares;
import io.github.procession.support.Children;
import io.github.procession.support.Eventually;
import java.io.File;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process of the start method forkserver takes a JVM that waits, and cannot be told from one that was spawned. */
class ForkserverTest {
    private static int calls;

    private final Context forkserver = Multiprocessing.getContext("forkserver");

    @AfterEach
    void endSpares() {
        Spares.discardAll();
    }

    static void nothing() {}

    @Test
    void aProcessTakesASpareAndAnotherIsBooted() throws Exception {
        List<Long> first = SpareJvms.boot();
        Process process = Children.start(forkserver.process(ForkserverTest::nothing));
        assertTrue(first.contains(process.pid()), () -> process + " is none of " + first);
        Children.join(process);
        List<Long> second = SpareJvms.awaitFull();
        assertFalse(second.contains(process.pid()), "each spare runs one process");
    }

    static void count(Queue<Integer> queue) throws Exception {
        System.setProperty("procession.test.calls", "x");
        queue.put(++calls);
        queue.put(System.getProperties().size());
    }

    @Tag("full")
    @Test
    void nothingOfOneJobIsLeftForTheNext() throws Exception {
        Set<Integer> properties = new HashSet<>();
        try (Queue<Integer> queue = new Queue<>()) {
            for (int i = 0; i < 6; i++) {
                SpareJvms.boot();
                Children.join(Children.start(forkserver.process(ForkserverTest::count, queue)));
                assertEquals(1, queue.get());
                properties.add(queue.get());
            }
        }
        assertEquals(1, properties.size(), properties::toString);
    }

    static void report(Queue<Map<String, String>> queue) throws Exception {
        Map<String, String> report = new TreeMap<>();
        System.getProperties().forEach((key, value) -> report.put("property " + key, value.toString()));
        report.remove("property kryo.unsafe"); // set when something first needs Kryo
        report.remove("property sun.java.command"); // with the path of the line to the parent
        System.getenv().forEach((key, value) -> report.put("variable " + key, value));
        report.put(
                "options",
                ManagementFactory.getRuntimeMXBean().getInputArguments().toString());
        report.put("folder", new File("").getAbsolutePath());
        report.put("input", Integer.toString(System.in.read()));
        report.put("thread", Thread.currentThread().toString());
        report.put(
                "loader",
                Thread.currentThread().getContextClassLoader().toString().replaceAll("@.*", ""));
        report.put("parent", ProcessHandle.current().parent().orElseThrow().toString());
        report.put("parent process", Multiprocessing.parentProcess().toString());
        report.put("daemon", Boolean.toString(Multiprocessing.currentProcess().isDaemon()));
        report.put("name", Multiprocessing.currentProcess().getName());
        report.put("processors", Integer.toString(Multiprocessing.cpuCount()));
        report.put("heap", Long.toString(Runtime.getRuntime().maxMemory()));
        queue.put(report);
    }

    private Map<String, String> reportOf(Context context) throws Exception {
        try (Queue<Map<String, String>> queue = new Queue<>()) {
            Process process = context.with(Process.target(ForkserverTest::report)
                    .args(queue)
                    .name("reporter")
                    .daemon(true)
                    .build());
            Children.join(Children.start(process));
            return queue.get();
        }
    }

    @Test
    void aJobInASpareFindsWhatItFindsInAJvmOfItsOwn() throws Exception {
        List<Long> spares = SpareJvms.boot();
        System.setProperty("set.after.the.boot", "1");
        try {
            Map<String, String> spare = reportOf(forkserver);
            assertTrue(Spares.count() < spares.size() || !Spares.pids().equals(spares), "it took a spare");
            assertEquals(reportOf(Multiprocessing.getContext("spawn")), spare);
        } finally {
            System.clearProperty("set.after.the.boot");
        }
    }

    /** Entries of a class path in any order: a child may have the library's jars first. */
    private static List<String> entries(String classPath) {
        return Stream.of(classPath.split(File.pathSeparator)).sorted().toList();
    }

    @Tag("full")
    @Test
    void sparesOfAnotherClassPathOrOtherOptionsAreNotTaken() throws Exception {
        List<Long> spares = SpareJvms.boot();
        String classPath = System.getProperty("java.class.path");
        System.setProperty("java.class.path", classPath + File.pathSeparator + "another");
        try {
            Map<String, String> report = reportOf(forkserver);
            assertEquals(
                    entries(System.getProperty("java.class.path")), entries(report.get("property java.class.path")));
        } finally {
            System.setProperty("java.class.path", classPath);
        }
        assertTrue(Spares.pids().stream().noneMatch(spares::contains), "they are given up");
        List<Long> others = SpareJvms.boot();
        Multiprocessing.setJvmOptions("-Dfor.all=1");
        try {
            assertEquals("1", reportOf(forkserver).get("property for.all"));
        } finally {
            Multiprocessing.setJvmOptions();
        }
        assertTrue(Spares.pids().stream().noneMatch(others::contains), "they are given up");
    }

    @Test
    void aProcessWithOptionsOfItsOwnLeavesTheSparesAlone() throws Exception {
        List<Long> spares = SpareJvms.boot();
        Process process = forkserver.process(ForkserverTest::nothing);
        process.setJvmOptions("-Xmx100m");
        Children.join(Children.start(process));
        assertFalse(spares.contains(process.pid()));
        assertEquals(spares, Spares.pids());
    }

    /** A spare would have them too: its empty log in place of that of the job, or the port that the job wants. */
    @Test
    void optionsWithAnEffectOutsideOfTheirJvmAreForNoSpare(@TempDir Path folder) throws Exception {
        List<Long> spares = SpareJvms.boot();
        Multiprocessing.setJvmOptions("-Xlog:gc:file=" + folder.resolve("gc-%p.log"));
        try {
            Process process = Children.start(forkserver.process(ForkserverTest::nothing));
            Children.join(process);
            assertEquals(
                    List.of("gc-" + process.pid() + ".log"),
                    List.of(folder.toFile().list()));
        } finally {
            Multiprocessing.setJvmOptions();
        }
        assertEquals(spares, Spares.pids());
    }

    static void exit(int code) {
        System.exit(code);
    }

    static void fail() {
        throw new IllegalArgumentException("on purpose");
    }

    static void block() throws InterruptedException {
        new CountDownLatch(1).await();
    }

    @Tag("full")
    @Test
    void exitCodesArePythons() throws Exception {
        for (int code : new int[] {0, 1, 3, 143, 255}) {
            SpareJvms.boot();
            Process process = Children.start(forkserver.process(ForkserverTest::exit, code));
            assertTrue(process.join(Eventually.LIMIT));
            assertEquals(OptionalInt.of(code), process.exitCode());
        }
        SpareJvms.boot();
        String trace = Capture.err(() -> {
            Process process = Children.start(forkserver.process(ForkserverTest::fail));
            assertTrue(process.join(Eventually.LIMIT));
            assertEquals(OptionalInt.of(1), process.exitCode());
        });
        assertTrue(trace.contains("IllegalArgumentException: on purpose"), trace);
        SpareJvms.boot();
        Children.kill(Children.start(forkserver.process(ForkserverTest::block)));
        SpareJvms.boot();
        Process terminated = Children.start(forkserver.process(ForkserverTest::block));
        terminated.terminate();
        assertTrue(terminated.join(Eventually.LIMIT));
        assertEquals(OptionalInt.of(-15), terminated.exitCode());
    }

    static void leaveHook(Queue<String> queue) {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            try {
                queue.put("from the hook");
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }));
    }

    @Test
    void hooksOfAJobThatEndsAtOnceStillUseSharedObjects() throws Exception {
        try (Queue<String> queue = new Queue<>()) {
            SpareJvms.boot();
            Children.join(Children.start(forkserver.process(ForkserverTest::leaveHook, queue)));
            assertEquals("from the hook", queue.get());
        }
    }

    @Test
    void anInterruptThatComesWithTheJobIsObeyed() throws Exception {
        SpareJvms.boot();
        String trace = Capture.err(() -> {
            Process process = Children.start(forkserver.process(ForkserverTest::block));
            process.interrupt();
            assertTrue(process.join(Eventually.LIMIT));
            assertEquals(OptionalInt.of(1), process.exitCode());
        });
        assertTrue(trace.contains("InterruptedException"), trace);
    }

    static void print(String text) {
        System.out.println(text);
        System.err.println(text);
    }

    @Test
    void outputOfASpareGoesWhereThatOfItsParentGoesWhenItRuns() throws Exception {
        SpareJvms.boot();
        String[] printed = new String[2];
        printed[0] = Capture.out(() -> printed[1] = Capture.err(() -> {
            Children.join(Children.start(forkserver.process(ForkserverTest::print, "text")));
        }));
        assertEquals(List.of("text\n", "text\n"), List.of(printed));
    }

    static void square(int number, Queue<Integer> queue) throws Exception {
        queue.put(number * number);
    }

    @Tag("full")
    @Test
    void moreProcessesAtOnceThanSparesAllRunOnce() throws Exception {
        int threads = 4;
        int each = 5;
        try (Queue<Integer> queue = new Queue<>();
                ExecutorService executor = Executors.newFixedThreadPool(threads)) {
            List<Future<?>> starters = new ArrayList<>();
            for (int thread = 0; thread < threads; thread++) {
                int first = thread * each;
                starters.add(executor.submit(() -> {
                    List<Process> processes = new ArrayList<>();
                    for (int i = first; i < first + each; i++) {
                        processes.add(Children.start(forkserver.process(ForkserverTest::square, i, queue)));
                    }
                    Children.join(processes);
                    return null;
                }));
            }
            for (Future<?> starter : starters) {
                starter.get();
            }
            Set<Integer> squares = new HashSet<>();
            for (int i = 0; i < threads * each; i++) {
                assertTrue(squares.add(queue.get()));
            }
            assertTrue(queue.empty());
            assertTrue(Spares.count() <= Math.max(4, Runtime.getRuntime().availableProcessors()));
        }
    }
}
