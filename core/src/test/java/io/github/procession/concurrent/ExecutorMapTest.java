package io.github.procession.concurrent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.Conformance;
import io.github.procession.multiprocessing.Event;
import io.github.procession.multiprocessing.IntValue;
import io.github.procession.multiprocessing.Value;
import io.github.procession.support.Eventually;
import io.github.procession.support.ThreadsToo;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@ThreadsToo
class ExecutorMapTest {
    private static final List<Integer> TEN = IntStream.range(0, 10).boxed().toList();

    static <R> List<R> list(Iterable<R> results) {
        List<R> list = new ArrayList<>();
        results.forEach(list::add);
        return list;
    }

    /** Counts without end, and how often it was asked. */
    private static Iterable<Integer> endless(AtomicInteger fetched) {
        return () -> new Iterator<>() {
            @Override
            public boolean hasNext() {
                return true;
            }

            @Override
            public Integer next() {
                return fetched.getAndIncrement();
            }
        };
    }

    @ParameterizedTest
    @EnumSource
    @Conformance({"EX-03", "PP-05"})
    void resultsHaveTheOrderOfTheInputs(Kind kind) {
        try (var executor = kind.executor(2)) {
            List<Integer> powers = List.of(0, 1, 4, 9, 16, 25, 36, 49, 64, 81);
            assertEquals(
                    powers,
                    list(executor.map(ExecutorSubmitTest::power, TEN, List.of(2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2))));
            for (int chunksize : List.of(1, 3, 6, 50)) {
                assertEquals(powers, list(executor.chunksize(chunksize).map(x -> x * x, TEN)));
            }
            assertThrows(IllegalArgumentException.class, () -> executor.chunksize(-1));
        }
    }

    @ParameterizedTest
    @EnumSource
    @Conformance("EX-04")
    void aFailureIsThrownAtItsPlaceAndTheNextResultFollows(Kind kind) {
        try (var executor = kind.executor(2)) {
            var results = executor.map(Math::floorDiv, List.of(1, 1, 1, 6), List.of(1, 1, 0, 2));
            assertEquals(1, results.next());
            assertEquals(1, results.next());
            assertInstanceOf(
                    ArithmeticException.class,
                    assertThrows(CompletionException.class, results::next).getCause());
            assertEquals(3, results.next());
            assertFalse(results.hasNext());
            assertThrows(NoSuchElementException.class, results::next);
        }
    }

    @ParameterizedTest
    @EnumSource
    @Conformance("EX-05")
    void aTimeoutOfTheFunctionIsNotThatOfMap(Kind kind) {
        try (var executor = kind.executor(1)) {
            var results = executor.timeout(Eventually.LIMIT).map(ExecutorMapTest::timeOutAtZero, List.of(0, 1));
            assertInstanceOf(
                    TimeoutException.class,
                    assertThrows(CompletionException.class, results::next).getCause());
            assertEquals(1, results.next());
        }
    }

    static int timeOutAtZero(int number) throws TimeoutException {
        if (number == 0) {
            throw new TimeoutException("of the function");
        }
        return number;
    }

    static int awaitIfNegative(Event event, IntValue calls, int number) throws InterruptedException {
        calls.getAndAdd(1);
        if (number < 0) {
            event.await();
        }
        return number;
    }

    @ParameterizedTest
    @EnumSource
    @Conformance({"EX-06", "TP-07"})
    void whenTheTimeIsOverTheRestIsNeverCalled(Kind kind) throws Exception {
        var event = new Event();
        var calls = Value.ofInt(0);
        var executor = kind.executor(1);
        try {
            executor.submit(() -> awaitIfNegative(event, calls, -1));
            Eventually.await("the only worker is busy", () -> calls.get() == 1);
            var results = executor.timeout(Duration.ofMillis(20)).map(x -> awaitIfNegative(event, calls, x), TEN);
            assertThrows(UncheckedTimeoutException.class, results::next);
            assertFalse(results.hasNext());
            assertThrows(NoSuchElementException.class, results::next);
        } finally {
            event.set();
            executor.shutdown(true);
        }
        assertEquals(1, calls.get(), "none of the ten was called");
    }

    @ParameterizedTest
    @EnumSource
    @Conformance("EX-07")
    void closingTheResultsCancelsTheRest(Kind kind) throws Exception {
        var event = new Event();
        var calls = Value.ofInt(0);
        var executor = kind.executor(1);
        try {
            var results = executor.map(x -> awaitIfNegative(event, calls, x), List.of(1, -1, 2, 3));
            assertEquals(1, results.next());
            Eventually.await("the second runs", () -> calls.get() == 2);
            results.close();
            assertFalse(results.hasNext());
            assertThrows(NoSuchElementException.class, results::next);
        } finally {
            event.set();
            executor.shutdown(true);
        }
        assertEquals(2, calls.get());
    }

    @ParameterizedTest
    @EnumSource
    @Conformance("EX-07")
    void closingTheResultsOfChunksCancelsTheRest(Kind kind) throws Exception {
        var event = new Event();
        var calls = Value.ofInt(0);
        var executor = kind.executor(1);
        try {
            var results = executor.chunksize(2).map(x -> awaitIfNegative(event, calls, x), List.of(1, 2, -1, 3, 4, 5));
            assertEquals(1, results.next());
            Eventually.await("the third runs", () -> calls.get() == 3);
            results.close();
            assertFalse(results.hasNext());
            assertThrows(NoSuchElementException.class, results::next);
        } finally {
            event.set();
            executor.shutdown(true);
        }
        assertTrue(calls.get() <= 4, "at most the rest of the chunk that runs is called");
    }

    @ParameterizedTest
    @EnumSource
    @Conformance({"EX-09", "EX-10", "EX-11", "EX-12", "EX-13", "EX-14"})
    void aLimitChangesNoResult(Kind kind) {
        try (var executor = kind.executor(2)) {
            assertThrows(IllegalArgumentException.class, () -> executor.buffersize(0));
            assertThrows(IllegalArgumentException.class, () -> executor.buffersize(-1));
            for (int size : List.of(1, 2, 10, 20)) {
                var calls = executor.buffersize(size);
                assertEquals(TEN, list(calls.map(x -> x, TEN)));
                assertEquals(List.of(0, 2, 4), list(calls.map(Integer::sum, TEN, List.of(0, 1, 2))));
                assertEquals(List.of(), list(calls.map(x -> x, List.of())));
                try (var results = calls.map(x -> x, endless(new AtomicInteger()))) {
                    assertEquals(List.of(0, 1, 2), List.of(results.next(), results.next(), results.next()));
                }
                try (var results =
                        calls.map(Integer::sum, endless(new AtomicInteger()), endless(new AtomicInteger()))) {
                    assertEquals(List.of(0, 2, 4), List.of(results.next(), results.next(), results.next()));
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    @Conformance("EX-16")
    void onlySoManyElementsAreReadAhead(Kind kind) {
        try (var executor = kind.executor(1)) {
            var fetched = new AtomicInteger();
            try (var results = executor.buffersize(3).map(x -> x, endless(fetched))) {
                assertEquals(3, fetched.get());
                results.next();
                assertEquals(4, fetched.get());
                results.next();
                assertEquals(5, fetched.get());
            }
        }
    }

    @Test
    @Conformance("TP-01")
    void callsAreMadeThoughNobodyTakesTheResults() throws Exception {
        var calls = Value.ofInt(0);
        try (var executor = new ThreadPoolExecutor(2)) {
            executor.map(x -> calls.getAndAdd(x), TEN);
        }
        assertEquals(45, calls.get());
    }

    @ParameterizedTest
    @EnumSource
    @Conformance("EX-17")
    void shutdownAfterMapDoesNotHang(Kind kind) throws Exception {
        var executor = kind.executor(2);
        var results = executor.map(x -> x, TEN);
        executor.shutdown(true);
        assertEquals(TEN, list(results));
        assertTrue(executor.isTerminated());
    }
}
