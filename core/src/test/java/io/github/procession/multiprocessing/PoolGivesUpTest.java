package io.github.procession.multiprocessing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.support.Eventually;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A pool gives up only when it has no worker and none can be had. */
class PoolGivesUpTest {
    static void failIf(IntValue fails, IntValue starts) {
        starts.getAndAdd(1);
        if (fails.get() != 0) {
            throw new IllegalStateException("the initializer fails for a while");
        }
    }

    @Tag("full")
    @Test
    void workersThatAreReadyGoOnWhileInitializersFail() throws Exception {
        IntValue fails = Value.ofInt(0);
        IntValue starts = Value.ofInt(0);
        Event inside = new Event();
        Event gate = new Event();
        try (Pool pool = Pool.builder()
                .processes(2)
                .initializer(PoolGivesUpTest::failIf, fails, starts)
                .build()) {
            PoolWorkers.awaitFull(pool);
            AsyncResult<Integer> running = pool.applyAsync(PoolTimeoutTest::enter, inside, gate);
            inside.await();
            long busy = PoolWorkers.busyPid(pool);
            fails.set(1);
            for (long pid : PoolWorkers.pids(pool)) {
                if (pid != busy) {
                    PoolWorkers.kill(pid);
                }
            }
            Eventually.await("more have failed than a pool without workers bears", () -> starts.get() >= 2 + 4);
            gate.set();
            running.get(Eventually.LIMIT);
            assertEquals(8, pool.applyAsync(PoolImapTest::twice, 4).get(Eventually.LIMIT));
            fails.set(0);
            PoolWorkers.awaitFull(pool);
        }
    }

    static void waitFor(Event gate) throws InterruptedException {
        gate.await();
    }

    /** Kills the worker that is not ready, as often as it is replaced. */
    private static void killUnready(Pool pool, int times) throws Exception {
        Set<Long> killed = new HashSet<>();
        while (killed.size() < times) {
            Eventually.await(
                    "another worker", () -> !pool.engine().isRunning() || !killed.containsAll(PoolWorkers.pids(pool)));
            for (long pid : PoolWorkers.pids(pool)) {
                if (killed.add(pid)) {
                    ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
                }
            }
        }
    }

    @Test
    void workersKilledBeforeTheyAreReadyAreReplacedUntilOneIs() throws Exception {
        Event gate = new Event();
        try (Pool pool = Pool.builder()
                .processes(1)
                .restartTimeout(Duration.ofMinutes(10))
                .initializer(PoolGivesUpTest::waitFor, gate)
                .build()) {
            AsyncResult<Integer> pending = pool.applyAsync(PoolImapTest::twice, 4);
            killUnready(pool, 4);
            gate.set();
            assertEquals(8, pending.get(Eventually.LIMIT));
        }
    }

    @Test
    void thePoolGivesUpWhenItsTimeIsOver() throws Exception {
        Event never = new Event();
        Pool pool = Pool.builder()
                .processes(1)
                .restartTimeout(Duration.ZERO)
                .initializer(PoolGivesUpTest::waitFor, never)
                .build();
        AsyncResult<Integer> pending = pool.applyAsync(PoolImapTest::twice, 4);
        killUnready(pool, 1);
        Throwable cause = assertThrows(ExecutionException.class, () -> pending.get(Eventually.LIMIT))
                .getCause();
        assertInstanceOf(BrokenPoolException.class, cause);
        assertTrue(cause.getMessage().contains("no worker could be started for PT0S"), cause.getMessage());
        pool.close();
        assertTrue(pool.join(Eventually.LIMIT));
        assertThrows(IllegalArgumentException.class, () -> Pool.builder().restartTimeout(Duration.ofSeconds(-1)));
    }
}
