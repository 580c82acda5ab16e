package io.github.procession.multiprocessing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.support.Eventually;
import io.github.procession.support.MemoryPoints;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A pool of threads whose user cancels a call or terminates it without memory: all calls end, whether that was done or not. */
class PoolEndWithoutMemoryTest {
    private static final int THREADS = 2;
    private static final int CALLS = 4;

    private static CountDownLatch mayReturn;

    private static int await(int number) throws InterruptedException {
        mayReturn.await();
        return number;
    }

    private static int same(int number) {
        return number;
    }

    private interface Attempt {
        void on(ThreadPool pool, AsyncResult<Integer> last);
    }

    /** Does something in another thread, which may fail; what does not end then ends by itself. */
    private static void attempt(Attempt attempt) throws Exception {
        mayReturn = new CountDownLatch(1);
        ThreadPool pool = new ThreadPool(THREADS);
        List<AsyncResult<Integer>> results = new ArrayList<>();
        for (int i = 0; i < CALLS; i++) {
            results.add(pool.applyAsync(PoolEndWithoutMemoryTest::await, i));
        }
        Eventually.await("two calls run", () -> results.get(THREADS - 1).running());
        java.lang.Thread user = new java.lang.Thread(() -> {
            MemoryPoints.begin();
            try {
                attempt.on(pool, results.getLast());
            } catch (OutOfMemoryError _) {
                // it is not done then
            } finally {
                MemoryPoints.end();
            }
        });
        user.start();
        user.join();
        mayReturn.countDown();
        for (int i = 0; i < CALLS; i++) {
            try {
                assertEquals(i, results.get(i).get(Eventually.LIMIT));
            } catch (CancellationException _) {
                // it was done
            }
        }
        pool.close();
        assertTrue(pool.join(Eventually.LIMIT), "the pool does not end");
    }

    static void terminate() throws Exception {
        attempt((pool, _) -> pool.terminate());
    }

    static void cancel() throws Exception {
        attempt((_, last) -> last.cancel(true));
    }

    /** Workers that stand for processes. */
    static void emulate() throws Exception {
        Multiprocessing.setStartMethod("threads", true);
        CountDownLatch ended = new CountDownLatch(1);
        java.lang.Thread.ofPlatform().daemon().start(() -> {
            MemoryPoints.begin();
            while (ended.getCount() > 0) {
                try {
                    run();
                    ended.countDown();
                } catch (OutOfMemoryError | IllegalStateException _) { // such as no memory for the pool
                    MemoryPoints.end();
                }
            }
        });
        assertTrue(ended.await(Eventually.LIMIT.toSeconds(), TimeUnit.SECONDS), "it waits for ever");
        MemoryPoints.end();
        Eventually.await(
                "no worker is left", () -> Multiprocessing.activeChildren().isEmpty());
    }

    private static void call(Pool pool, int number) {
        try {
            assertEquals(number, pool.apply(PoolEndWithoutMemoryTest::same, number));
        } catch (ExecutionException _) {
            // it heard of its end
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static void run() {
        try (Pool pool = Pool.builder().processes(THREADS).maxTasksPerChild(1).build()) {
            for (int i = 0; i < CALLS; i++) {
                call(pool, i);
            }
        }
    }

    @Tag("full")
    @ParameterizedTest
    @ValueSource(strings = {"terminate", "cancel", "emulate"})
    void allCallsEnd(String method) throws Exception {
        MemoryPoints.program(
                        getClass(),
                        method,
                        1,
                        "ThreadPoolEngine",
                        "PoolEngine",
                        "ThreadPoolWorker",
                        "JobQueue",
                        "AsyncResult",
                        "EmulatedProcessWorkers",
                        "ChildProcess",
                        "ThreadChild",
                        "RunningChildren")
                .run()
                .succeeded();
    }
}
