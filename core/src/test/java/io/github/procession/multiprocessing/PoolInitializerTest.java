package io.github.procession.multiprocessing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.Conformance;
import io.github.procession.function.Action0;
import io.github.procession.support.Eventually;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class PoolInitializerTest {
    private static int added;

    static void add(IntValue calls, Integer b) {
        calls.getAndAdd(1);
        added += b;
    }

    @Test
    @Conformance("INIT-02")
    void theInitializerRunsOnceInEachWorkerBeforeItsTasks() throws Exception {
        assertThrows(NullPointerException.class, () -> new Pool(1, (Action0) null));
        assertThrows(NullPointerException.class, () -> new ThreadPool(1, (Action0) null));
        IntValue calls = Value.ofInt(0);
        try (Pool pool = new Pool(2, PoolInitializerTest::add, calls, 5)) {
            assertEquals(List.of(5, 5, 5, 5), pool.chunksize(1).map((Integer _) -> added, List.of(1, 2, 3, 4)));
            PoolWorkers.awaitFull(pool);
            assertEquals(2, calls.get());
        }
        calls.set(0);
        try (Pool pool = new ThreadPool(3, each -> each.getAndAdd(1), calls)) {
            pool.map((Integer x) -> x, List.of(1, 2, 3));
            Eventually.await("each thread has called it", () -> calls.get() == 3);
        }
    }

    static void fail(IntValue starts) {
        starts.getAndAdd(1);
        throw new IllegalStateException("bad initializer");
    }

    static void exit(IntValue starts) {
        starts.getAndAdd(1);
        System.exit(7);
    }

    static void hang(IntValue starts) throws InterruptedException {
        starts.getAndAdd(1);
        new CountDownLatch(1).await();
    }

    private static Throwable causeOfEnd(PoolBuilder builder, IntValue starts) throws Exception {
        Pool pool = builder.build();
        AsyncResult<Integer> pending;
        PoolIterator<Integer> iterated;
        try {
            pending = pool.applyAsync(PoolImapTest::twice, 1);
            iterated = pool.imap(PoolImapTest::twice, List.of(1));
        } catch (BrokenPoolException e) { // it was quicker than this thread
            pool.close();
            assertTrue(pool.join(Eventually.LIMIT));
            starts.set(0);
            return causeOfEnd(builder, starts);
        }
        Throwable failure = assertThrows(ExecutionException.class, () -> pending.get(Eventually.LIMIT))
                .getCause();
        assertInstanceOf(BrokenPoolException.class, failure);
        assertThrows(BrokenPoolException.class, iterated::next);
        BrokenPoolException refused = assertThrows(BrokenPoolException.class, () -> pool.apply(PoolImapTest::twice, 1));
        assertTrue(starts.get() <= 3 + 1, () -> starts.get() + " workers were started");
        assertTrue(pool.toString().contains("ended"));
        pool.close();
        assertTrue(pool.join(Eventually.LIMIT));
        return refused.getCause();
    }

    @Tag("full")
    @Test
    void anInitializerThatThrowsGivesOneClearFailure() throws Exception {
        IntValue starts = Value.ofInt(0);
        Throwable cause =
                causeOfEnd(Pool.builder().processes(2).initializer(PoolInitializerTest::fail, starts), starts);
        assertInstanceOf(IllegalStateException.class, cause);
        assertEquals("bad initializer", cause.getMessage());
        Eventually.await(
                "no more are started", () -> Multiprocessing.activeChildren().isEmpty());
    }

    @Test
    void anInitializerThatExitsGivesOneClearFailure() throws Exception {
        IntValue starts = Value.ofInt(0);
        Throwable cause =
                causeOfEnd(Pool.builder().processes(2).initializer(PoolInitializerTest::exit, starts), starts);
        WorkerLostException lost = assertInstanceOf(WorkerLostException.class, cause);
        assertEquals(7, lost.exitCode());
        assertTrue(lost.getMessage().contains("before it was ready"), lost.getMessage());
    }

    @Tag("full")
    @Test
    void anInitializerThatHangsGivesOneClearFailure() throws Exception {
        IntValue starts = Value.ofInt(0);
        Throwable cause = causeOfEnd(
                Pool.builder()
                        .processes(1)
                        .startTimeout(Duration.ofMillis(1500))
                        .initializer(PoolInitializerTest::hang, starts),
                starts);
        assertInstanceOf(TimeoutException.class, cause);
    }

    @Test
    void anInitializerThatThrowsBreaksAThreadPoolToo() throws Exception {
        IntValue starts = Value.ofInt(0);
        Pool pool = new ThreadPool(2, PoolInitializerTest::fail, starts);
        Eventually.await("broken", () -> pool.toString().contains("ended"));
        assertEquals(
                "bad initializer",
                assertThrows(BrokenPoolException.class, () -> pool.apply(PoolImapTest::twice, 1))
                        .getCause()
                        .getMessage());
        pool.close();
        assertTrue(pool.join(Eventually.LIMIT));
    }

    @Test
    void aDroppedPoolThatGaveUpEndsItsThreads() throws Exception {
        String name = drop();
        Eventually.await("its thread ends", () -> {
            System.gc();
            return Thread.getAllStackTraces().keySet().stream()
                    .noneMatch(thread -> thread.getName().startsWith(name));
        });
    }

    private static String drop() throws Exception {
        Pool pool = new Pool(1, PoolInitializerTest::fail, Value.ofInt(0));
        Eventually.await("broken", () -> !pool.engine().isRunning());
        return pool.engine().name();
    }
}
