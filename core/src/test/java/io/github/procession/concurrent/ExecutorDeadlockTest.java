package io.github.procession.concurrent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.Conformance;
import io.github.procession.multiprocessing.Event;
import io.github.procession.multiprocessing.Multiprocessing;
import io.github.procession.multiprocessing.SystemExit;
import io.github.procession.multiprocessing.WorkerLostException;
import io.github.procession.support.Eventually;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Errors, exits and crashes at every step on the way of a call: its future fails, and the next call is made. */
class ExecutorDeadlockTest {
    private static final int CODE = 7;

    enum Fault {
        NONE,
        ERROR,
        EXIT,
        CRASH;

        void happen() {
            switch (this) {
                case NONE -> {}
                case ERROR -> throw new IllegalStateException("on the way");
                case EXIT -> throw Multiprocessing.exit(CODE);
                case CRASH -> Runtime.getRuntime().halt(CODE);
            }
        }
    }

    /** Something that makes trouble when it is written or read. */
    static final class Trouble implements Serializable {
        private static final long serialVersionUID = 1L;

        private final Fault onWrite;
        private final Fault onRead;

        Trouble(Fault onWrite, Fault onRead) {
            this.onWrite = onWrite;
            this.onRead = onRead;
        }

        private void writeObject(ObjectOutputStream out) throws IOException {
            onWrite.happen();
            out.defaultWriteObject();
        }

        private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
            in.defaultReadObject();
            onRead.happen();
        }
    }

    static String take(Trouble trouble) {
        return "arrived";
    }

    static String takeBig(byte[] big, Trouble trouble) {
        return "arrived";
    }

    static Trouble give(Fault onWrite, Fault onRead) {
        return new Trouble(onWrite, onRead);
    }

    static Throwable failureOf(Future<?> future) throws Exception {
        return future.exception(Eventually.LIMIT);
    }

    private static void assertAlive(PoolExecutor executor) throws Exception {
        assertEquals(3, executor.submit(ProcessPoolExecutorTest::positive, -3).result(Eventually.LIMIT));
    }

    private static void assertLost(Future<?> future, int exitCode) throws Exception {
        assertEquals(
                exitCode,
                assertInstanceOf(WorkerLostException.class, failureOf(future)).exitCode());
    }

    @Tag("full")
    @Test
    @Conformance({"DL-01", "DL-03"})
    void troubleWithAnArgumentFailsItsCallAlone() throws Exception {
        try (var executor = new ProcessPoolExecutor(2)) {
            Throwable unsent =
                    failureOf(executor.submit(ExecutorDeadlockTest::take, new Trouble(Fault.ERROR, Fault.NONE)));
            assertTrue(unsent.toString().contains("on the way"), unsent::toString);
            Throwable unread =
                    failureOf(executor.submit(ExecutorDeadlockTest::take, new Trouble(Fault.NONE, Fault.ERROR)));
            assertTrue(unread.toString().contains("on the way"), unread::toString);
            Throwable exit =
                    failureOf(executor.submit(ExecutorDeadlockTest::take, new Trouble(Fault.NONE, Fault.EXIT)));
            assertInstanceOf(SystemExit.class, exit.getCause());
            assertLost(executor.submit(ExecutorDeadlockTest::take, new Trouble(Fault.NONE, Fault.CRASH)), CODE);
            assertAlive(executor);
        }
    }

    @Test
    @Conformance({"DL-06", "DL-07"})
    void troubleInTheCallFailsItAlone() throws Exception {
        try (var executor = new ProcessPoolExecutor(2)) {
            assertLost(executor.submit(() -> Fault.CRASH.happen()), CODE);
            assertEquals(
                    CODE,
                    assertInstanceOf(SystemExit.class, failureOf(executor.submit(() -> Fault.EXIT.happen())))
                            .code());
            assertInstanceOf(IllegalStateException.class, failureOf(executor.submit(() -> Fault.ERROR.happen())));
            assertAlive(executor);
        }
    }

    @Tag("full")
    @Test
    @Conformance({"DL-09", "DL-10", "DL-11"})
    void troubleWithAResultFailsItsCallAlone() throws Exception {
        try (var executor = new ProcessPoolExecutor(2)) {
            assertLost(executor.submit(ExecutorDeadlockTest::give, Fault.CRASH, Fault.NONE), CODE);
            for (Fault fault : List.of(Fault.EXIT, Fault.ERROR)) {
                String expected = fault == Fault.ERROR ? "on the way" : String.valueOf(CODE);
                Throwable unsent = failureOf(executor.submit(ExecutorDeadlockTest::give, fault, Fault.NONE));
                assertTrue(unsent.toString().contains(expected), unsent::toString);
                Throwable unread = failureOf(executor.submit(ExecutorDeadlockTest::give, Fault.NONE, fault));
                assertTrue(unread.toString().contains(expected), unread::toString);
            }
            assertAlive(executor);
        }
    }

    @Test
    @Conformance("DL-14")
    void troubleAfterShutdownDoesNotKeepItFromItsEnd() throws Exception {
        var crashing = new ProcessPoolExecutor(2);
        var crash = crashing.submit(() -> Fault.CRASH.happen());
        crashing.shutdown(false);
        assertLost(crash, CODE);
        assertTrue(crashing.awaitTermination(5, TimeUnit.MINUTES));
        var refusing = new ProcessPoolExecutor(2);
        var unsent = refusing.submit(ExecutorDeadlockTest::take, new Trouble(Fault.ERROR, Fault.NONE));
        refusing.shutdown(false);
        assertTrue(failureOf(unsent).toString().contains("on the way"));
        assertTrue(refusing.awaitTermination(5, TimeUnit.MINUTES));
    }

    private static PoolExecutor breaking() {
        return ProcessPoolExecutor.builder().maxWorkers(1).breakOnWorkerDeath().build();
    }

    /** A crash of the only worker fails its call, and the executor takes no later one. */
    private static void assertBreaks(Function<PoolExecutor, Future<?>> crash) throws Exception {
        try (var executor = breaking()) {
            var crashed = crash.apply(executor);
            assertInstanceOf(BrokenProcessPool.class, failureOf(crashed));
            assertThrows(BrokenProcessPool.class, () -> executor.submit(ProcessPoolExecutorTest::positive, -3));
        }
    }

    @Test
    @Conformance("DL-04")
    void aCrashWhileATaskIsReadBreaksAPoolThatIsToBreak() throws Exception {
        assertBreaks(executor -> executor.submit(ExecutorDeadlockTest::take, new Trouble(Fault.NONE, Fault.CRASH)));
    }

    @Test
    @Conformance("DL-05")
    void aCrashInACallBreaksAPoolThatIsToBreak() throws Exception {
        assertBreaks(executor -> executor.submit(() -> Fault.CRASH.happen()));
    }

    @Test
    @Conformance("DL-08")
    void aCrashWhileAResultIsWrittenBreaksAPoolThatIsToBreak() throws Exception {
        assertBreaks(executor -> executor.submit(ExecutorDeadlockTest::give, Fault.CRASH, Fault.NONE));
    }

    @Test
    @Conformance("DL-13")
    void aCrashAfterShutdownBreaksAPoolThatIsToBreakAndEndsIt() throws Exception {
        var executor = breaking();
        var gate = new Event();
        var crash = executor.submit(ExecutorDeadlockTest::crashAfter, gate);
        executor.shutdown(false);
        gate.set();
        assertInstanceOf(BrokenProcessPool.class, failureOf(crash));
        assertTrue(executor.awaitTermination(5, TimeUnit.MINUTES));
    }

    static void crashAfter(Event gate) throws Exception {
        gate.await();
        Fault.CRASH.happen();
    }

    @Tag("full")
    @Test
    @Conformance("DL-15")
    void aWorkerThatDiesWhileALargeArgumentIsWrittenDoesNotHang() throws Exception {
        try (var executor =
                ProcessPoolExecutor.builder().maxWorkers(2).breakOnWorkerDeath().build()) {
            List<Future<?>> futures = new ArrayList<>();
            futures.add(executor.submit(ExecutorDeadlockTest::take, new Trouble(Fault.NONE, Fault.CRASH)));
            byte[] big = new byte[16 << 20];
            for (int i = 0; i < 4; i++) {
                try {
                    futures.add(
                            executor.submit(ExecutorDeadlockTest::takeBig, big, new Trouble(Fault.NONE, Fault.CRASH)));
                } catch (BrokenProcessPool e) {
                    break; // it broke while the others were written
                }
            }
            for (var future : futures) {
                assertInstanceOf(BrokenProcessPool.class, failureOf(future));
            }
        }
    }

    @Tag("full")
    @Test
    @Conformance("DL-16")
    void manyQuickCallsDoNotBlock() throws Exception {
        try (var executor = new ProcessPoolExecutor(1)) {
            List<Future<Integer>> futures = new ArrayList<>();
            for (int i = 0; i < 20_000; i++) {
                futures.add(executor.submit(ProcessPoolExecutorTest::positive, -i));
            }
            assertEquals(
                    20_000, Futures.wait(futures, Duration.ofMinutes(5)).done().size());
            assertEquals(19_999, futures.getLast().result());
        }
    }
}
