package io.github.procession.multiprocessing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.support.RootJvm;
import io.github.procession.support.RootMethod;
import io.github.procession.support.Shortage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A pool whose program, or whose worker, has a full heap for a while: each call ends, and the pool goes on. */
@Tag("full")
class PoolShortageTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int SHORTAGE_MILLIS = 2_000;
    private static final int CALLS = 3_000;
    private static final String SMALL_HEAP = "-Xmx48m";

    static int twice(int number) throws Exception {
        Thread.sleep(1); // so that results come all the time
        return 2 * number;
    }

    private static void awaitEach(List<AsyncResult<Integer>> calls) throws Exception {
        for (int i = 0; i < calls.size(); i++) {
            int result;
            try {
                result = calls.get(i).get(LIMIT);
            } catch (TimeoutException e) {
                throw new AssertionError("call " + i + " never ends", e);
            } catch (Throwable _) { // the shortage, in whatever it shows
                continue;
            }
            assertEquals(2 * i, result);
        }
    }

    private static List<AsyncResult<Integer>> submit(Pool pool, int count) {
        List<AsyncResult<Integer>> calls = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            calls.add(pool.applyAsync(PoolShortageTest::twice, i));
        }
        return calls;
    }

    static void fillProgram() throws Exception {
        try (Pool pool = new Pool(2)) {
            assertEquals(2, pool.apply(PoolShortageTest::twice, 1));
            List<AsyncResult<Integer>> calls = submit(pool, CALLS);
            try (Shortage _ = Shortage.ofMemory()) {
                Thread.sleep(SHORTAGE_MILLIS);
            }
            awaitEach(calls);
            goesOnOrSaysWhyNot(pool);
        }
        try (Pool another = new Pool(2)) {
            assertEquals(2, another.apply(PoolShortageTest::twice, 1));
        }
    }

    private static void goesOnOrSaysWhyNot(Pool pool) throws Exception {
        int result;
        try {
            result = pool.apply(PoolShortageTest::twice, 7);
        } catch (BrokenPoolException e) {
            assertTrue(e.getMessage().contains("gives up"), e::toString);
            return;
        }
        assertEquals(14, result);
    }

    private static RootJvm root(String method) {
        return RootMethod.of(PoolShortageTest.class, method).options(SMALL_HEAP);
    }

    @Test
    void callsOfAProgramWhoseHeapIsFullEnd() throws Exception {
        root("fillProgram").run().succeeded();
    }

    /** Fills the heap of its worker, and frees it when some time has passed. */
    static int fill() throws Exception {
        CountDownLatch isFull = new CountDownLatch(1);
        Thread.ofPlatform().daemon().start(() -> {
            try (Shortage _ = Shortage.ofMemory()) {
                isFull.countDown();
                Thread.sleep(SHORTAGE_MILLIS);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        isFull.await();
        return 0;
    }

    static void fillWorker() throws Exception {
        Multiprocessing.setJvmOptions(SMALL_HEAP, "-XX:-ExitOnOutOfMemoryError");
        try (Pool pool = new Pool(1)) {
            assertEquals(2, pool.apply(PoolShortageTest::twice, 1));
            List<AsyncResult<Integer>> calls = new ArrayList<>();
            calls.add(pool.applyAsync(PoolShortageTest::fill));
            calls.addAll(submit(pool, CALLS).subList(1, CALLS));
            awaitEach(calls);
            assertEquals(14, pool.apply(PoolShortageTest::twice, 7));
        }
    }

    @Test
    void callsAtAWorkerWhoseHeapIsFullEnd() throws Exception {
        root("fillWorker").options("-Xmx400m").run().succeeded();
    }
}
