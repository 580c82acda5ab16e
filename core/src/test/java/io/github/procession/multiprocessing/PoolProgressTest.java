package io.github.procession.multiprocessing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.support.Eventually;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PoolProgressTest {
    static List<Integer> numbers(int count) {
        return IntStream.range(0, count).boxed().toList();
    }

    /** Remembers what it is told. */
    private static final class Listener implements ProgressListener {
        private final List<Progress> told = new ArrayList<>(); // guarded by this

        @Override
        public synchronized void onProgress(Progress progress) {
            told.add(progress);
        }

        synchronized List<Progress> told() {
            return List.copyOf(told);
        }

        private synchronized boolean isToldOfAll(long total) {
            return !told.isEmpty()
                    && told.getLast().finished() == total
                    && told.getLast().total().isPresent(); // the input may end after its last task
        }

        /** Waits for the end, then looks back. */
        Progress awaitEnd(long total) throws Exception {
            Eventually.await("told of all " + total, () -> isToldOfAll(total));
            List<Progress> all = told();
            for (int i = 1; i < all.size(); i++) {
                assertTrue(all.get(i).done() >= all.get(i - 1).done());
                assertTrue(all.get(i).failed() >= all.get(i - 1).failed());
                assertTrue(all.get(i).elapsed().compareTo(all.get(i - 1).elapsed()) >= 0);
            }
            Progress last = all.getLast();
            assertEquals(OptionalLong.of(total), last.total());
            assertEquals(Duration.ZERO, last.remaining());
            assertTrue(last.rate() > 0);
            return last;
        }
    }

    @ParameterizedTest
    @EnumSource
    void theListenerIsToldUpToTheTotal(PoolKind kind) throws Exception {
        try (Pool pool = kind.open(2)) {
            Listener listener = new Listener();
            pool.progress(listener).map((Integer x) -> x, numbers(1000));
            assertEquals(1000, listener.awaitEnd(1000).done());
            Listener ofFailures = new Listener();
            assertThrows(
                    ExecutionException.class,
                    () -> pool.progress(ofFailures).chunksize(10).map((Integer x) -> 1 / (x % 100), numbers(1000)));
            Progress last = ofFailures.awaitEnd(1000);
            assertEquals(100, last.failed(), "a chunk fails as a whole");
            Listener ofImap = new Listener();
            assertEquals(
                    500,
                    pool.progress(ofImap).imapUnordered((Integer x) -> x, numbers(500)::iterator).stream()
                            .count());
            ofImap.awaitEnd(500);
        }
    }

    @Tag("full")
    @Test
    void theListenerIsToldUpToTheTotalThoughWorkersDie() throws Exception {
        try (Pool pool = new Pool(2)) {
            Listener listener = new Listener();
            PoolIterator<Integer> results = pool.progress(listener)
                    .imap(
                            (Integer x) -> {
                                if (x % 50 == 25) {
                                    Runtime.getRuntime().halt(1);
                                }
                                return x;
                            },
                            numbers(200));
            int lost = 0;
            for (int i = 0; i < 200; i++) {
                try {
                    assertEquals(i, results.next(Eventually.LIMIT));
                } catch (ExecutionException e) {
                    lost++;
                }
            }
            assertEquals(4, lost);
            assertEquals(4, listener.awaitEnd(200).failed());
        }
    }

    @Test
    void whileTheEndOfTheInputIsUnknownThereIsNoTotal() throws Exception {
        try (Pool pool = new Pool(1)) {
            Listener listener = new Listener();
            try (PoolIterator<Integer> results = pool.progress(listener)
                    .imap((Integer x) -> x, IntStream.iterate(0, x -> x + 1).boxed()::iterator)) {
                results.next();
                Eventually.await("told", () -> !listener.told().isEmpty());
            }
            Progress first = listener.told().getFirst();
            assertTrue(first.total().isEmpty());
            assertNull(first.remaining());
        }
    }

    @Test
    void aListenerThatThrowsHarmsNothing() throws Exception {
        try (Pool pool = new Pool(1)) {
            String log = Capture.err(() -> {
                assertEquals(
                        numbers(10),
                        pool.progress(_ -> {
                                    throw new IllegalStateException("bad listener");
                                })
                                .map((Integer x) -> x, numbers(10)));
                Listener next = new Listener();
                pool.progress(next).map((Integer x) -> x, numbers(10));
                next.awaitEnd(10);
            });
            assertTrue(log.contains("bad listener"), log);
        }
    }

    @Test
    void statisticsCountWhatEachWorkerDid() throws Exception {
        try (Pool pool = new Pool(2)) {
            Event gate = new Event();
            Event begun = new Event();
            AsyncResult<Integer> running = pool.applyAsync(PoolCancelTest::begin, begun, gate);
            begun.await(); // else it may still be moved to a worker that is ready earlier and has counted
            for (int i = 0; i < 10; i++) {
                pool.apply((Integer x) -> x, i);
            }
            Eventually.await("ten are counted", () -> tasks(pool) == 10);
            List<WorkerStatistics> workers = pool.statistics();
            assertEquals(2, workers.size());
            assertEquals(1, workers.stream().filter(WorkerStatistics::running).count());
            WorkerStatistics idle =
                    workers.stream().filter(each -> !each.running()).findFirst().orElseThrow();
            assertEquals(10, idle.tasks());
            assertTrue(idle.busy().isPositive());
            assertTrue(idle.name().matches("Pool-\\d+-Worker-\\d"), idle::name);
            gate.set();
            running.get();
            Eventually.await("eleven are counted", () -> tasks(pool) == 11);
            assertFalse(pool.statistics().stream().anyMatch(WorkerStatistics::running));
        }
    }

    private static long tasks(Pool pool) {
        return pool.statistics().stream().mapToLong(WorkerStatistics::tasks).sum();
    }
}
