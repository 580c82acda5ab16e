package io.github.procession.multiprocessing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.Conformance;
import io.github.procession.support.Eventually;
import java.time.Duration;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PoolReadAheadTest {
    private static final int BOUND = 10;

    /** Endless, and counts how much was read of it. */
    private static final class Endless implements Iterable<Integer> {
        private final AtomicInteger read = new AtomicInteger();

        @Override
        public Iterator<Integer> iterator() {
            return new Iterator<>() {
                @Override
                public boolean hasNext() {
                    return true;
                }

                @Override
                public Integer next() {
                    return read.getAndIncrement();
                }
            };
        }

        /** Waits until it has been read up to the bound, where the feeder waits. */
        void awaitRead(Pool pool, int count) throws Exception {
            Eventually.await("the feeder waits", () -> feeder(pool) == Thread.State.WAITING && read.get() >= count);
            assertEquals(count, read.get());
        }
    }

    private static Thread.State feeder(Pool pool) {
        String name = pool.engine().name() + "-background";
        return Thread.getAllStackTraces().entrySet().stream()
                .filter(each -> each.getKey().getName().startsWith(name))
                .filter(each -> Arrays.stream(each.getValue())
                        .anyMatch(frame -> frame.getClassName().equals(InputFeeder.class.getName())))
                .map(each -> each.getKey().getState())
                .findAny()
                .orElse(Thread.State.TERMINATED);
    }

    @ParameterizedTest
    @EnumSource
    @Conformance("DOC-01")
    void endlessInputIsReadAtMostTheBoundAhead(PoolKind kind) throws Exception {
        try (Pool pool = kind.open(2)) {
            Endless input = new Endless();
            try (PoolIterator<Integer> results = pool.buffersize(BOUND).imap(PoolImapTest::twice, input)) {
                input.awaitRead(pool, BOUND);
                for (int i = 0; i < 25; i++) {
                    assertEquals(2 * i, results.next());
                    assertTrue(input.read.get() <= i + 1 + BOUND);
                }
                input.awaitRead(pool, 25 + BOUND);
            }
            Endless chunked = new Endless();
            try (PoolIterator<Integer> results =
                    pool.buffersize(1).chunksize(4).imapUnordered(PoolImapTest::twice, chunked)) {
                chunked.awaitRead(pool, 4);
                assertEquals(0, results.next());
                chunked.awaitRead(pool, 8);
            }
            Endless byDefault = new Endless();
            try (PoolIterator<Integer> results = pool.imap(PoolImapTest::twice, byDefault)) {
                byDefault.awaitRead(pool, 256);
                assertEquals(0, results.next());
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void aListAtHandIsWorkedOnAtMostTheBoundAhead(PoolKind kind) throws Exception {
        IntValue begun = Value.ofInt(0);
        try (Pool pool = kind.open(2);
                PoolIterator<Integer> results = pool.buffersize(BOUND)
                        .imap(
                                (Integer _) -> begun.getAndAdd(1),
                                IntStream.range(0, 100).boxed().toList())) {
            Eventually.await("all that may begin has", () -> begun.get() == BOUND);
            for (int i = 0; i < 100; i++) {
                results.next();
                assertTrue(begun.get() <= i + 1 + BOUND);
            }
            assertFalse(results.hasNext());
        }
    }

    /** The consumer takes results by the batch, and while it is away the pool has to do without its help. */
    @Tag("full")
    @ParameterizedTest
    @EnumSource
    void tasksGoOnUpToTheBoundWhileTheConsumerIsAway(PoolKind kind) throws Exception {
        int bound = 256;
        IntValue begun = Value.ofInt(0);
        try (Pool pool = kind.open(2);
                PoolIterator<Integer> results = pool.buffersize(bound)
                        .imapUnordered(
                                (Integer _) -> begun.getAndAdd(1),
                                IntStream.range(0, 2_000).boxed().toList())) {
            BitSet seen = new BitSet();
            seen.set(results.next());
            Eventually.await("all that may begin has", () -> begun.get() >= bound);
            for (int taken = 1; taken < 2_000; taken++) {
                assertTrue(begun.get() <= taken + bound, taken + " taken");
                seen.set(results.next());
            }
            assertFalse(results.hasNext());
            assertEquals(2_000, seen.cardinality());
        }
    }

    @Test
    void aClosedIteratorGivesNothingOfWhatItHadTaken() throws Exception {
        try (Pool pool = new Pool(2)) {
            PoolIterator<Integer> results = pool.imapUnordered(
                    PoolImapTest::twice, IntStream.range(0, 1_000).boxed().toList());
            results.next();
            results.close();
            assertFalse(results.hasNext());
            assertThrows(NoSuchElementException.class, results::next);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aClosedIteratorReadsNoMoreAndFreesTheWorkers(PoolKind kind) throws Exception {
        Pool pool = kind.open(2);
        try (pool) {
            Endless input = new Endless();
            try (PoolIterator<Integer> results = pool.imap(PoolImapTest::twice, input)) {
                assertEquals(0, results.next());
            }
            Eventually.await("the feeder ends", () -> feeder(pool) == Thread.State.TERMINATED);
            int read = input.read.get();
            assertEquals(14, pool.apply(PoolImapTest::twice, 7));
            assertEquals(read, input.read.get());
        }
        assertTrue(pool.join(Eventually.LIMIT));
    }

    @Tag("full")
    @ParameterizedTest
    @EnumSource
    void aDroppedIteratorDoesNotKeepThePoolFromClosing(PoolKind kind) throws Exception {
        Pool pool = kind.open(2);
        try (pool) {
            takeOne(pool);
        }
        Eventually.await("the pool ends when the iterator has been collected", () -> {
            System.gc();
            return pool.join(Duration.ofMillis(10));
        });
    }

    private static void takeOne(Pool pool) {
        assertEquals(0, pool.imap(PoolImapTest::twice, new Endless()).next());
    }

    @ParameterizedTest
    @EnumSource
    @Conformance("DOC-02")
    void terminateReleasesTheFeederAndTheConsumer(PoolKind kind) throws Exception {
        Pool pool = kind.open(1);
        Event never = new Event();
        Endless input = new Endless();
        PoolIterator<Integer> results = pool.buffersize(2).imap((Integer _) -> PoolApplyTest.await(never), input);
        input.awaitRead(pool, 2);
        pool.terminate();
        assertThrows(CancellationException.class, results::next);
        assertThrows(CancellationException.class, () -> results.next(Eventually.LIMIT));
        Eventually.await("the feeder ends", () -> feeder(pool) == Thread.State.TERMINATED);
        assertEquals(2, input.read.get());
        assertTrue(pool.join(Eventually.LIMIT));
    }

    @Test
    void anInputThatWaitsWhenThePoolIsTerminatedDoesNotLookComplete() throws Exception {
        Pool pool = new Pool(1);
        BlockingQueue<Integer> source = new LinkedBlockingQueue<>();
        source.add(1);
        Iterable<Integer> waiting = () -> new Iterator<>() {
            @Override
            public boolean hasNext() {
                return true;
            }

            @Override
            public Integer next() {
                try {
                    return source.take();
                } catch (InterruptedException e) {
                    throw new IllegalStateException("interrupted", e);
                }
            }
        };
        PoolIterator<Integer> results = pool.imap(PoolImapTest::twice, waiting);
        assertEquals(2, results.next());
        pool.terminate();
        assertThrows(CancellationException.class, results::next);
    }
}
