package io.github.procession.multiprocessing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.support.Eventually;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PoolTimeoutTest {
    private static final Duration SHORT = Duration.ofMillis(100);

    /** Ignores interrupts. */
    static long spin(long x) {
        long sum = x;
        while (true) {
            sum += Thread.interrupted() ? 1 : 2;
        }
    }

    static int enter(Event inside, Event gate) throws InterruptedException {
        inside.set();
        return PoolApplyTest.await(gate);
    }

    static int waitInterruptibly(IntValue interrupted) throws InterruptedException {
        try {
            new CountDownLatch(1).await();
            return 0;
        } catch (InterruptedException e) {
            interrupted.getAndAdd(1);
            throw e;
        }
    }

    static void assertTimedOut(AsyncResult<?> result) {
        ExecutionException thrown = assertThrows(ExecutionException.class, () -> result.get(Eventually.LIMIT));
        assertTrue(assertInstanceOf(TaskTimeoutException.class, thrown.getCause())
                .limit()
                .isPositive());
    }

    static int giveUpWaiting() throws TimeoutException {
        throw new TimeoutException("the task's own");
    }

    @ParameterizedTest
    @EnumSource
    void aTasksOwnTimeoutIsNotThatOfThePool(PoolKind kind) throws Exception {
        try (Pool pool = kind.open(1)) {
            AsyncResult<Integer> result = pool.applyAsync(PoolTimeoutTest::giveUpWaiting);
            ExecutionException thrown = assertThrows(ExecutionException.class, () -> result.get(Eventually.LIMIT));
            assertEquals(TimeoutException.class, thrown.getCause().getClass());
        }
    }

    @Test
    void aTaskThatIgnoresInterruptsIsEndedWithItsWorkerAndNoOther() throws Exception {
        try (Pool pool = new Pool(2)) {
            Event inside = new Event();
            Event gate = new Event();
            AsyncResult<Integer> neighbour = pool.applyAsync(PoolTimeoutTest::enter, inside, gate);
            inside.await();
            long victim = pool.apply(PoolWorkers::ownPid);
            long survivor = PoolWorkers.pids(pool).stream()
                    .filter(pid -> pid != victim)
                    .findFirst()
                    .orElseThrow();
            AsyncResult<Long> endless = pool.timeout(SHORT).grace(SHORT).applyAsync(PoolTimeoutTest::spin, 1L);
            List<AsyncResult<Integer>> queued = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                queued.add(pool.applyAsync(PoolImapTest::twice, i));
            }
            assertTimedOut(endless);
            for (int i = 0; i < 20; i++) {
                assertEquals(2 * i, queued.get(i).get(Eventually.LIMIT));
            }
            PoolWorkers.awaitFull(pool, victim);
            assertTrue(PoolWorkers.pids(pool).contains(survivor));
            gate.set();
            assertEquals(1, neighbour.get(Eventually.LIMIT));
        }
    }

    @Test
    void aTaskThatHeedsTheInterruptKeepsItsWorker() throws Exception {
        IntValue interrupted = Value.ofInt(0);
        try (Pool pool = Pool.builder()
                .processes(1)
                .timeout(SHORT)
                .grace(Eventually.LIMIT)
                .build()) {
            long worker = pool.timeout(Eventually.LIMIT).apply(PoolWorkers::ownPid);
            for (int i = 1; i <= 3; i++) {
                assertTimedOut(pool.applyAsync(PoolTimeoutTest::waitInterruptibly, interrupted));
                assertEquals(worker, pool.timeout(Eventually.LIMIT).apply(PoolWorkers::ownPid));
                assertEquals(i, interrupted.get());
            }
        }
    }

    @Tag("full")
    @Test
    void inAMapEachTaskHasTheTimeout() throws Exception {
        try (Pool pool = new Pool(2)) {
            Duration limit = SHORT;
            while (!onlyTheEndlessOneTimesOut(pool, limit)) {
                assertTrue(limit.compareTo(Eventually.LIMIT) < 0, "a task without work takes longer than a minute");
                limit = limit.multipliedBy(4); // the machine does other things
            }
            PoolWorkers.awaitFull(pool);
        }
    }

    private static boolean onlyTheEndlessOneTimesOut(Pool pool, Duration limit) throws Exception {
        PoolIterator<Long> results = pool.timeout(limit)
                .grace(Duration.ZERO)
                .imap((Long x) -> x == 2 ? spin(x) : x, List.of(1L, 2L, 3L, 4L));
        List<Long> timedOut = new ArrayList<>();
        for (long x = 1; x <= 4; x++) {
            try {
                assertEquals(x, results.next(Eventually.LIMIT.multipliedBy(2)));
            } catch (ExecutionException e) {
                assertInstanceOf(TimeoutException.class, e.getCause());
                timedOut.add(x);
            }
        }
        assertTrue(timedOut.contains(2L));
        return timedOut.size() == 1;
    }

    /** Takes its time to arrive, as classes do that a young JVM has not loaded. */
    private static final class SlowToArrive implements Serializable {
        private static final long serialVersionUID = 1;

        private final long nanos;

        SlowToArrive(Duration time) {
            nanos = time.toNanos();
        }

        private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
            in.defaultReadObject();
            for (long begin = System.nanoTime(); System.nanoTime() - begin < nanos; ) {
                Thread.onSpinWait();
            }
        }
    }

    @Tag("full")
    @Test
    void theFirstTaskOfAWorkerHasItsTimeFromTheCallOfItsFunction() throws Exception {
        Duration limit = SHORT;
        while (!aFirstTaskArrives(limit)) {
            limit = limit.multipliedBy(4); // the machine does other things
            assertTrue(limit.toSeconds() < 3, "the time of the way there counts");
        }
        try (Pool pool = new Pool(1)) {
            assertTimedOut(pool.timeout(SHORT).grace(SHORT).applyAsync(PoolTimeoutTest::spin, 1L));
        }
    }

    /** Whether a task whose argument takes longer than the limit to arrive is in time; if so, that a later one is not. */
    private static boolean aFirstTaskArrives(Duration limit) throws Exception {
        try (Pool pool = new Pool(1)) {
            AsyncResult<String> first =
                    pool.timeout(limit).applyAsync(PoolTimeoutTest::arrive, new SlowToArrive(limit.multipliedBy(3)));
            try {
                assertEquals("arrived", first.get(Eventually.LIMIT));
            } catch (ExecutionException e) {
                assertInstanceOf(TaskTimeoutException.class, e.getCause());
                return false;
            }
            assertTimedOut(pool.timeout(limit)
                    .grace(SHORT)
                    .applyAsync(PoolTimeoutTest::arrive, new SlowToArrive(Eventually.LIMIT.multipliedBy(2))));
            return true;
        }
    }

    private static String arrive(SlowToArrive argument) {
        return "arrived";
    }

    /** A stopped process cannot even be told. */
    @Test
    void aTaskOfAWorkerThatDoesNotAnswerTimesOutAndTheWorkerIsReplaced() throws Exception {
        try (Pool pool = new Pool(1)) {
            long victim = pool.apply(PoolWorkers::ownPid);
            PoolWorkers.signal("STOP", victim);
            assertTimedOut(pool.timeout(SHORT).grace(SHORT).applyAsync(PoolImapTest::twice, 1));
            assertEquals(4, pool.apply(PoolImapTest::twice, 2));
            assertNotEquals(victim, pool.apply(PoolWorkers::ownPid));
        }
    }

    @Test
    void aTimeoutBoundsAllPartsOfALargeArgumentsWay() throws Exception {
        try (Pool pool = new Pool(1)) {
            long victim = pool.apply(PoolWorkers::ownPid);
            PoolWorkers.signal("STOP", victim);
            byte[] large = new byte[16 << 20];
            assertTimedOut(pool.timeout(SHORT).grace(SHORT).applyAsync(PoolWorkerKilledTest::length, large));
            assertEquals(4, pool.apply(PoolImapTest::twice, 2));
        }
    }

    @Test
    void manyTimeoutsInARowHitNoOtherTask() throws Exception {
        try (Pool pool = new Pool(2)) {
            List<AsyncResult<?>> endless = new ArrayList<>();
            List<AsyncResult<Integer>> others = new ArrayList<>();
            IntValue interrupted = Value.ofInt(0);
            for (int i = 0; i < 20; i++) {
                endless.add(pool.timeout(Duration.ofMillis(20))
                        .grace(Eventually.LIMIT)
                        .applyAsync(PoolTimeoutTest::waitInterruptibly, interrupted));
                others.add(pool.applyAsync(PoolImapTest::twice, i));
            }
            for (int i = 0; i < 20; i++) {
                assertTimedOut(endless.get(i));
                assertEquals(2 * i, others.get(i).get(Eventually.LIMIT));
            }
            // the call fails at its time; the worker hears of it a moment later
            Eventually.await("each was interrupted, once", () -> interrupted.get() == 20);
        }
    }

    @Test
    void aThreadsTaskIsInterruptedAtItsTimeout() throws Exception {
        try (Pool pool = new ThreadPool(1)) {
            IntValue interrupted = Value.ofInt(0);
            assertTimedOut(pool.timeout(SHORT)
                    .grace(Eventually.LIMIT)
                    .applyAsync(PoolTimeoutTest::waitInterruptibly, interrupted));
            assertFalse(pool.apply(PoolRuinousTaskTest::isInterrupted), "the next one is not");
            assertEquals(1, interrupted.get());
        }
    }

    @ParameterizedTest
    @EnumSource
    void aTaskInTimeIsLeftAlone(PoolKind kind) throws Exception {
        try (Pool pool = kind.open(1)) {
            List<Integer> numbers = PoolProgressTest.numbers(200);
            assertEquals(
                    PoolImapTest.doubled(numbers),
                    pool.timeout(Eventually.LIMIT).chunksize(1).map(PoolImapTest::twice, numbers));
        }
    }
}
