package io.github.procession.multiprocessing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.Conformance;
import io.github.procession.support.Eventually;
import io.github.procession.support.ThreadsToo;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@ThreadsToo
class PoolImapTest {
    private static final List<Integer> NUMBERS =
            IntStream.range(0, 1000).boxed().toList();

    static int twice(int x) {
        return 2 * x;
    }

    static List<Integer> doubled(List<Integer> numbers) {
        return numbers.stream().map(PoolImapTest::twice).toList();
    }

    /** The input as a list, which is at hand, and as something that can only be iterated. */
    private static List<Iterable<Integer>> inputs() {
        return List.of(NUMBERS, NUMBERS::iterator);
    }

    @ParameterizedTest
    @EnumSource
    @Conformance("POOL-12")
    void imapGivesTheResultsInOrder(PoolKind kind) throws Exception {
        try (Pool pool = kind.open(2)) {
            for (Iterable<Integer> input : inputs()) {
                PoolIterator<Integer> results = pool.imap(PoolImapTest::twice, input);
                List<Integer> got = new ArrayList<>();
                for (int result : results) {
                    got.add(result);
                }
                assertEquals(doubled(NUMBERS), got);
                assertThrows(NoSuchElementException.class, results::next);
                assertThrows(NoSuchElementException.class, () -> results.next(Duration.ZERO));
                try (Stream<Integer> stream = pool.chunksize(100).imap(PoolImapTest::twice, input).stream()) {
                    assertEquals(doubled(NUMBERS), stream.toList());
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void joinEndsThoughItsThreadHasNotTakenAllResults(PoolKind kind) throws Exception {
        for (Iterable<Integer> input : inputs()) {
            Pool pool = kind.open(2);
            PoolIterator<Integer> results = pool.buffersize(10).imap(PoolImapTest::twice, input);
            assertEquals(0, results.next());
            pool.close();
            assertTrue(pool.join(Eventually.LIMIT), "all tasks are done");
            List<Integer> rest = new ArrayList<>();
            results.forEachRemaining(rest::add);
            assertEquals(doubled(NUMBERS.subList(1, 1000)), rest);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aBufferOrAChunkMayBeMeantWithoutLimit(PoolKind kind) throws Exception {
        try (Pool pool = kind.open(2)) {
            PoolOperations unlimited = pool.buffersize(Integer.MAX_VALUE);
            for (Iterable<Integer> input : inputs()) {
                assertEquals(
                        doubled(NUMBERS),
                        unlimited.imap(PoolImapTest::twice, input).stream().toList());
                assertEquals(
                        doubled(NUMBERS),
                        unlimited.chunksize(Integer.MAX_VALUE).imap(PoolImapTest::twice, input).stream()
                                .toList());
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    @Conformance("POOL-14")
    void imapUnorderedGivesEachResultOnce(PoolKind kind) throws Exception {
        try (Pool pool = kind.open(2)) {
            for (Iterable<Integer> input : inputs()) {
                for (int chunksize : new int[] {1, 53}) {
                    List<Integer> got = pool.chunksize(chunksize).imapUnordered(PoolImapTest::twice, input).stream()
                            .sorted()
                            .toList();
                    assertEquals(doubled(NUMBERS), got);
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void chunksizeIsAnArgumentAsInPython(PoolKind kind) throws Exception {
        try (Pool pool = kind.open(2)) {
            List<Integer> expected = doubled(NUMBERS);
            assertEquals(expected, pool.map(PoolImapTest::twice, NUMBERS, 30));
            assertEquals(
                    expected, pool.mapAsync(PoolImapTest::twice, NUMBERS, 30).get());
            assertEquals(
                    expected,
                    pool.imap(PoolImapTest::twice, NUMBERS, 30).stream().toList());
            assertEquals(
                    expected,
                    pool.imapUnordered(PoolImapTest::twice, NUMBERS, 30).stream()
                            .sorted()
                            .toList());
            List<Integer> few = NUMBERS.subList(0, 4);
            assertThrows(
                    CompletionException.class,
                    () -> pool.imap((Integer x) -> 1 / x, few, 4).next());
            assertThrows(IllegalArgumentException.class, () -> pool.imap(PoolImapTest::twice, NUMBERS, 0));
        }
    }

    @ParameterizedTest
    @EnumSource
    @Conformance("POOL-13")
    void whatTheInputThrowsComesBehindTheResultsBeforeIt(PoolKind kind) throws Exception {
        try (Pool pool = kind.open(1)) {
            for (int good : new int[] {0, 7}) {
                PoolIterator<Integer> results = pool.imap(PoolImapTest::twice, new PoolMapTest.FailingInput(good));
                for (int i = 0; i < good; i++) {
                    assertEquals(2 * i, results.next());
                }
                assertSame(PoolMapTest.FailingInput.FAILURE, assertThrows(IllegalStateException.class, results::next));
                assertFalse(results.hasNext());
            }
            PoolIterator<Integer> chunked =
                    pool.chunksize(3).imap(PoolImapTest::twice, new PoolMapTest.FailingInput(7));
            for (int i = 0; i < 6; i++) {
                assertEquals(2 * i, chunked.next(), "whole chunks only");
            }
            assertThrows(IllegalStateException.class, chunked::next);
            Iterable<Integer> broken = () -> {
                throw new IllegalArgumentException("no iterator");
            };
            assertThrows(IllegalArgumentException.class, () -> pool.imap(PoolImapTest::twice, broken));
        }
    }

    @ParameterizedTest
    @EnumSource
    @Conformance("POOL-15")
    void whatTheInputThrowsAlsoEndsUnorderedResults(PoolKind kind) throws Exception {
        try (Pool pool = kind.open(2)) {
            PoolIterator<Integer> results = pool.imapUnordered(PoolImapTest::twice, new PoolMapTest.FailingInput(20));
            Set<Integer> got = new HashSet<>();
            assertThrows(IllegalStateException.class, () -> {
                while (true) {
                    int result = results.next();
                    assertTrue(got.add(result) && result % 2 == 0 && result >= 0 && result < 40, () -> "" + result);
                }
            });
        }
    }

    @ParameterizedTest
    @EnumSource
    void aFailedTaskThrowsAtItsPlaceAndTheNextFollows(PoolKind kind) throws Exception {
        try (Pool pool = kind.open(2)) {
            PoolIterator<Integer> results = pool.imap((Integer x) -> 10 / x, List.of(1, 0, 2, 0, 5));
            assertEquals(10, results.next());
            CompletionException first = assertThrows(CompletionException.class, results::next);
            assertInstanceOf(ArithmeticException.class, first.getCause());
            assertEquals(5, results.next());
            ExecutionException second = assertThrows(ExecutionException.class, () -> results.next(Eventually.LIMIT));
            assertInstanceOf(ArithmeticException.class, second.getCause());
            assertEquals(2, results.next(Eventually.LIMIT));
            assertFalse(results.hasNext());
        }
    }

    @ParameterizedTest
    @EnumSource
    void nextWithATimeoutLosesNothing(PoolKind kind) throws Exception {
        Event gate = new Event();
        try (Pool pool = kind.open(1)) {
            PoolIterator<Integer> results = pool.imap((Event each) -> PoolApplyTest.await(each), List.of(gate));
            assertThrows(TimeoutException.class, () -> results.next(Duration.ofMillis(20)));
            assertThrows(TimeoutException.class, () -> results.next(Duration.ZERO));
            gate.set();
            assertEquals(1, results.next(Eventually.LIMIT));
            assertThrows(NoSuchElementException.class, () -> results.next(Eventually.LIMIT));
        }
    }

    @ParameterizedTest
    @EnumSource
    void aClosedIteratorGivesNoMore(PoolKind kind) throws Exception {
        try (Pool pool = kind.open(2)) {
            PoolIterator<Integer> results = pool.imap(PoolImapTest::twice, NUMBERS);
            assertEquals(0, results.next());
            results.close();
            results.close();
            assertFalse(results.hasNext());
            assertThrows(NoSuchElementException.class, results::next);
            assertEquals(4, pool.apply(PoolImapTest::twice, 2));
        }
    }
}
