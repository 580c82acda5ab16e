package io.github.procession.multiprocessing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.Conformance;
import io.github.procession.support.Children;
import io.github.procession.support.Eventually;
import io.github.procession.support.ProcessesOnly;
import io.github.procession.support.RootJvm;
import io.github.procession.support.ThreadsToo;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

@ThreadsToo
class ProcessExitCodeTest {
    private static int exitCode(Process process) throws Exception {
        process.start();
        return join(process);
    }

    private static int join(Process process) throws Exception {
        assertTrue(process.join(Eventually.LIMIT), () -> process + " does not end");
        return process.exitCode().orElseThrow();
    }

    /** Starts a process that says when its target runs. */
    private static Process running(Queue<Object> queue) throws Exception {
        Process process = Children.start(new Process(ProcessExitCodeTest::blockForEver, queue));
        queue.get();
        return process;
    }

    static void blockForEver(Queue<Object> queue) throws Exception {
        queue.put("running");
        new CountDownLatch(1).await();
    }

    @Test
    @Conformance("PROC-11")
    void terminateGivesTheNegativeNumberOfSigterm() throws Exception {
        try (Queue<Object> queue = new Queue<>()) {
            Process process = running(queue);
            assertTrue(Multiprocessing.activeChildren().contains(process));
            assertFalse(process.join(Duration.ZERO));
            assertFalse(process.join(Duration.ofSeconds(-1)));
            assertTrue(process.isAlive());
            process.terminate();
            assertEquals(-15, join(process));
            assertFalse(process.isAlive());
            assertEquals(List.of(), Multiprocessing.activeChildren());
            process.join();
            process.terminate();
        }
    }

    @Test
    @Conformance("PROC-12")
    void killGivesTheNegativeNumberOfSigkill() throws Exception {
        try (Queue<Object> queue = new Queue<>()) {
            Process process = running(queue);
            process.kill();
            assertEquals(-9, join(process));
            process.kill();
        }
    }

    @Test
    @Conformance("PROC-09")
    void anInterruptThatNobodyCatchesGivesOne() throws Exception {
        try (Queue<Object> queue = new Queue<>()) {
            Process process = running(queue);
            process.interrupt();
            assertEquals(1, join(process));
            process.interrupt();
        }
    }

    @Test
    void aChildMayCatchAnInterrupt() throws Exception {
        try (Queue<Object> queue = new Queue<>()) {
            Process process = Children.start(new Process(ProcessExitCodeTest::catchInterrupt, queue));
            queue.get();
            process.interrupt();
            assertEquals("caught", queue.get());
            Children.join(process);
        }
    }

    static void catchInterrupt(Queue<Object> queue) throws Exception {
        try {
            blockForEver(queue);
        } catch (InterruptedException e) {
            queue.put("caught");
        }
    }

    @Test
    @Conformance("PROC-10")
    @ProcessesOnly("a signal of the system means the whole JVM")
    void theSignalOfAnInterruptKillsAtOnce() throws Exception {
        try (LiveRoot root = new LiveRoot(SignalledChild.class)) {
            long child = root.awaitPids(1).get(0);
            assertEquals(
                    0,
                    new ProcessBuilder("kill", "-INT", Long.toString(child))
                            .start()
                            .waitFor());
            root.awaitLine("exit code -2");
            assertEquals(0, root.awaitExit());
            assertEquals("", root.errors());
        }
    }

    /** Has one child and says how it ended. */
    static final class SignalledChild {
        public static void main(String[] args) throws Exception {
            Process process = Children.start(new Process(SignalledChild::park));
            process.join();
            System.out.println("exit code " + process.exitCode().getAsInt());
        }

        static void park() throws InterruptedException {
            LiveRoot.reportPid();
            new CountDownLatch(1).await();
        }
    }

    @Test
    @ProcessesOnly("it ends the JVM")
    void anExitWithTheNumberOfASignalIsNoSignal() throws Exception {
        assertEquals(143, exitCode(new Process(System::exit, 143)));
        assertEquals(137, exitCode(new Process(System::exit, 137)));
        assertEquals(200, exitCode(new Process(ProcessExitCodeTest::exit, 200)));
        assertEquals(255, exitCode(new Process(System::exit, -1)), "the operating system keeps the lowest eight bits");
        assertEquals(3, exitCode(new Process(System::exit, 3)));
        assertEquals(0, exitCode(new Process(System::exit, 0)));
    }

    @Test
    @ProcessesOnly("it ends the JVM")
    void anExitOfAnotherThreadAfterTheEndOfMainCounts() throws Exception {
        assertEquals(143, exitCode(new Process(ProcessExitCodeTest::exitLater, 143)));
        assertEquals(7, exitCode(new Process(ProcessExitCodeTest::exitLater, 7)));
    }

    static void exitLater(int status) {
        Thread main = Thread.currentThread();
        Thread.ofPlatform().start(() -> {
            while (main.isAlive()) {
                Thread.onSpinWait();
            }
            System.exit(status);
        });
    }

    @Test
    @ProcessesOnly("it ends the JVM")
    void haltIsAnOrdinaryExitWhereItsNumberIsThatOfNoSignal() throws Exception {
        assertEquals(9, exitCode(new Process(ProcessExitCodeTest::halt, 9)));
        assertEquals(200, exitCode(new Process(ProcessExitCodeTest::halt, 200)));
    }

    static void halt(int status) {
        Runtime.getRuntime().halt(status);
    }

    @Test
    @Conformance("SUBP-03")
    void exitFollowsThePythonRules() throws Exception {
        assertEquals(8, exitCode(new Process(ProcessExitCodeTest::exit, 8)));
        assertEquals(0, exitCode(new Process(ProcessExitCodeTest::exit, (Object) null)));
        assertEquals(1, exitCode(new Process(ProcessExitCodeTest::exit, true)));
        assertEquals(0, exitCode(new Process(ProcessExitCodeTest::exit, false)));
        assertEquals(0, exitCode(new Process(ProcessExitCodeTest::exitWithoutStatus)));
        String printed = Capture.err(() -> {
            assertEquals(1, exitCode(new Process(ProcessExitCodeTest::exit, "ignore this")));
            assertEquals(1, exitCode(new Process(ProcessExitCodeTest::exit, List.of(1, 2, 3))));
            assertEquals(1, exitCode(new Process(ProcessExitCodeTest::exit, 1.5)));
        });
        assertEquals(List.of("ignore this", "[1, 2, 3]", "1.5"), printed.lines().toList());
    }

    static void exit(Object status) {
        Multiprocessing.exit(status);
    }

    static void exitWithoutStatus() {
        Multiprocessing.exit();
    }

    @Test
    void exitRunsFinallyBlocksAndIsNoException() throws Exception {
        String printed = Capture.out(() -> assertEquals(4, exitCode(new Process(ProcessExitCodeTest::exitInTry))));
        assertEquals("finally", printed.strip());
    }

    static void exitInTry() {
        try {
            throw Multiprocessing.exit(4);
        } catch (Exception e) {
            System.out.println("taken for an exception: " + e);
        } finally {
            System.out.println("finally");
        }
    }

    @Test
    @ProcessesOnly("it starts a root of its own")
    void exitInTheRootEndsItWithThatCode() throws Exception {
        RootJvm.Result result = new RootJvm(ExitingRoot.class, "7").run();
        assertEquals(7, result.exitCode());
        assertEquals("", result.err());
        assertEquals("in a thread\nfinally\n", result.out());
        RootJvm.Result withText = new RootJvm(ExitingRoot.class, "text").run();
        assertEquals(1, withText.exitCode());
        assertEquals("text\n", withText.err());
    }

    /** Exits in another thread, which ends only that, then in the main thread. */
    public static final class ExitingRoot {
        public static void main(String[] args) throws Exception {
            Thread thread = Thread.ofPlatform().start(() -> {
                System.out.println("in a thread");
                Multiprocessing.exit(3);
            });
            thread.join();
            try {
                Multiprocessing.exit(args[0].matches("\\d+") ? (Object) Integer.valueOf(args[0]) : args[0]);
            } finally {
                System.out.println("finally");
            }
        }
    }

    @Test
    @Conformance("SUBP-02")
    void anUncaughtExceptionIsPrintedAndGivesOne() throws Exception {
        String printed = Capture.err(() -> assertEquals(
                1,
                exitCode(Process.target(ProcessExitCodeTest::fail)
                        .name("unlucky")
                        .build())));
        List<String> lines = printed.lines().toList();
        assertEquals("Process unlucky:", lines.get(0));
        assertEquals("java.lang.IllegalStateException: what a day", lines.get(1));
        assertTrue(printed.contains("ProcessExitCodeTest.fail(ProcessExitCodeTest.java:"), printed);
        assertTrue(printed.contains("Caused by: java.io.IOException: rain"), printed);
    }

    static void fail() {
        throw new IllegalStateException("what a day", new IOException("rain"));
    }

    @Test
    @ProcessesOnly("it ends the JVM")
    void memoryThatRunsOutEndsTheProcess() throws Exception {
        Process process = Process.target(ProcessExitCodeTest::eatMemory)
                .jvmOptions("-Xmx32m")
                .build();
        String printed = Capture.out(() -> assertEquals(3, exitCode(process)));
        assertTrue(printed.contains("OutOfMemoryError"), printed);
    }

    static void eatMemory() {
        List<long[]> all = new ArrayList<>();
        while (true) {
            all.add(new long[100_000]);
        }
    }

    @Test
    @Conformance("PROC-21")
    void aChildWaitsForItsThreadsButNotForDaemons() throws Exception {
        try (Queue<Object> queue = new Queue<>()) {
            Process process = Children.start(new Process(ProcessExitCodeTest::startThreads, queue));
            assertEquals("main has ended", queue.get());
            Children.join(process);
        }
    }

    static void startThreads(Queue<Object> queue) {
        Thread main = Thread.currentThread();
        Thread.ofPlatform().daemon(true).start(() -> {
            while (true) {
                LockSupport.park();
            }
        });
        Thread.ofPlatform().daemon(false).start(() -> {
            try {
                main.join();
                queue.put("main has ended");
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
    }

    @Test
    void anExceptionIsReportedAtOnceButItsCodeWaitsForThreads() throws Exception {
        try (Queue<Object> queue = new Queue<>()) {
            Process process = new Process(ProcessExitCodeTest::failBesideThread, queue);
            String printed = Capture.err(() -> {
                process.start();
                assertEquals("main has ended", queue.get());
                assertEquals(1, join(process));
            });
            assertTrue(printed.contains("what a day"), printed);
        }
    }

    static void failBesideThread(Queue<Object> queue) {
        startThreads(queue);
        fail();
    }

    @Test
    @Conformance("ATEX-01")
    @ProcessesOnly("they run at the end of the JVM")
    void shutdownHooksOfAChildRun() throws Exception {
        try (Queue<Object> queue = new Queue<>()) {
            Process process = Children.start(new Process(ProcessExitCodeTest::addHook, queue));
            assertEquals("hook", queue.get());
            Children.join(process);
        }
    }

    static void addHook(Queue<Object> queue) {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            try {
                queue.put("hook");
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }));
    }

    @Test
    void theTextFormTellsTheState() throws Exception {
        long own = ProcessHandle.current().pid();
        Process process = new Process(ProcessExitCodeTest::fail);
        process.setName("P");
        assertEquals("<Process name='P' parent=" + own + " initial>", process.toString());
        Capture.err(() -> exitCode(process));
        assertEquals(
                "<Process name='P' pid=" + process.pid() + " parent=" + own + " stopped exitcode=1>",
                process.toString());
        process.close();
        assertEquals("<Process name='P' parent=" + own + " closed>", process.toString());

        try (Queue<Object> queue = new Queue<>()) {
            Process daemon = Process.target(ProcessExitCodeTest::blockForEver)
                    .args(queue)
                    .name("D")
                    .daemon(true)
                    .build();
            daemon.start();
            String common = "<Process name='D' pid=" + daemon.pid() + " parent=" + own;
            assertEquals(common + " started daemon>", daemon.toString());
            daemon.kill();
            join(daemon);
            assertEquals(common + " stopped exitcode=-SIGKILL daemon>", daemon.toString());
        }
        assertEquals(
                "<_MainProcess name='MainProcess' parent=None started>",
                Multiprocessing.currentProcess().toString());
        assertNull(Multiprocessing.parentProcess());
        String child = Capture.out(() -> exitCode(new Process(ProcessExitCodeTest::printCurrent)));
        assertTrue(child.matches("<Process name='Process-\\d+' parent=" + own + " started>\\R"), child);
        assertEquals(List.of(OptionalInt.empty()), Arrays.asList(new Process(ProcessExitCodeTest::fail).exitCode()));
    }

    static void printCurrent() {
        System.out.println(Multiprocessing.currentProcess());
    }
}
