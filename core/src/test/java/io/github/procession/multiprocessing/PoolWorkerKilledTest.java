package io.github.procession.multiprocessing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.internal.pool.WorkerView;
import io.github.procession.support.Eventually;
import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A worker is killed at each point of its life: exactly what it ran fails, and the pool goes on at full size. */
class PoolWorkerKilledTest {
    /** How often at each point; {@code -Dprocession.poolKills=200} or the profile soak for more. */
    private static final int TIMES =
            Integer.getInteger("procession.poolKills", Boolean.getBoolean("procession.soak") ? 200 : 6);

    private static final int LARGE = 100 << 20;

    static int length(byte[] data) {
        return data.length;
    }

    /** The failure of a call, which names the dead worker. */
    static WorkerLostException lost(AsyncResult<?> result) {
        ExecutionException thrown = assertThrows(ExecutionException.class, () -> result.get(Eventually.LIMIT));
        return assertInstanceOf(WorkerLostException.class, thrown.getCause());
    }

    @Tag("full")
    @Test
    void idleNothingFails() throws Exception {
        try (Pool pool = new Pool(2)) {
            PoolWorkers.awaitFull(pool);
            for (int i = 0; i < TIMES; i++) {
                long victim = PoolWorkers.pids(pool).iterator().next();
                PoolWorkers.kill(victim);
                List<AsyncResult<Integer>> results = new ArrayList<>(); // some may be on their way to the victim
                for (int task = 0; task < 20; task++) {
                    results.add(pool.applyAsync(PoolImapTest::twice, task));
                }
                int failed = 0;
                for (int task = 0; task < 20; task++) {
                    try {
                        assertEquals(2 * task, results.get(task).get(Eventually.LIMIT));
                    } catch (ExecutionException e) {
                        assertEquals(victim, lost(results.get(task)).pid(), "it had just begun that one");
                        failed++;
                    }
                }
                assertTrue(failed <= 1, failed + " failed");
                PoolWorkers.awaitFull(pool, victim);
            }
        }
    }

    /** The worker is stopped, so that it can have claimed nothing: another one gets the task. */
    @Tag("full")
    @Test
    void receivingATaskNothingFails() throws Exception {
        try (Pool pool = new Pool(1)) {
            PoolWorkers.awaitFull(pool);
            byte[] large = new byte[LARGE];
            for (int i = 0; i < TIMES; i++) {
                long victim = PoolWorkers.pids(pool).iterator().next();
                PoolWorkers.signal("STOP", victim);
                AsyncResult<Integer> result = pool.applyAsync(PoolWorkerKilledTest::length, large);
                AsyncResult<Integer> behind = pool.applyAsync(PoolImapTest::twice, i);
                Eventually.await("the line is full", () -> isWriting(pool));
                PoolWorkers.kill(victim);
                assertEquals(LARGE, result.get(Eventually.LIMIT));
                assertEquals(2 * i, behind.get(Eventually.LIMIT));
                PoolWorkers.awaitFull(pool, victim);
            }
        }
    }

    static boolean isWriting(Pool pool) {
        return Thread.getAllStackTraces().entrySet().stream()
                .filter(each -> each.getKey().getName().equals(pool.engine().name() + "-background"))
                .flatMap(each -> List.of(each.getValue()).stream())
                .anyMatch(frame -> frame.getMethodName().equals("writeFragments"));
    }

    /** Kills the worker that decodes it. */
    static final class Poison implements Serializable {
        private static final long serialVersionUID = 1L;

        private Object readResolve() {
            Runtime.getRuntime().halt(5);
            return this;
        }
    }

    @Test
    void decodingATaskThatTaskFails() throws Exception {
        try (Pool pool = new Pool(1)) {
            AsyncResult<String> result = pool.applyAsync(Object::toString, (Object) new Poison());
            AsyncResult<Integer> behind = pool.applyAsync(PoolImapTest::twice, 4);
            assertEquals(5, lost(result).exitCode());
            assertEquals(8, behind.get(Eventually.LIMIT));
        }
    }

    static int hang(Event begun) throws InterruptedException {
        System.err.println("about to hang");
        begun.set();
        new CountDownLatch(1).await();
        return 0;
    }

    @Tag("full")
    @Test
    void runningATaskThatTaskFailsAndTheOthersDoNot() throws Exception {
        try (Pool pool = new Pool(2)) {
            for (int i = 0; i < TIMES; i++) {
                Event begun = new Event();
                Event gate = new Event();
                AsyncResult<Integer> neighbour = pool.applyAsync(PoolApplyTest::await, gate);
                AsyncResult<Integer> result = pool.applyAsync(PoolWorkerKilledTest::hang, begun);
                List<AsyncResult<Integer>> queued = new ArrayList<>();
                for (int task = 0; task < 10; task++) {
                    queued.add(pool.applyAsync(PoolImapTest::twice, task));
                }
                begun.await();
                long victim = Eventually.value(
                        "the worker's output has come",
                        () -> PoolWorkers.pids(pool).stream()
                                .filter(pid -> hangs(pool, pid))
                                .findFirst()
                                .orElse(null));
                PoolWorkers.kill(victim);
                WorkerLostException lost = lost(result);
                assertEquals(victim, lost.pid());
                assertEquals(-9, lost.exitCode());
                assertTrue(lost.getMessage().contains("SIGKILL"), lost::getMessage);
                assertTrue(lost.stderrTail().contains("about to hang"), lost::stderrTail);
                for (int task = 0; task < 10; task++) {
                    assertEquals(2 * task, queued.get(task).get(Eventually.LIMIT));
                }
                gate.set();
                assertEquals(1, neighbour.get(Eventually.LIMIT));
                PoolWorkers.awaitFull(pool, victim);
            }
        }
    }

    private static boolean hangs(Pool pool, long pid) {
        return PoolWorkers.view(pool, pid).process().stderrTail().contains("about to hang");
    }

    @Tag("full")
    @Test
    void sendingALargeResultThatTaskFails() throws Exception {
        try (Pool pool = new Pool(2)) {
            for (int i = 0; i < TIMES; i++) {
                PoolWorkers.awaitFull(pool);
                Eventually.await("a kill in the midst of sending", () -> killWhileItSends(pool));
            }
        }
    }

    /** Kills the worker that sends a large result; false if all of the result was there before. */
    private static boolean killWhileItSends(Pool pool) throws Exception {
        AsyncResult<byte[]> large = pool.applyAsync((Integer length) -> new byte[length], LARGE);
        long[] sender = new long[1];
        Eventually.await("a worker sends", () -> {
            PoolWorkers.views(pool).stream().filter(WorkerView::hasArrived).forEach(worker -> sender[0] = worker.pid());
            return sender[0] != 0 || large.isDone();
        });
        if (sender[0] == 0) {
            return false;
        }
        PoolWorkers.kill(sender[0]);
        PoolWorkers.awaitFull(pool, sender[0]);
        try {
            assertEquals(LARGE, large.get(Eventually.LIMIT).length);
            return false;
        } catch (ExecutionException e) {
            assertEquals(sender[0], lost(large).pid());
            return true;
        }
    }

    /** The kill comes at some time from the end of the task to the end of sending: all or nothing arrives. */
    @Tag("full")
    @Test
    void killedAnyTimeAroundSendingALargeResultArrivesWholeOrTheTaskFails() throws Exception {
        try (Pool pool = new Pool(1)) {
            for (int i = 0; i < TIMES; i++) {
                long victim = pool.apply(PoolWorkers::ownPid);
                Event done = new Event();
                AsyncResult<byte[]> large = pool.applyAsync(
                        (Event event) -> {
                            byte[] data = new byte[LARGE];
                            data[LARGE - 1] = 1;
                            event.set();
                            return data;
                        },
                        done);
                done.await();
                long end = System.nanoTime() + i * 100_000_000L / TIMES;
                while (System.nanoTime() - end < 0) {
                    Thread.onSpinWait();
                }
                PoolWorkers.kill(victim);
                try {
                    assertEquals(1, large.get(Eventually.LIMIT)[LARGE - 1]);
                } catch (ExecutionException e) {
                    assertEquals(victim, lost(large).pid());
                }
                PoolWorkers.awaitFull(pool, victim);
            }
        }
    }

    static void begin(Queue<Long> started, Event gate) throws InterruptedException {
        started.put(PoolWorkers.ownPid());
        gate.await();
    }

    @Tag("full")
    @Test
    void inTheInitializerNothingFails() throws Exception {
        for (int i = 0; i < (TIMES + 1) / 2; i++) {
            Event gate = new Event();
            try (Queue<Long> started = new Queue<>();
                    Pool pool = Pool.builder()
                            .processes(1)
                            .restartTimeout(Duration.ofMinutes(10))
                            .initializer(PoolWorkerKilledTest::begin, started, gate)
                            .build()) {
                AsyncResult<Integer> result = pool.applyAsync(PoolImapTest::twice, i);
                for (int kill = 0; kill < 2; kill++) {
                    PoolWorkers.kill(started.get(Eventually.LIMIT));
                }
                gate.set();
                assertEquals(2 * i, result.get(Eventually.LIMIT));
            }
        }
    }
}
