package io.github.procession.multiprocessing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.github.procession.support.Eventually;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PoolLongTaskTest {
    /** Tasks are sent ahead of a worker's need; what lies behind a long one goes to those who have nothing to do. */
    @Test
    void aLongTaskDoesNotHoldUpTheShortOnesBehindIt() throws Exception {
        try (Pool pool = new Pool(2)) {
            pool.map(PoolImapTest::twice, PoolProgressTest.numbers(5000), 1); // tasks are short: many are sent ahead
            for (int i = 0; i < 20; i++) {
                Event gate = new Event();
                List<AsyncResult<Integer>> results = new ArrayList<>();
                for (int task = 0; task < 300; task++) {
                    results.add(
                            task == 100
                                    ? pool.applyAsync(PoolApplyTest::await, gate)
                                    : pool.applyAsync(PoolImapTest::twice, task));
                }
                for (int task = 0; task < 300; task++) {
                    if (task != 100) {
                        assertEquals(2 * task, results.get(task).get(Eventually.LIMIT));
                    }
                }
                assertFalse(results.get(100).ready());
                gate.set();
                assertEquals(1, results.get(100).get(Eventually.LIMIT));
            }
        }
    }

    @Test
    void aLargeArgumentOnItsWayToAStoppedWorkerDoesNotHoldUpTheOthers() throws Exception {
        try (Pool pool = new Pool(2)) {
            PoolWorkers.awaitFull(pool);
            long stopped = PoolWorkers.pids(pool).iterator().next();
            PoolWorkers.signal("STOP", stopped);
            List<AsyncResult<Integer>> large = new ArrayList<>();
            List<AsyncResult<Integer>> small = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                large.add(pool.applyAsync(PoolWorkerKilledTest::length, new byte[4 << 20]));
            }
            for (int i = 0; i < 100; i++) {
                small.add(pool.applyAsync(PoolImapTest::twice, i));
            }
            for (int i = 0; i < 100; i++) {
                assertEquals(2 * i, small.get(i).get(Eventually.LIMIT));
            }
            Eventually.await(
                    "all have arrived but the one on its way",
                    () -> large.stream().filter(AsyncResult::ready).count() >= 3);
            assertEquals(3, large.stream().filter(AsyncResult::ready).count());
            PoolWorkers.signal("CONT", stopped);
            for (AsyncResult<Integer> each : large) {
                assertEquals(4 << 20, each.get(Eventually.LIMIT));
            }
            assertEquals(2, PoolWorkers.pids(pool).size());
        }
    }
}
