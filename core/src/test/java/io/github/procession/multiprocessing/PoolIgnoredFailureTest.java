package io.github.procession.multiprocessing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.support.Eventually;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PoolIgnoredFailureTest {
    private static final String TOLD = "a task failed and nobody has asked for its result";

    private static int count(String log) {
        return log.split(TOLD, -1).length - 1;
    }

    @ParameterizedTest
    @EnumSource
    void aFailureThatNobodyAsksForIsLoggedOnceWhenItsResultIsCollected(PoolKind kind) throws Exception {
        String log = Capture.err(() -> {
            Pool pool = kind.open(1);
            try (pool) {
                failAndForget(pool);
                Eventually.await("collected", () -> {
                    System.gc();
                    return !pool.engine().hasUnobserved();
                });
            }
            assertTrue(pool.join(Eventually.LIMIT));
            Eventually.await("told", () -> !pool.engine().hasUnobserved());
        });
        assertEquals(1, count(log), log);
        assertTrue(log.contains("cause 5") && log.contains("failDeep"), log);
    }

    private static void failAndForget(Pool pool) throws Exception {
        AsyncResult<Object> failed = pool.applyAsync(PoolErrorsTest::failDeep, 5);
        Eventually.await("failed", failed::ready);
    }

    @ParameterizedTest
    @EnumSource
    void aFailureThatNobodyAsksForIsLoggedOnceAtTheEndOfThePool(PoolKind kind) throws Exception {
        String log = Capture.err(() -> {
            Pool pool = kind.open(1);
            AsyncResult<Object> kept;
            try (pool) {
                kept = pool.applyAsync(PoolErrorsTest::failDeep, 5);
            }
            assertTrue(pool.join(Eventually.LIMIT));
            System.gc();
            assertTrue(kept.ready());
        });
        assertEquals(1, count(log), log);
    }

    @ParameterizedTest
    @EnumSource
    void aFailureThatSomebodyKnowsOfIsNotLogged(PoolKind kind) throws Exception {
        String log = Capture.err(() -> {
            Pool pool = kind.open(1);
            try (pool) {
                AsyncResult<Object> asked = pool.applyAsync(PoolErrorsTest::failDeep, 1);
                assertThrows(ExecutionException.class, asked::get);
                AsyncResult<Object> looked = pool.applyAsync(PoolErrorsTest::failDeep, 2);
                looked.await();
                assertEquals(false, looked.successful());
                pool.applyAsync(PoolErrorsTest::failDeep, 3).errorCallback(_ -> {});
                pool.applyAsync(PoolErrorsTest::failDeep, 4).toCompletableFuture();
                assertEquals(2, pool.apply(PoolImapTest::twice, 1));
            }
            assertTrue(pool.join(Eventually.LIMIT));
        });
        assertEquals(0, count(log), log);
    }
}
