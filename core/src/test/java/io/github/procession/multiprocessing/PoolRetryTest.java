package io.github.procession.multiprocessing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class PoolRetryTest {
    /** Dies in its first calls. */
    static int dieFirst(IntValue calls, int times) {
        int call = calls.getAndAdd(1);
        if (call < times) {
            Runtime.getRuntime().halt(9);
        }
        return call;
    }

    static int fail(IntValue calls) {
        calls.getAndAdd(1);
        throw new IllegalStateException("not because of the worker");
    }

    @Tag("full")
    @Test
    void aTaskWhoseWorkerDiedIsRunAgainAsOftenAsAllowed() throws Exception {
        IntValue calls = Value.ofInt(0);
        try (Pool pool = new Pool(1)) {
            assertEquals(2, pool.retries(2).apply(PoolRetryTest::dieFirst, calls, 2));
            calls.set(0);
            WorkerLostException lost =
                    PoolWorkerKilledTest.lost(pool.retries(1).applyAsync(PoolRetryTest::dieFirst, calls, 2));
            assertEquals(9, lost.exitCode());
            assertEquals(2, calls.get());
            calls.set(0);
            PoolWorkerKilledTest.lost(pool.applyAsync(PoolRetryTest::dieFirst, calls, 2));
            assertEquals(1, calls.get(), "never, unless allowed");
        }
    }

    @Test
    void aChunkIsRunAgainAsAWholeAndKeepsItsPlace() throws Exception {
        IntValue calls = Value.ofInt(0);
        try (Pool pool = Pool.builder().processes(2).retries(3).build()) {
            List<Integer> results = pool.chunksize(5)
                    .map(
                            (Integer x) -> {
                                if (x == 12) {
                                    dieFirst(calls, 2);
                                }
                                return x;
                            },
                            PoolProgressTest.numbers(20));
            assertEquals(PoolProgressTest.numbers(20), results);
            assertEquals(3, calls.get());
        }
    }

    @Test
    void aTaskThatThrowsIsNotRunAgain() throws Exception {
        IntValue calls = Value.ofInt(0);
        try (Pool pool = new Pool(1)) {
            ExecutionException thrown =
                    assertThrows(ExecutionException.class, () -> pool.retries(5).apply(PoolRetryTest::fail, calls));
            assertTrue(thrown.getCause() instanceof IllegalStateException);
            assertEquals(1, calls.get());
        }
    }
}
