package io.github.procession.multiprocessing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.procession.internal.pool.WorkerView;
import io.github.procession.support.Eventually;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Tag;
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
                int before = calls.get();
                AsyncResult<List<Integer>> result = pool.chunksize(1)
                        .mapAsync(
                                (Integer x) -> {
                                    calls.getAndAdd(1);
                                    return 2 * x;
                                },
                                numbers);
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

    static byte[] large(Event begins, int bytes) {
        byte[] result = new byte[bytes];
        begins.set();
        return result;
    }

    /** Has a task done while a worker is stopped; false if the large result of that one was there all the same. */
    private static boolean stopWhileItSends(Pool pool, int bytes) throws Exception {
        Event begins = new Event();
        AsyncResult<byte[]> result = pool.applyAsync(PoolStoppedWorkerTest::large, begins, bytes);
        begins.await();
        OptionalLong busy = PoolWorkers.views(pool).stream()
                .filter(WorkerView::isBusy)
                .mapToLong(WorkerView::pid)
                .findFirst();
        if (busy.isEmpty()) {
            return false;
        }
        PoolWorkers.signal("STOP", busy.getAsLong());
        for (int i = 0; i < 100; i++) {
            AsyncResult<Integer> other = pool.applyAsync(PoolImapTest::twice, i);
            assertEquals(2 * i, other.get(Eventually.LIMIT));
        }
        boolean inTime = !result.isDone();
        PoolWorkers.signal("CONT", busy.getAsLong());
        assertEquals(bytes, result.get(Eventually.LIMIT).length);
        return inTime;
    }

    @Tag("full")
    @Test
    void aWorkerThatIsStoppedInTheMiddleOfALargeResultHoldsUpNoOthers() throws Exception {
        int bytes = 400 << 20; // takes far longer than it takes to send a signal
        try (Pool pool = Pool.builder().processes(2).jvmOptions("-Xmx1g").build()) {
            PoolWorkers.awaitFull(pool);
            Eventually.await("a stop before the end of the result", () -> stopWhileItSends(pool, bytes));
            AsyncResult<byte[]> lost = pool.applyAsync(PoolStoppedWorkerTest::large, new Event(), bytes);
            Eventually.await("it has a worker", () -> !lost.isDone() && lost.running() || lost.isDone());
            PoolWorkers.pids(pool).forEach(PoolWorkers::kill); // what has arrived of it is dropped
            assertEquals(8, pool.applyAsync(PoolImapTest::twice, 4).get(Eventually.LIMIT));
        }
    }
}
