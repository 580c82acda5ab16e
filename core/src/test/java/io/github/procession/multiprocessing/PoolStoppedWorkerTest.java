package io.github.procession.multiprocessing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.procession.support.Eventually;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A stopped worker is slow, not dead: nothing is lost, and nothing is done twice. */
class PoolStoppedWorkerTest {
    @Test
    void stopAndContinueDoNoHarm() throws Exception {
        IntValue calls = Value.ofInt(0);
        try (Pool pool = new Pool(2)) {
            PoolWorkers.awaitFull(pool);
            Set<Long> workers = PoolWorkers.pids(pool);
            List<Integer> numbers = PoolProgressTest.numbers(3000);
            for (long pid : workers) {
                AsyncResult<List<Integer>> result = pool.chunksize(1)
                        .mapAsync(
                                (Integer x) -> {
                                    calls.getAndAdd(1);
                                    return 2 * x;
                                },
                                numbers);
                int before = calls.get();
                Eventually.await("it has begun", () -> calls.get() > before + 100);
                PoolWorkers.signal("STOP", pid);
                int stopped = calls.get();
                Eventually.await("the other goes on", () -> calls.get() > stopped || result.ready());
                PoolWorkers.signal("CONT", pid);
                assertEquals(PoolImapTest.doubled(numbers), result.get(Eventually.LIMIT));
            }
            assertEquals(2 * numbers.size(), calls.get());
            assertEquals(workers, PoolWorkers.pids(pool));
        }
    }

    @Test
    void theOtherWorkersDoTheWorkOfAStoppedOne() throws Exception {
        try (Pool pool = new Pool(2)) {
            PoolWorkers.awaitFull(pool);
            long stopped = PoolWorkers.pids(pool).iterator().next();
            PoolWorkers.signal("STOP", stopped);
            List<AsyncResult<Integer>> results = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                results.add(pool.applyAsync(PoolImapTest::twice, i));
            }
            Eventually.await(
                    "all are done but the one that it had been handed",
                    () -> results.stream().filter(AsyncResult::ready).count() >= 199);
            PoolWorkers.signal("CONT", stopped);
            for (int i = 0; i < 200; i++) {
                assertEquals(2 * i, results.get(i).get(Eventually.LIMIT));
            }
            assertEquals(8, pool.apply(PoolImapTest::twice, 4));
            assertEquals(2, PoolWorkers.pids(pool).size());
        }
    }
}
