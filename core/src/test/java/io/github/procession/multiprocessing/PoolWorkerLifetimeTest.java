package io.github.procession.multiprocessing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.Conformance;
import io.github.procession.support.Eventually;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class PoolWorkerLifetimeTest {
    private static final List<byte[]> KEPT = new ArrayList<>();

    @Tag("full")
    @Test
    @Conformance("PLIFE-01")
    void workersAreReplacedAfterTheirTasks() throws Exception {
        try (Pool pool = Pool.builder().processes(2).maxTasksPerChild(10).build()) {
            Set<Long> before = PoolWorkers.pids(pool);
            Map<Long, Integer> tasks = new HashMap<>();
            List<AsyncResult<Long>> results = new ArrayList<>();
            for (int i = 0; i < 60; i++) {
                results.add(pool.applyAsync(PoolWorkers::ownPid));
            }
            for (AsyncResult<Long> result : results) {
                tasks.merge(result.get(Eventually.LIMIT), 1, Integer::sum);
            }
            assertTrue(tasks.values().stream().allMatch(count -> count <= 10), tasks::toString);
            assertTrue(tasks.size() >= 6);
            Eventually.await("all first workers have gone, also one that has come late to the work", () -> {
                pool.map((Integer _) -> PoolWorkers.ownPid(), PoolProgressTest.numbers(20), 1);
                return PoolWorkers.pids(pool).stream().noneMatch(before::contains);
            });
            PoolWorkers.awaitFull(pool);
        }
    }

    @Tag("full")
    @Test
    @Conformance("PLIFE-02")
    void aClosedPoolReplacesWorkersUntilAllIsDone() throws Exception {
        Pool pool = Pool.builder().processes(3).maxTasksPerChild(1).build();
        List<AsyncResult<Integer>> results = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            results.add(pool.applyAsync(PoolImapTest::twice, i));
        }
        pool.close();
        assertTrue(pool.join(Eventually.LIMIT));
        for (int i = 0; i < 6; i++) {
            assertEquals(2 * i, results.get(i).get());
        }
    }

    static int keep(int mebibytes) {
        if (mebibytes > 0) {
            KEPT.add(new byte[mebibytes << 20]);
        }
        return mebibytes;
    }

    static void litter() {
        for (int i = 0; i < 50; i++) {
            KEPT.add(new byte[1 << 20]);
            KEPT.clear();
        }
    }

    @Test
    void aWorkerThatKeepsTooMuchMemoryIsReplaced() throws Exception {
        try (Pool pool = Pool.builder().processes(1).recycleAbove(64 << 20).build()) {
            long first = pool.apply(PoolWorkers::ownPid);
            pool.apply(PoolWorkerLifetimeTest::litter);
            assertEquals(8, pool.apply(PoolWorkerLifetimeTest::keep, 8));
            assertEquals(first, pool.apply(PoolWorkers::ownPid), "garbage does not count");
            assertEquals(80, pool.apply(PoolWorkerLifetimeTest::keep, 80));
            assertNotEquals(first, pool.apply(PoolWorkers::ownPid));
            PoolWorkers.awaitFull(pool, first);
            assertEquals(
                    PoolProgressTest.numbers(100),
                    pool.map(PoolWorkerLifetimeTest::same, PoolProgressTest.numbers(100)));
        }
    }

    static int same(int x) {
        return x;
    }
}
