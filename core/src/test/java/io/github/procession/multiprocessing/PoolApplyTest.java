package io.github.procession.multiprocessing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.Conformance;
import io.github.procession.support.Eventually;
import io.github.procession.support.ThreadsToo;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@ThreadsToo
class PoolApplyTest {
    static int scale(int value, int factor) {
        return value * factor;
    }

    static int five(int a, int b, int c, int d, int e) {
        return a + 10 * b + 100 * c + 1000 * d + 10_000 * e;
    }

    static void mark(Event event) {
        event.set();
    }

    static int await(Event event) throws InterruptedException {
        event.await();
        return 1;
    }

    static Object fail(String message) {
        throw new IllegalArgumentException(message);
    }

    @ParameterizedTest
    @EnumSource
    @Conformance("POOL-01")
    void applyGivesArgumentsByPositionAndByName(PoolKind kind) throws Exception {
        try (Pool pool = kind.open(2)) {
            assertEquals(42, pool.apply(PoolApplyTest::scale, 6, 7));
            assertEquals(42, pool.target(PoolApplyTest::scale).args(6, 7).apply());
            assertEquals(
                    42,
                    pool.target(PoolApplyTest::scale)
                            .args(6)
                            .kwargs(Map.of("factor", 7))
                            .apply());
            assertEquals(54_321, pool.apply(PoolApplyTest::five, 1, 2, 3, 4, 5));
            assertThrows(
                    IllegalArgumentException.class,
                    () -> pool.target(PoolApplyTest::scale)
                            .args(6)
                            .kwargs(Map.of("no", 7))
                            .apply());
        }
    }

    @ParameterizedTest
    @EnumSource
    void voidFunctionsAndNullsAreResultsToo(PoolKind kind) throws Exception {
        Event event = new Event();
        try (Pool pool = kind.open(1)) {
            pool.apply(PoolApplyTest::mark, event);
            assertTrue(event.isSet());
            assertNull(pool.applyAsync(PoolApplyTest::mark, event).get());
            assertNull(pool.apply(x -> x, (Object) null));
        }
    }

    @ParameterizedTest
    @EnumSource
    @Conformance("POOL-10")
    void applyAsyncGivesAFuture(PoolKind kind) throws Exception {
        try (Pool pool = kind.open(2)) {
            Event gate = new Event();
            AsyncResult<Integer> result = pool.applyAsync(PoolApplyTest::await, gate);
            assertFalse(result.ready());
            assertThrows(IllegalStateException.class, result::successful);
            assertEquals("<AsyncResult pending>", result.toString());
            assertEquals(Future.State.RUNNING, result.state());
            CompletableFuture<Integer> next = result.toCompletableFuture().thenApply(x -> x + 1);
            gate.set();
            assertEquals(1, result.get());
            assertTrue(result.ready() && result.successful() && result.isDone() && !result.isCancelled());
            assertEquals(1, result.resultNow());
            assertEquals(2, next.get(Eventually.LIMIT.toSeconds(), TimeUnit.SECONDS));
        }
    }

    @ParameterizedTest
    @EnumSource
    void aFailureIsTheCauseOfWhatGetThrows(PoolKind kind) throws Exception {
        try (Pool pool = kind.open(1)) {
            AsyncResult<Object> result = pool.applyAsync(PoolApplyTest::fail, "why");
            Throwable cause =
                    assertThrows(ExecutionException.class, result::get).getCause();
            assertInstanceOf(IllegalArgumentException.class, cause);
            assertEquals("why", cause.getMessage());
            assertFalse(result.successful());
            assertEquals("<AsyncResult failed>", result.toString());
            assertThrows(ExecutionException.class, result::get, "each time");
        }
    }

    @ParameterizedTest
    @EnumSource
    @Conformance("POOL-11")
    void getWithATimeoutThrowsAndThePoolCanBeTerminated(PoolKind kind) throws Exception {
        Event never = new Event();
        Pool pool = kind.open(2);
        try {
            AsyncResult<Integer> result = pool.applyAsync(PoolApplyTest::await, never);
            for (Duration timeout : List.of(Duration.ofMillis(50), Duration.ZERO, Duration.ofSeconds(-1))) {
                long start = System.nanoTime();
                assertThrows(TimeoutException.class, () -> result.get(timeout));
                assertTrue(System.nanoTime() - start >= timeout.toNanos());
            }
            assertThrows(TimeoutException.class, () -> result.get(1, TimeUnit.MICROSECONDS));
            assertFalse(result.await(Duration.ofMillis(1)));
            assertFalse(result.ready());
        } finally {
            pool.terminate();
        }
        assertTrue(pool.join(Eventually.LIMIT));
    }

    @Test
    void manyCallsAreSpreadOverTheWorkers() throws Exception {
        try (Pool pool = new Pool(2)) {
            List<AsyncResult<String>> results = new ArrayList<>();
            Barrier both = new Barrier(2);
            for (int i = 0; i < 20; i++) {
                results.add(pool.applyAsync(PoolApplyTest::meet, both));
            }
            Map<String, Integer> calls = new HashMap<>();
            for (AsyncResult<String> result : results) { // which calls meet depends on when the workers fetch them
                calls.merge(result.get(), 1, Integer::sum);
            }
            assertEquals(List.of(10, 10), List.copyOf(calls.values()));
        }
    }

    static String meet(Barrier both) throws Exception {
        both.await();
        return Multiprocessing.currentProcess().getName();
    }
}
