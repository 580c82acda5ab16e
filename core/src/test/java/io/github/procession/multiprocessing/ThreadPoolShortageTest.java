package io.github.procession.multiprocessing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.procession.concurrent.CompletedFutures;
import io.github.procession.concurrent.Future;
import io.github.procession.concurrent.Futures;
import io.github.procession.concurrent.ThreadPoolExecutor;
import io.github.procession.concurrent.UncheckedTimeoutException;
import io.github.procession.support.RootJvm;
import io.github.procession.support.RootMethod;
import io.github.procession.support.Shortage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Threads whose program has a full heap for a while: each call, future and stream ends, and the pool goes on. */
@Tag("full")
class ThreadPoolShortageTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int SHORTAGE_MILLIS = 2_000;
    private static final int THREADS = 3;
    private static final int CALLS = 3_000;

    static int twice(int number) throws Exception {
        Thread.sleep(1); // so that results come all the time
        if (number % 7 == 3) {
            throw new IllegalArgumentException("not this one");
        }
        return 2 * number;
    }

    private static void fillHeap() throws InterruptedException {
        try (Shortage _ = Shortage.ofMemory()) {
            Thread.sleep(SHORTAGE_MILLIS);
        }
    }

    /** What waits, in the end; all that it may throw but that is of the shortage. */
    @FunctionalInterface
    private interface Wait {
        void end() throws Exception;
    }

    private static void ends(String what, Wait wait) {
        try {
            wait.end();
        } catch (TimeoutException | UncheckedTimeoutException e) {
            throw new AssertionError(what + " never ends", e);
        } catch (Throwable _) {
            // the shortage, in whatever it shows, or the call's own failure
        }
    }

    static void fillPool() throws Exception {
        try (ThreadPool pool = new ThreadPool(THREADS)) {
            List<AsyncResult<Integer>> calls = new ArrayList<>(CALLS);
            List<CompletableFuture<Integer>> futures = new ArrayList<>(CALLS);
            for (int i = 0; i < CALLS; i++) {
                AsyncResult<Integer> call = pool.applyAsync(ThreadPoolShortageTest::twice, i);
                calls.add(call.callback(_ -> {}).errorCallback(_ -> {}));
                futures.add(call.toCompletableFuture());
            }
            fillHeap();
            for (int i = 0; i < CALLS; i++) {
                AsyncResult<Integer> call = calls.get(i);
                CompletableFuture<Integer> future = futures.get(i);
                ends("call " + i, () -> call.get(LIMIT));
                ends("future " + i, () -> future.get(LIMIT.toMillis(), TimeUnit.MILLISECONDS));
            }
            assertEquals(14, pool.apply(ThreadPoolShortageTest::twice, 7));
        }
    }

    static void fillExecutor() throws Exception {
        try (ThreadPoolExecutor executor = new ThreadPoolExecutor(THREADS)) {
            List<Future<Integer>> futures = new ArrayList<>(CALLS);
            for (int i = 0; i < CALLS; i++) {
                futures.add(executor.submit(ThreadPoolShortageTest::twice, i));
            }
            CompletedFutures<Integer> ended = Futures.asCompleted(futures, LIMIT);
            fillHeap();
            for (int i = 0; i < CALLS; i++) {
                ends("future " + i + " of those that end", ended::next);
            }
            ends("waiting for all", () -> Futures.wait(futures, LIMIT));
            for (Future<Integer> future : futures) {
                ends("future", () -> future.result(LIMIT));
            }
            assertEquals(14, executor.submit(ThreadPoolShortageTest::twice, 7).result());
        }
    }

    static void fillStream() throws Exception {
        try (ThreadPool pool = new ThreadPool(THREADS)) {
            PoolIterator<Integer> results = pool.imap(
                    ThreadPoolShortageTest::twice, IntStream.range(0, CALLS).boxed());
            Thread filling = Thread.ofPlatform().daemon().start(() -> {
                try {
                    fillHeap();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            });
            boolean[] isOver = new boolean[1];
            Wait next = () -> {
                try {
                    results.next(LIMIT);
                } catch (NoSuchElementException e) {
                    isOver[0] = true;
                }
            };
            while (!isOver[0]) {
                ends("a stream", next);
            }
            filling.join();
            assertEquals(14, pool.apply(ThreadPoolShortageTest::twice, 7));
        }
    }

    private static RootJvm root(String method) {
        return RootMethod.of(ThreadPoolShortageTest.class, method).options("-Xmx48m");
    }

    @Test
    void callsEnd() throws Exception {
        root("fillPool").run().succeeded();
    }

    @Test
    void futuresOfAnExecutorEnd() throws Exception {
        root("fillExecutor").run().succeeded();
    }

    @Test
    void aStreamEnds() throws Exception {
        root("fillStream").run().succeeded();
    }
}
