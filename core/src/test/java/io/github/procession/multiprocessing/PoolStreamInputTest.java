package io.github.procession.multiprocessing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.concurrent.ThreadPoolExecutor;
import io.github.procession.support.ThreadsToo;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Streams of objects and of numbers are inputs as collections are. */
@ThreadsToo
class PoolStreamInputTest {
    static int twice(int x) {
        return 2 * x;
    }

    static void refuseThree(int x) {
        if (x == 3) {
            throw new IllegalArgumentException("three");
        }
    }

    @ParameterizedTest
    @EnumSource
    void streamsAreInputsOfEachCall(PoolKind kind) throws Exception {
        try (Pool pool = kind.open(2)) {
            assertEquals(List.of(0, 2, 4), pool.map(PoolStreamInputTest::twice, IntStream.range(0, 3)));
            assertEquals(List.of(1L, 4L), pool.map(x -> x * x, LongStream.rangeClosed(1, 2)));
            assertEquals(List.of(0.5), pool.map(x -> x / 2, DoubleStream.of(1)));
            assertEquals(
                    List.of(1, 2), pool.map(String::length, Stream.of("a", "bb").parallel()));
            assertEquals(
                    List.of(2),
                    pool.mapAsync(PoolStreamInputTest::twice, IntStream.of(1)).get());
            assertEquals(List.of(), pool.map(PoolStreamInputTest::twice, IntStream.empty()));
            assertEquals(
                    List.of(8.0, 9.0), pool.starmap(Math::pow, Stream.of(Map.entry(2.0, 3.0), Map.entry(3.0, 2.0))));
            assertEquals(
                    List.of(8.0),
                    pool.starmapAsync(Math::pow, Stream.of(Map.entry(2.0, 3.0))).get());
            ExecutionException failure = assertThrows(
                    ExecutionException.class,
                    () -> pool.forEach(PoolStreamInputTest::refuseThree, IntStream.range(0, 10)));
            assertEquals("three", failure.getCause().getMessage());
            assertEquals(
                    90,
                    pool.imapUnordered(PoolStreamInputTest::twice, IntStream.range(0, 10)).stream()
                            .mapToInt(x -> x)
                            .sum());
        }
    }

    @ParameterizedTest
    @EnumSource
    void anInfiniteStreamIsPulledAsResultsAreTaken(PoolKind kind) throws Exception {
        AtomicInteger pulled = new AtomicInteger();
        int ahead = 8;
        try (Pool pool = kind.open(2)) {
            List<Integer> taken = new ArrayList<>();
            try (PoolIterator<Integer> results =
                    pool.buffersize(ahead).imap(PoolStreamInputTest::twice, Stream.generate(pulled::getAndIncrement))) {
                for (int i = 0; i < 20; i++) {
                    taken.add(results.next());
                    assertTrue(pulled.get() <= i + 1 + ahead, () -> pulled + " were pulled for " + taken.size());
                }
            }
            assertEquals(IntStream.range(0, 20).map(x -> 2 * x).boxed().toList(), taken);
        }
    }

    @Test
    void aStreamIsUsedOnceAndLeftOpen() throws Exception {
        AtomicBoolean closed = new AtomicBoolean();
        Stream<Integer> numbers = Stream.of(1, 2).onClose(() -> closed.set(true));
        try (Pool pool = new ThreadPool(1)) {
            assertEquals(List.of(2, 4), pool.map(PoolStreamInputTest::twice, numbers));
            assertFalse(closed.get());
            assertThrows(IllegalStateException.class, () -> pool.map(PoolStreamInputTest::twice, numbers));
            assertThrows(IllegalStateException.class, () -> pool.imap(PoolStreamInputTest::twice, numbers));
        }
    }

    @Test
    void anExecutorTakesStreamsToo() throws Exception {
        AtomicInteger pulled = new AtomicInteger();
        try (var executor = new ThreadPoolExecutor(2)) {
            List<Integer> doubled = new ArrayList<>();
            executor.map(PoolStreamInputTest::twice, IntStream.range(0, 3)).forEach(doubled::add);
            assertEquals(List.of(0, 2, 4), doubled);
            try (var results =
                    executor.buffersize(4).map(PoolStreamInputTest::twice, Stream.generate(pulled::getAndIncrement))) {
                assertEquals(0, results.next());
                assertEquals(2, results.next());
            }
            assertTrue(pulled.get() <= 2 + 4 + 1, pulled::toString);
        }
    }
}
