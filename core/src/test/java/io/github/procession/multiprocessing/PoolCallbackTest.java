package io.github.procession.multiprocessing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.support.Eventually;
import io.github.procession.support.ThreadsToo;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@ThreadsToo
class PoolCallbackTest {
    @ParameterizedTest
    @EnumSource
    void aCallbackThatThrowsIsLoggedAndHarmsNothing(PoolKind kind) throws Exception {
        BlockingQueue<Integer> called = new LinkedBlockingQueue<>();
        String log = Capture.err(() -> {
            try (Pool pool = kind.open(1)) {
                AsyncResult<Integer> result = pool.applyAsync(PoolImapTest::twice, 1)
                        .callback(_ -> {
                            throw new AssertionError("bad callback");
                        })
                        .callback(called::add);
                assertEquals(2, result.get());
                AsyncResult<Object> failed = pool.applyAsync(PoolErrorsTest::failDeep, 1)
                        .errorCallback(_ -> {
                            throw new IllegalStateException("bad error callback");
                        });
                assertThrows(ExecutionException.class, failed::get);
                assertEquals(
                        4,
                        pool.applyAsync(PoolImapTest::twice, 2)
                                .callback(called::add)
                                .get());
                Eventually.await(
                        "both good callbacks were called",
                        () -> List.copyOf(called).equals(List.of(2, 4)));
            }
        });
        assertTrue(log.contains("bad callback") && log.contains("bad error callback"), log);
    }

    @ParameterizedTest
    @EnumSource
    void aCallbackThatBlocksHoldsUpNoResults(PoolKind kind) throws Exception {
        CountDownLatch gate = new CountDownLatch(1);
        try (Pool pool = kind.open(1)) {
            AsyncResult<Integer> result =
                    pool.applyAsync(PoolImapTest::twice, 1).callback(_ -> await(gate));
            assertEquals(2, result.get());
            for (int i = 0; i < 100; i++) {
                assertEquals(2 * i, pool.apply(PoolImapTest::twice, i));
            }
            CountDownLatch later = new CountDownLatch(1);
            pool.applyAsync(PoolImapTest::twice, 1).callback(_ -> later.countDown());
            gate.countDown();
            later.await();
        }
    }

    private static void await(CountDownLatch gate) {
        try {
            gate.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aCallbackMayCloseThePool(PoolKind kind) throws Exception {
        Pool pool = kind.open(2);
        AsyncResult<List<Integer>> other = pool.mapAsync(PoolImapTest::twice, PoolProgressTest.numbers(100));
        pool.applyAsync(PoolImapTest::twice, 1).callback(_ -> pool.close());
        assertEquals(100, other.get().size());
        Eventually.await("the callback has closed it", () -> !pool.engine().isRunning());
        assertTrue(pool.join(Eventually.LIMIT));
    }

    @ParameterizedTest
    @EnumSource
    void aCallbackMayTerminateThePool(PoolKind kind) throws Exception {
        Event never = new Event();
        CountDownLatch terminated = new CountDownLatch(1);
        Pool pool = kind.open(2);
        AsyncResult<Integer> running = pool.applyAsync(PoolApplyTest::await, never);
        pool.applyAsync(PoolErrorsTest::failDeep, 1).errorCallback(_ -> {
            pool.terminate();
            terminated.countDown();
        });
        terminated.await();
        assertTrue(pool.join(Eventually.LIMIT));
        assertTrue(running.isCancelled());
    }

    @ParameterizedTest
    @EnumSource
    void aCallbackMayWaitForAnotherCall(PoolKind kind) throws Exception {
        BlockingQueue<Integer> called = new LinkedBlockingQueue<>();
        try (Pool pool = kind.open(1)) {
            pool.applyAsync(PoolImapTest::twice, 1).callback(x -> {
                try {
                    called.add(pool.apply(PoolImapTest::twice, x));
                } catch (InterruptedException | ExecutionException e) {
                    throw new IllegalStateException(e);
                }
            });
            assertEquals(4, called.take());
        }
    }
}
