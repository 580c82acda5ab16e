package io.github.procession.concurrent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.Conformance;
import io.github.procession.multiprocessing.Event;
import io.github.procession.multiprocessing.Value;
import io.github.procession.support.Eventually;
import io.github.procession.support.RootJvm;
import io.github.procession.support.ThreadsToo;
import java.lang.ref.Reference;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@ThreadsToo
class ExecutorShutdownTest {
    @ParameterizedTest
    @EnumSource
    @Conformance({"ES-01", "TPS-01", "PPS-01"})
    void afterItNothingIsTakenAndNoWorkerIsLeft(Kind kind) throws Exception {
        var executor = kind.executor(5);
        var event = new Event();
        var running = Value.ofInt(0);
        List<Future<Void>> futures = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            futures.add(executor.submit(() -> {
                running.getAndAdd(1);
                event.await();
            }));
        }
        Eventually.await("all run", () -> running.get() == 3);
        assertEquals(3, executor.pool().statistics().size(), "as many workers as calls");
        executor.shutdown();
        assertThrows(RejectedExecutionException.class, () -> executor.submit(() -> 1));
        assertTrue(executor.isShutdown());
        assertFalse(executor.isTerminated());
        event.set();
        assertTrue(executor.awaitTermination(5, TimeUnit.MINUTES));
        assertTrue(executor.isTerminated());
        assertEquals(0, executor.pool().statistics().size());
        futures.forEach(future -> assertTrue(future.isDone()));
    }

    @Tag("full")
    @ParameterizedTest
    @EnumSource
    @Conformance({"TPS-02", "PPS-02", "ES-04"})
    void leavingTheBlockWaitsForFiftyCallsAndEndsTheWorkers(Kind kind) throws Exception {
        List<Future<Integer>> futures = new ArrayList<>();
        PoolExecutor kept;
        try (var executor = kind.executor(5)) {
            kept = executor;
            for (int i = 0; i < 50; i++) {
                int number = i;
                futures.add(executor.submit(() -> number));
            }
        }
        assertTrue(kept.isTerminated());
        for (int i = 0; i < 50; i++) {
            assertEquals(i, futures.get(i).resultNow());
        }
    }

    @Tag("full")
    @ParameterizedTest
    @EnumSource
    @Conformance({"TPS-03", "PPS-03"})
    void aDroppedOneFinishesItsCalls(Kind kind) throws Exception {
        var results = dropped(kind);
        assertEquals(List.of(0, 1, 2, 3, 4), ExecutorMapTest.list(results));
        // that processes end is what LeavesNothingBehind waits for
        Eventually.await("no thread of the dropped one is left", () -> {
            System.gc();
            return WORKERS.stream().map(Reference::get).noneMatch(worker -> worker != null && worker.isAlive());
        });
    }

    /** Threads of this process that do calls of a dropped executor. A thread that has ended holds what it ran. */
    private static final Set<Reference<Thread>> WORKERS = ConcurrentHashMap.newKeySet();

    private static int absolute(int x) {
        WORKERS.add(new WeakReference<>(Thread.currentThread()));
        return Math.abs(x);
    }

    private static MapResults<Integer> dropped(Kind kind) {
        return kind.executor(2).map(ExecutorShutdownTest::absolute, List.of(0, -1, 2, -3, 4));
    }

    @ParameterizedTest
    @EnumSource
    @Conformance({"TPS-04", "PPS-04"})
    void notWaitingStillFinishesTheCalls(Kind kind) throws Exception {
        var executor = kind.executor(2);
        var results = executor.map(x -> Math.abs(x), List.of(0, -1, 2));
        executor.shutdown(false);
        assertEquals(List.of(0, 1, 2), ExecutorMapTest.list(results));
        assertTrue(executor.awaitTermination(5, TimeUnit.MINUTES));
    }

    @ParameterizedTest
    @EnumSource
    @Conformance("ES-05")
    void callsThatHaveNotBegunAreCancelledIfAskedFor(Kind kind) throws Exception {
        var executor = kind.executor(2);
        var event = new Event();
        var began = Value.ofInt(0);
        List<Future<Integer>> futures = new ArrayList<>();
        for (int i : IntStream.range(0, 50).toArray()) {
            futures.add(executor.submit(() -> {
                began.getAndAdd(1);
                event.await();
                return i;
            }));
        }
        Eventually.await("two run", () -> began.get() == 2);
        assertEquals(2, futures.stream().filter(Future::running).count());
        executor.shutdown(false, true);
        event.set();
        executor.shutdown(true);
        assertEquals(48, futures.stream().filter(Future::isCancelled).count());
        assertEquals(2, began.get());
        assertEquals(
                2,
                futures.stream()
                        .filter(future -> future.state() == java.util.concurrent.Future.State.SUCCESS)
                        .count());
    }

    @ParameterizedTest
    @EnumSource
    @Conformance("ES-07")
    void cancellingAtOnceDoesNotKeepShutdownWaiting(Kind kind) throws Exception {
        var executor = kind.executor(1);
        executor.submit(() -> 1).cancel();
        executor.shutdown(true);
        assertTrue(executor.isTerminated());
    }

    @ParameterizedTest
    @EnumSource
    void shutdownNowInterruptsWhatRunsAndGivesBackTheRest(Kind kind) throws Exception {
        var executor = kind.executor(1);
        var began = new Event();
        var never = new Event();
        var first = executor.submit(() -> {
            began.set();
            never.await();
        });
        var done = Value.ofInt(0);
        var second = executor.submit(() -> {
            done.getAndAdd(1);
        });
        began.await();
        List<Runnable> notBegun = executor.shutdownNow();
        assertTrue(first.isCancelled());
        assertTrue(second.isCancelled());
        assertTrue(executor.awaitTermination(5, TimeUnit.MINUTES));
        assertEquals(0, done.get());
        notBegun.forEach(Runnable::run);
        assertEquals(1, done.get());
        never.set();
    }

    static final class LastWork {
        public static void main(String[] arguments) throws Exception {
            var executor = Kind.valueOf(arguments[0]).executor(1);
            var gate = new Event();
            executor.submit(() -> {
                gate.await();
                System.out.println("done");
            });
            if (arguments[1].equals("shutdown")) {
                executor.shutdown(false);
            } else if (arguments[1].equals("cancel")) {
                executor.submit(() -> System.out.println("cancelled"));
                executor.shutdown(false, true);
            }
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                try {
                    executor.submit(() -> 1);
                } catch (RejectedExecutionException e) {
                    System.out.println("refused");
                }
            }));
            gate.set();
        }
    }

    @Tag("full")
    @ParameterizedTest
    @EnumSource
    @Conformance({"ES-02", "ES-03"})
    void theProgramWaitsForItsCallsAndTakesNoneAtItsEnd(Kind kind) throws Exception {
        var ended = new RootJvm(LastWork.class, kind.name(), "nothing").run().succeeded();
        assertEquals(List.of("done", "refused"), ended.out().lines().toList(), ended.err());
    }

    @Tag("full")
    @ParameterizedTest
    @EnumSource
    @Conformance({"ES-06", "TPS-07"})
    void theProgramWaitsAfterShutdownToo(Kind kind) throws Exception {
        var ended = new RootJvm(LastWork.class, kind.name(), "shutdown").run().succeeded();
        assertEquals(List.of("done", "refused"), ended.out().lines().toList(), ended.err());
        new RootJvm(LastWork.class, kind.name(), "cancel").run().succeeded();
    }
}
