package io.github.procession.threading;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.support.Eventually;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinWorkerThread;
import org.junit.jupiter.api.Test;

/** Each thread finds its own value while others come, go, and make room for theirs. */
class LocalOfManyThreadsTest {
    @Test
    void tenThousandThreadsThatLiveAtTheSameTime() throws Exception {
        Local<Integer> local = new Local<>();
        Semaphore entered = new Semaphore(0);
        Event look = new Event();
        Semaphore right = new Semaphore(0);
        List<java.lang.Thread> threads = new ArrayList<>();
        int count = 10_000;
        for (int i = 0; i < count; i++) {
            int own = i;
            threads.add(Thread.virtual(() -> {
                local.set(own);
                local.set("own", own);
                entered.release();
                look.await();
                if (local.get() == own && local.get("own").equals(own)) {
                    right.release();
                }
            }));
        }
        threads.forEach(java.lang.Thread::start);
        for (int i = 0; i < count; i++) {
            assertTrue(entered.acquire(Eventually.LIMIT));
        }
        assertEquals(count, local.threads());
        look.set();
        for (java.lang.Thread each : threads) {
            assertTrue(each.join(Eventually.LIMIT));
        }
        for (int i = 0; i < count; i++) {
            assertTrue(right.acquire(false), "threads that saw their own: " + i);
        }
    }

    @Test
    void aThreadThatStaysWhileManyComeAndGo() throws Exception {
        Local<String> local = new Local<>();
        local.set("stays");
        for (int i = 0; i < 5_000; i++) {
            java.lang.Thread other = Thread.virtual(() -> local.set("goes"));
            other.start();
            other.join();
            assertEquals("stays", local.get());
            if (i % 1000 == 0) {
                System.gc(); // so that some are removed between the others
            }
        }
        Eventually.await("only the one that stays is left", () -> {
            System.gc();
            return local.threads() == 1;
        });
        assertEquals("stays", local.get());
    }

    /** Its thread locals are erased whenever it has nothing to do. */
    private static final class Erasing extends ForkJoinWorkerThread {
        Erasing(ForkJoinPool pool) {
            super(null, pool, false);
        }
    }

    @Test
    void aThreadOfAPoolThatErasesThreadLocalsKeepsWhatItHasSet() throws Exception {
        Local<String> local = new Local<>();
        List<java.lang.Thread> workers = new ArrayList<>();
        try (ForkJoinPool pool = new ForkJoinPool(1, Erasing::new, null, false)) {
            for (int i = 0; i < 10; i++) {
                String value = "task " + i;
                pool.submit(() -> local.set(value)).get();
                Eventually.await("the worker has nothing to do", () -> pool.getActiveThreadCount() == 0);
                System.gc();
                String seen = pool.submit(() -> {
                            workers.add(java.lang.Thread.currentThread());
                            return local.get();
                        })
                        .get();
                assertEquals(value, seen);
            }
        }
        assertEquals(1, workers.stream().distinct().count());
        Eventually.await("its value goes with the worker, though the thread object is still there", () -> {
            System.gc();
            return local.threads() == 0;
        });
        assertTrue(workers.getFirst().threadId() > 0);
    }
}
