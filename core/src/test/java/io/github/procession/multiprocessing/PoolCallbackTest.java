package io.github.procession.multiprocessing;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.support.Eventually;
import io.github.procession.support.ThreadsToo;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
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
    void aCallbackThatBlocksHoldsUpNoOtherResults(PoolKind kind) throws Exception {
        CountDownLatch gate = new CountDownLatch(1);
        try (Pool pool = kind.open(1)) {
            AsyncResult<Integer> result =
                    pool.applyAsync(PoolImapTest::twice, 1).callback(_ -> await(gate));
            assertFalse(result.await(Duration.ofMillis(1)));
            assertFalse(result.isDone());
            for (int i = 0; i < 100; i++) {
                assertEquals(2 * i, pool.apply(PoolImapTest::twice, i));
            }
            CountDownLatch later = new CountDownLatch(1);
            pool.applyAsync(PoolImapTest::twice, 1).callback(_ -> later.countDown());
            gate.countDown();
            later.await();
            assertEquals(2, result.get());
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
    void callbacksComeBeforeTheResultIsReported(PoolKind kind) throws Exception {
        try (Pool pool = kind.open(2)) {
            for (int i = 0; i < 200; i++) {
                int[] seen = {-1, -1};
                AsyncResult<Integer> result = pool.applyAsync(PoolImapTest::twice, i);
                result.callback(x -> {
                    seen[0] = x;
                    seen[1] = value(result); // a callback itself does not wait for callbacks
                });
                assertEquals(2 * i, result.get());
                assertArrayEquals(new int[] {2 * i, 2 * i}, seen);
            }
        }
    }

    private static int value(AsyncResult<Integer> result) {
        try {
            return result.get();
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    @ParameterizedTest
    @EnumSource
    void anExecutorThatRefusesAnActionOrLetsItThrowHarmsNothing(PoolKind kind) throws Exception {
        String log = Capture.err(() -> {
            Pool pool = kind.open(2);
            try (pool) {
                AsyncResult<Integer> other = pool.applyAsync(PoolImapTest::twice, 3);
                pool.applyAsync(PoolImapTest::twice, 1)
                        .whenDone(() -> {}, _ -> {
                            throw new RejectedExecutionException("refused by the executor");
                        })
                        .whenDone(
                                () -> {
                                    throw new AssertionError("thrown by the action");
                                },
                                Runnable::run)
                        .get();
                assertEquals(6, other.get());
                for (int i = 0; i < 10; i++) { // each of the workers
                    assertEquals(2 * i, pool.apply(PoolImapTest::twice, i));
                }
            }
            assertTrue(pool.join(Eventually.LIMIT)); // the actions may run after the results are there
        });
        assertTrue(log.contains("refused by the executor") && log.contains("thrown by the action"), log);
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
