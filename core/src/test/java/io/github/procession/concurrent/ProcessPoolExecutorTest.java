package io.github.procession.concurrent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.Conformance;
import io.github.procession.multiprocessing.Event;
import io.github.procession.multiprocessing.Multiprocessing;
import io.github.procession.multiprocessing.Value;
import io.github.procession.multiprocessing.WorkerLostException;
import io.github.procession.support.Eventually;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProcessPoolExecutorTest {
    static long pid() {
        return ProcessHandle.current().pid();
    }

    static long pidAfter(Event event) throws InterruptedException {
        event.await();
        return pid();
    }

    static int positive(int number) {
        return Math.abs(number);
    }

    static void halt(int code) {
        Runtime.getRuntime().halt(code);
    }

    @Test
    @Conformance({"PP-03", "PP-04", "PP-07", "PP-25"})
    void byPythonsRuleADeadWorkerBreaksIt() throws Exception {
        try (var executor =
                ProcessPoolExecutor.builder().maxWorkers(2).breakOnWorkerDeath().build()) {
            var event = new Event();
            var first = executor.submit(ProcessPoolExecutorTest::pidAfter, event);
            var second = executor.submit(ProcessPoolExecutorTest::pidAfter, event);
            var third = executor.submit(ProcessPoolExecutorTest::pidAfter, event);
            Eventually.await("two run", () -> first.running() && second.running());
            long victim = executor.pool().statistics().getFirst().pid();
            ProcessHandle.of(victim).orElseThrow().destroyForcibly();
            Set<Throwable> failures = new HashSet<>();
            for (var future : List.of(first, second, third)) {
                Throwable failure = future.exception();
                assertInstanceOf(BrokenProcessPool.class, failure);
                var lost = assertInstanceOf(WorkerLostException.class, failure.getCause());
                assertEquals(victim, lost.pid());
                assertEquals(-9, lost.exitCode());
                assertTrue(
                        lost.getMessage().contains("pid " + victim)
                                && lost.getMessage().contains("-SIGKILL"),
                        lost::toString);
                failures.add(failure);
            }
            assertEquals(3, failures.size(), "each has an object of its own");
            assertThrows(BrokenProcessPool.class, () -> executor.submit(ProcessPoolExecutorTest::pid));
            executor.terminateWorkers();
            executor.killWorkers();
        }
    }

    @Test
    void withoutItOnlyTheCallOfTheDeadWorkerFails() throws Exception {
        try (var executor = new ProcessPoolExecutor(1)) {
            var dying = executor.submit(ProcessPoolExecutorTest::halt, 3);
            var next = executor.submit(ProcessPoolExecutorTest::pid);
            var lost = assertInstanceOf(WorkerLostException.class, dying.exception());
            assertEquals(3, lost.exitCode());
            assertNotEquals(lost.pid(), next.result());
        }
    }

    static void fail() {
        throw new IllegalStateException("123");
    }

    @Tag("full")
    @Test
    @Conformance("PP-06")
    void theTraceOfTheWorkerIsInTheCause() throws Exception {
        try (var executor = new ProcessPoolExecutor(1)) {
            var thrown = assertThrows(ExecutionException.class, executor.submit(ProcessPoolExecutorTest::fail)::result);
            assertInstanceOf(IllegalStateException.class, thrown.getCause());
            var printed = new StringWriter();
            thrown.printStackTrace(new PrintWriter(printed));
            assertTrue(printed.toString().contains("ProcessPoolExecutorTest.fail"), printed::toString);
        }
    }

    @Test
    @Conformance("PP-09")
    void manyCallsStartAsManyWorkersAsThereMayBe() throws Exception {
        try (var executor = new ProcessPoolExecutor(3)) {
            var event = new Event();
            List<Future<Long>> futures = new ArrayList<>();
            for (int i = 0; i < 45; i++) {
                futures.add(executor.submit(ProcessPoolExecutorTest::pidAfter, event));
            }
            Eventually.await(
                    "three run", () -> futures.stream().filter(Future::running).count() == 3);
            assertEquals(3, executor.pool().statistics().size());
            event.set();
            Set<Long> pids = new HashSet<>();
            for (var future : futures) {
                pids.add(future.result());
            }
            assertTrue(pids.size() <= 3, pids::toString);
            assertEquals(3, executor.pool().statistics().size());
        }
    }

    @Test
    @Conformance({"PP-10", "PP-26"})
    void callsOneAfterTheOtherStartOneWorker() throws Exception {
        try (var executor = new ProcessPoolExecutor(4)) {
            assertEquals(0, executor.pool().statistics().size(), "none before the first call");
            Set<Long> pids = new HashSet<>();
            for (int i = 0; i < 5; i++) {
                pids.add(executor.submit(ProcessPoolExecutorTest::pid).result());
            }
            assertEquals(1, pids.size());
            assertEquals(1, executor.pool().statistics().size());
        }
        var unused = new ProcessPoolExecutor(2);
        unused.killWorkers();
        assertTrue(unused.awaitTermination(5, TimeUnit.MINUTES));
    }

    @Tag("full")
    @Test
    @Conformance("PP-11")
    void noMoreWorkersAreStartedThanCallsAreUnderWay() throws Exception {
        try (var executor = new ProcessPoolExecutor(8)) {
            executor.submit(ProcessPoolExecutorTest::positive, -3).result();
            executor.submit(ProcessPoolExecutorTest::positive, -7).result();
            var event = new Event();
            List<Future<Long>> three = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                three.add(executor.submit(ProcessPoolExecutorTest::pidAfter, event));
            }
            Eventually.await("three run", () -> three.stream().allMatch(Future::running));
            event.set();
            Futures.wait(three);
            executor.submit(ProcessPoolExecutorTest::positive, -9).result();
            assertEquals(3, executor.pool().statistics().size());
        }
    }

    @Test
    @Conformance("PP-12")
    void aWorkerIsReplacedAfterSoManyCalls() throws Exception {
        try (var executor =
                ProcessPoolExecutor.builder().maxWorkers(1).maxTasksPerChild(3).build()) {
            List<Long> pids = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                pids.add(executor.submit(ProcessPoolExecutorTest::pid).result());
            }
            assertEquals(1, Set.copyOf(pids.subList(0, 3)).size());
            assertEquals(1, Set.copyOf(pids.subList(3, 6)).size());
            assertNotEquals(pids.get(0), pids.get(3));
        }
    }

    @Tag("full")
    @Test
    @Conformance({"PP-14", "PP-19", "PP-15"})
    void whatWaitsIsDoneAlthoughEachWorkerRetiresAndItIsShutDown() throws Exception {
        var executor =
                ProcessPoolExecutor.builder().maxWorkers(2).maxTasksPerChild(1).build();
        List<Future<Long>> futures = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            futures.add(executor.submit(ProcessPoolExecutorTest::pid));
        }
        executor.shutdown(false);
        Set<Long> pids = new HashSet<>();
        for (var future : futures) {
            pids.add(future.result());
        }
        assertEquals(6, pids.size());
        assertTrue(executor.awaitTermination(5, TimeUnit.MINUTES));
    }

    @Tag("full")
    @ParameterizedTest
    @ValueSource(ints = {2, 4})
    @Conformance({"PPS-05", "PPS-06"})
    void shutdownDoesNotHangWhenAFailureComesFromAWorkerThatRetires(int workers) throws Exception {
        var executor = ProcessPoolExecutor.builder()
                .maxWorkers(workers)
                .maxTasksPerChild(1)
                .build();
        List<Future<Void>> futures = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            futures.add(executor.submit(ProcessPoolExecutorTest::fail));
        }
        executor.shutdown(false);
        for (var future : futures) {
            assertInstanceOf(IllegalStateException.class, future.exception());
        }
        assertTrue(executor.awaitTermination(5, TimeUnit.MINUTES));
    }

    @Tag("full")
    @Test
    void aDroppedOneFinishesItsCallsAlthoughItsWorkersRetire() throws Exception {
        List<Future<Long>> futures = ofDropped();
        System.gc();
        Set<Long> pids = new HashSet<>();
        for (Future<Long> each : futures) {
            pids.add(each.result(Eventually.LIMIT));
        }
        assertEquals(4, pids.size(), "each call has a worker of its own");
    }

    private static List<Future<Long>> ofDropped() {
        var executor =
                ProcessPoolExecutor.builder().maxWorkers(1).maxTasksPerChild(1).build();
        List<Future<Long>> futures = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            futures.add(executor.submit(ProcessPoolExecutorTest::pid));
        }
        return futures;
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @Conformance({"PP-17", "PP-21", "PP-22", "PP-24", "PP-27"})
    void stoppingTheWorkersEndsWhatRunsAndCancelsTheRest(boolean kill) throws Exception {
        var executor =
                ProcessPoolExecutor.builder().maxWorkers(1).maxTasksPerChild(1).build();
        var event = new Event();
        var later = Value.ofInt(0);
        var running = executor.submit(ProcessPoolExecutorTest::pidAfter, event);
        var queued = executor.submit(() -> later.getAndAdd(1));
        Eventually.await("it runs", running::running);
        if (kill) {
            executor.killWorkers();
        } else {
            executor.terminateWorkers();
        }
        assertTrue(queued.isCancelled());
        var lost = assertInstanceOf(WorkerLostException.class, running.exception());
        assertEquals(kill ? -9 : -15, lost.exitCode());
        assertThrows(RejectedExecutionException.class, () -> executor.submit(ProcessPoolExecutorTest::pid));
        assertTrue(executor.awaitTermination(5, TimeUnit.MINUTES));
        event.set();
        assertEquals(0, later.get());
        assertEquals(List.of(), executor.pool().statistics(), "no worker took its place");
    }

    @Test
    @Conformance("PP-18")
    void whenNoWorkerCanTakeTheDeadOnesPlaceTheCallsFail(@TempDir Path folder) throws Exception {
        Path options = Files.writeString(folder.resolve("options"), "-Da=b");
        try (var executor = ProcessPoolExecutor.builder()
                .maxWorkers(1)
                .jvmOptions("-XX:VMOptionsFile=" + options)
                .build()) {
            executor.submit(ProcessPoolExecutorTest::pid).result();
            Files.delete(options);
            var dying = executor.submit(ProcessPoolExecutorTest::halt, 1);
            var next = executor.submit(ProcessPoolExecutorTest::pid);
            assertInstanceOf(WorkerLostException.class, dying.exception());
            var broken = assertInstanceOf(BrokenProcessPool.class, next.exception());
            assertInstanceOf(WorkerLostException.class, broken.getCause());
            var refused = assertThrows(BrokenProcessPool.class, () -> executor.submit(ProcessPoolExecutorTest::pid));
            assertNotSame(broken, refused);
        }
    }

    @Test
    void namesOfWorkersCountFromTheirPrefix() throws Exception {
        try (var executor = ProcessPoolExecutor.builder().namePrefix("crawler").build()) {
            assertEquals(
                    "crawler_0",
                    executor.submit(() -> Multiprocessing.currentProcess().getName())
                            .result());
        }
    }
}
