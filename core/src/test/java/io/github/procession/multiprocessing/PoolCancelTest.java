package io.github.procession.multiprocessing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.support.Eventually;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PoolCancelTest {
    static int count(IntValue runs) {
        return runs.getAndAdd(1);
    }

    static int begin(Event begun, Event gate) throws InterruptedException {
        begun.set();
        gate.await();
        return 1;
    }

    static long spin(Event begun) {
        begun.set();
        return PoolTimeoutTest.spin(1);
    }

    private static void assertCancelled(AsyncResult<?> result) {
        assertTrue(result.isCancelled() && result.isDone());
        assertEquals(Future.State.CANCELLED, result.state());
        assertThrows(CancellationException.class, result::get);
        assertFalse(result.successful());
        assertFalse(result.cancel(true), "it has ended");
    }

    @ParameterizedTest
    @EnumSource
    void aQueuedTaskIsNeverRun(PoolKind kind) throws Exception {
        IntValue runs = Value.ofInt(0);
        try (Pool pool = kind.open(1)) {
            Event begun = new Event();
            Event gate = new Event();
            AsyncResult<Integer> first = pool.applyAsync(PoolCancelTest::begin, begun, gate);
            List<AsyncResult<?>> queued = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                queued.add(pool.applyAsync(PoolCancelTest::count, runs));
            }
            queued.add(pool.mapAsync(PoolCancelTest::count, List.of(runs, runs, runs)));
            AsyncResult<Integer> last = pool.applyAsync(PoolImapTest::twice, 7);
            begun.await();
            for (AsyncResult<?> each : queued) {
                CompletableFuture<?> future = each.toCompletableFuture();
                assertTrue(each.cancel(false));
                assertCancelled(each);
                assertThrows(
                        CancellationException.class, () -> future.get(Eventually.LIMIT.toSeconds(), TimeUnit.SECONDS));
            }
            gate.set();
            assertEquals(1, first.get());
            assertEquals(14, last.get());
            assertEquals(0, runs.get());
        }
    }

    @ParameterizedTest
    @EnumSource
    void aRunningTaskThatMayNotBeInterruptedGoesOn(PoolKind kind) throws Exception {
        try (Pool pool = kind.open(1)) {
            Event begun = new Event();
            Event gate = new Event();
            AsyncResult<Integer> running = pool.applyAsync(PoolCancelTest::begin, begun, gate);
            begun.await();
            assertFalse(running.cancel(false));
            assertFalse(running.isDone());
            gate.set();
            assertEquals(1, running.get());
            assertFalse(running.cancel(false));
            assertFalse(running.cancel(true));
            assertEquals(1, running.get());
        }
    }

    @ParameterizedTest
    @EnumSource
    void aRunningTaskThatMayBeInterruptedIs(PoolKind kind) throws Exception {
        IntValue interrupted = Value.ofInt(0);
        try (Pool pool = kind.open(1)) {
            Event begun = new Event();
            AsyncResult<Integer> running = pool.grace(Eventually.LIMIT)
                    .applyAsync(
                            (Event event) -> {
                                event.set();
                                return PoolTimeoutTest.waitInterruptibly(interrupted);
                            },
                            begun);
            begun.await();
            assertTrue(running.cancel(true));
            assertCancelled(running);
            Eventually.await("the task has been interrupted", () -> interrupted.get() == 1);
            assertFalse(pool.apply(PoolRuinousTaskTest::isInterrupted), "the next one is not");
        }
    }

    @Test
    void aRunningTaskThatIgnoresInterruptsIsEndedWithItsWorker() throws Exception {
        try (Pool pool = new Pool(2)) {
            Event begun = new Event();
            AsyncResult<Long> running = pool.grace(Duration.ofMillis(50)).applyAsync(PoolCancelTest::spin, begun);
            begun.await();
            List<Long> pids = List.copyOf(PoolWorkers.pids(pool));
            assertTrue(running.cancel(true));
            assertCancelled(running);
            Eventually.await("its worker, and it alone, is replaced", () -> {
                long left =
                        PoolWorkers.pids(pool).stream().filter(pids::contains).count();
                assertTrue(left >= 1);
                return left == 1;
            });
            PoolWorkers.awaitFull(pool);
            assertEquals(4, pool.apply(PoolImapTest::twice, 2));
        }
    }

    /** Cancels tasks just when they end by themselves: the next ones, which their worker has begun by then, live on. */
    @Test
    void cancellingATaskThatIsAboutToEndHarmsNoOther() throws Exception {
        try (Pool pool = Pool.builder().processes(2).grace(Eventually.LIMIT).build()) {
            PoolWorkers.awaitFull(pool);
            Set<Long> before = PoolWorkers.pids(pool);
            for (int i = 0; i < 300; i++) {
                List<AsyncResult<Integer>> results = new ArrayList<>();
                for (int task = 0; task < 8; task++) {
                    results.add(pool.applyAsync(PoolImapTest::twice, task));
                }
                AsyncResult<Integer> cancelled = results.get(i % 7);
                cancelled.cancel(true);
                for (int task = 0; task < 8; task++) {
                    try {
                        assertEquals(2 * task, results.get(task).get(Eventually.LIMIT));
                    } catch (CancellationException e) {
                        assertEquals(i % 7, task);
                    }
                }
            }
            assertEquals(before, PoolWorkers.pids(pool), "nobody was killed");
        }
    }

    @Test
    void aCancelledMapEndsItsRunningTasksAndRunsNoMore() throws Exception {
        IntValue runs = Value.ofInt(0);
        IntValue interrupted = Value.ofInt(0);
        try (Pool pool = new Pool(2)) {
            AsyncResult<List<Integer>> map = pool.chunksize(1)
                    .grace(Eventually.LIMIT)
                    .mapAsync(
                            (Integer _) -> {
                                runs.getAndAdd(1);
                                return PoolTimeoutTest.waitInterruptibly(interrupted);
                            },
                            PoolProgressTest.numbers(50));
            Eventually.await("both work", () -> runs.get() == 2);
            assertTrue(map.cancel(true));
            assertCancelled(map);
            Eventually.await("both were interrupted", () -> interrupted.get() == 2);
            assertEquals(4, pool.apply(PoolImapTest::twice, 2));
            assertEquals(2, runs.get());
        }
    }

    @Test
    void aTaskBehindALargeArgumentOnItsWayCanBeCancelled() throws Exception {
        IntValue runs = Value.ofInt(0);
        try (Pool pool = new Pool(1)) {
            long worker = pool.apply(PoolWorkers::ownPid);
            PoolWorkers.signal("STOP", worker);
            AsyncResult<Integer> large = pool.applyAsync(PoolWorkerKilledTest::length, new byte[16 << 20]);
            AsyncResult<Integer> behind = pool.applyAsync(PoolCancelTest::count, runs);
            Eventually.await("it waits for room", () -> PoolWorkerKilledTest.isWriting(pool));
            assertTrue(behind.cancel(false));
            PoolWorkers.signal("CONT", worker);
            assertEquals(16 << 20, large.get(Eventually.LIMIT));
            assertEquals(worker, pool.apply(PoolWorkers::ownPid));
            assertEquals(0, runs.get());
        }
    }
}
