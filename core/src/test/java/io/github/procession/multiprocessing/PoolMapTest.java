package io.github.procession.multiprocessing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.Conformance;
import io.github.procession.support.Eventually;
import io.github.procession.support.ThreadsToo;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@ThreadsToo
class PoolMapTest {
    private static final List<Integer> NUMBERS = IntStream.range(0, 100).boxed().toList();
    private static final List<Integer> SQUARES =
            NUMBERS.stream().map(PoolMapTest::square).toList();

    static int square(int x) {
        return x * x;
    }

    /** The order of its arguments counts. */
    static int minus(int a, int b) {
        return a - b;
    }

    @ParameterizedTest
    @EnumSource
    @Conformance("POOL-02")
    void mapKeepsTheOrder(PoolKind kind) throws Exception {
        try (Pool pool = kind.open(3)) {
            assertEquals(SQUARES, pool.map(PoolMapTest::square, NUMBERS));
            assertEquals(SQUARES, pool.map(PoolMapTest::square, NUMBERS, 20));
            assertEquals(SQUARES, pool.chunksize(1).map(PoolMapTest::square, NUMBERS));
            int offset = 7;
            assertEquals(NUMBERS.stream().map(x -> x + offset).toList(), pool.map((Integer x) -> x + offset, NUMBERS));
            List<Integer> list = pool.map(PoolMapTest::square, List.of(1));
            list.add(2); // as Python's list, it is the caller's
            assertEquals(List.of(1, 2), list);
        }
    }

    @ParameterizedTest
    @EnumSource
    @Conformance("POOL-03")
    void starmapUnpacksArguments(PoolKind kind) throws Exception {
        List<Map.Entry<Integer, Integer>> pairs =
                NUMBERS.stream().map(x -> Map.entry(x, 2 * x)).toList();
        List<Integer> differences = NUMBERS.stream().map(x -> -x).toList();
        Object[][] rows = NUMBERS.stream().map(x -> new Object[] {x, 2 * x}).toArray(Object[][]::new);
        try (Pool pool = kind.open(2)) {
            assertEquals(differences, pool.starmap(PoolMapTest::minus, pairs));
            assertEquals(differences, pool.chunksize(20).starmap(PoolMapTest::minus, pairs));
            assertEquals(differences, pool.starmap(PoolMapTest::minus, rows));
            assertEquals(
                    List.of(123),
                    pool.starmap(
                            (Integer a, Integer b, Integer c) -> 100 * a + 10 * b + c, new Object[][] {{1, 2, 3}}));
            IllegalArgumentException refused = assertThrows(
                    IllegalArgumentException.class,
                    () -> pool.starmap(PoolMapTest::minus, new Object[][] {{1, 2}, {1}}));
            assertEquals("row 1 has 1 argument, the function takes 2", refused.getMessage());
        }
    }

    @ParameterizedTest
    @EnumSource
    @Conformance("POOL-04")
    void starmapAsyncDoesNotWait(PoolKind kind) throws Exception {
        Event gate = new Event();
        try (Pool pool = kind.open(2)) {
            AsyncResult<List<Integer>> result = pool.starmapAsync(
                    (Event each, Integer x) -> {
                        each.await();
                        return x;
                    },
                    List.of(Map.entry(gate, 1), Map.entry(gate, 2), Map.entry(gate, 3)));
            assertEquals(false, result.ready());
            gate.set();
            assertEquals(List.of(1, 2, 3), result.get());
            assertEquals(
                    List.of(-2, -3),
                    pool.starmapAsync(PoolMapTest::minus, List.of(Map.entry(1, 3), Map.entry(3, 6)))
                            .get());
            assertEquals(
                    List.of(-2, -3),
                    pool.starmapAsync(PoolMapTest::minus, new Object[][] {{1, 3}, {3, 6}})
                            .get());
        }
    }

    @ParameterizedTest
    @EnumSource
    @Conformance("POOL-05")
    void mapAsyncDoesNotWait(PoolKind kind) throws Exception {
        Event gate = new Event();
        try (Pool pool = kind.open(2)) {
            AsyncResult<List<Integer>> result = pool.mapAsync(
                    (Event each) -> {
                        each.await();
                        return 1;
                    },
                    List.of(gate, gate, gate));
            assertEquals(false, result.ready());
            gate.set();
            assertEquals(List.of(1, 1, 1), result.get());
        }
    }

    @ParameterizedTest
    @EnumSource
    @Conformance("POOL-06")
    void callbacksGetTheWholeListOrTheFailureOnce(PoolKind kind) throws Exception {
        BlockingQueue<Object> called = new LinkedBlockingQueue<>();
        try (Pool pool = kind.open(2)) {
            pool.mapAsync(PoolMapTest::square, NUMBERS).callback(called::add).errorCallback(called::add);
            assertEquals(SQUARES, called.poll(Eventually.LIMIT.toSeconds(), TimeUnit.SECONDS));
            pool.mapAsync((Integer x) -> 1 / (x - 50), NUMBERS)
                    .callback(called::add)
                    .errorCallback(called::add);
            assertInstanceOf(ArithmeticException.class, called.poll(Eventually.LIMIT.toSeconds(), TimeUnit.SECONDS));
        }
        assertEquals(0, called.size());
    }

    @ParameterizedTest
    @EnumSource
    @Conformance({"POOL-08", "POOL-18"})
    void nothingInGivesNothingOut(PoolKind kind) throws Exception {
        Pool pool = kind.open(2);
        try (pool) {
            List<Integer> empty = List.of();
            assertEquals(List.of(), pool.map(PoolMapTest::square, empty));
            assertEquals(
                    List.of(),
                    pool.chunksize(20).mapAsync(PoolMapTest::square, empty).get(Eventually.LIMIT));
            assertEquals(List.of(), pool.starmap(PoolMapTest::minus, new Object[0][]));
            for (Iterable<Integer> none : List.<Iterable<Integer>>of(empty, empty::iterator)) {
                assertEquals(0, pool.imap(PoolMapTest::square, none).stream().count());
                assertEquals(
                        0,
                        pool.imapUnordered(PoolMapTest::square, none).stream().count());
            }
            pool.forEach((Integer x) -> {}, empty);
        }
        assertTrue(pool.join(Eventually.LIMIT), "no empty call is left unfinished");
    }

    @ParameterizedTest
    @EnumSource
    @Conformance("POOL-09")
    void whatTheInputThrowsMapThrows(PoolKind kind) throws Exception {
        try (Pool pool = kind.open(1)) {
            for (int good : new int[] {0, 3}) {
                for (int twice = 0; twice < 2; twice++) {
                    assertSame(
                            FailingInput.FAILURE,
                            assertThrows(
                                    IllegalStateException.class,
                                    () -> pool.map(PoolMapTest::square, new FailingInput(good))));
                    assertSame(
                            FailingInput.FAILURE,
                            assertThrows(
                                    IllegalStateException.class,
                                    () -> pool.mapAsync(PoolMapTest::square, new FailingInput(good))));
                }
            }
            assertEquals(SQUARES, pool.map(PoolMapTest::square, NUMBERS));
        }
    }

    /** Some numbers from 0 up, then an exception. */
    record FailingInput(int good) implements Iterable<Integer> {
        static final IllegalStateException FAILURE = new IllegalStateException("the input failed");

        @Override
        public Iterator<Integer> iterator() {
            return new Iterator<>() {
                private int next;

                @Override
                public boolean hasNext() {
                    return true;
                }

                @Override
                public Integer next() {
                    if (next == good) {
                        throw FAILURE;
                    }
                    return next++;
                }
            };
        }
    }

    static int failOrFinish(int x, Event failed, IntValue finished) throws Exception {
        if (x == 0) {
            failed.set();
            throw new IllegalArgumentException("0".repeat(1 << 20));
        }
        failed.await();
        finished.getAndAdd(1);
        return x;
    }

    @ParameterizedTest
    @EnumSource
    @Conformance("POOL-22")
    void mapThrowsWhenAllChunksHaveEnded(PoolKind kind) throws Exception {
        Event failed = new Event();
        IntValue finished = Value.ofInt(0);
        Pool pool = kind.open(2);
        try (pool) {
            List<Integer> few = NUMBERS.subList(0, 20);
            ExecutionException thrown = assertThrows(
                    ExecutionException.class,
                    () -> pool.chunksize(1).map((Integer x) -> failOrFinish(x, failed, finished), few));
            assertInstanceOf(IllegalArgumentException.class, thrown.getCause());
            assertEquals(19, finished.get(), "no chunk is left out, and none runs on");
        }
        assertTrue(pool.join(Eventually.LIMIT));
    }

    @Test
    void largeFailuresOfAllTasksDoNotHoldUpTheEnd() throws Exception {
        Pool pool = new Pool(2);
        try (pool) {
            pool.mapAsync(
                            (Integer x) -> {
                                throw new IllegalArgumentException(x + "x".repeat(1 << 20));
                            },
                            NUMBERS.subList(0, 50))
                    .errorCallback(_ -> {});
        }
        assertTrue(pool.join(Eventually.LIMIT));
    }

    @ParameterizedTest
    @EnumSource
    void forEachCallsVoidFunctions(PoolKind kind) throws Exception {
        IntValue sum = Value.ofInt(0);
        try (Pool pool = kind.open(2)) {
            pool.forEach((Integer x) -> sum.getAndAdd(x), NUMBERS);
            assertEquals(4950, sum.get());
            ExecutionException thrown =
                    assertThrows(ExecutionException.class, () -> pool.forEach((Integer x) -> sum.set(1 / x), NUMBERS));
            assertInstanceOf(ArithmeticException.class, thrown.getCause());
        }
    }

    @Test
    void aFunctionReadsWhatItCapturedWhenItWasGiven() throws Exception {
        try (Pool pool = new Pool(2)) {
            List<Integer> captured = new ArrayList<>(List.of(5));
            assertEquals(List.of(5, 5), pool.map((Integer _) -> captured.getFirst(), List.of(1, 2)));
            captured.set(0, 6);
            assertEquals(List.of(6, 6), pool.map((Integer _) -> captured.getFirst(), List.of(1, 2)));
        }
    }

    @Tag("full")
    @Test
    void manyJobsLeaveNoFunctionsBehindInTheWorkers() throws Exception {
        try (Pool pool = Pool.builder().processes(1).jvmOptions("-Xmx48m").build()) {
            for (int i = 0; i < 40; i++) {
                byte[] captured = new byte[4 << 20];
                captured[0] = (byte) i;
                assertEquals(List.of(i, i), pool.map((Integer _) -> (int) captured[0], List.of(1, 2)));
            }
        }
    }
}
