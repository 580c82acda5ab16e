package io.github.procession.multiprocessing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.Conformance;
import io.github.procession.support.Eventually;
import io.github.procession.support.RootJvm;
import io.github.procession.support.ThreadsToo;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@ThreadsToo
class PoolEndTest {
    @ParameterizedTest
    @EnumSource
    @Conformance("POOL-19")
    void leavingTheBlockClosesThePoolAndWhatWasGivenIsDone(PoolKind kind) throws Exception {
        Pool pool = kind.open(2);
        List<AsyncResult<Integer>> results = new ArrayList<>();
        try (pool) {
            for (int i = 0; i < 100; i++) {
                results.add(pool.applyAsync(PoolImapTest::twice, i));
            }
        }
        IllegalStateException refused =
                assertThrows(IllegalStateException.class, () -> pool.mapAsync(PoolImapTest::twice, List.of(1)));
        assertTrue(refused.getMessage().contains("closed"), refused.getMessage());
        assertTrue(
                refused.getMessage().endsWith("submit all before close() or the end of its try block"),
                refused.getMessage());
        for (int i = 0; i < 100; i++) {
            assertEquals(2 * i, results.get(i).get());
        }
        pool.join();
        assertEquals(List.of(), pool.statistics());
    }

    @Tag("full")
    @Test
    @Conformance("POOL-25")
    void aDroppedPoolIsEndedWithAWarning() throws Exception {
        String log = Capture.err(() -> {
            assertEquals(2, dropPool(new Pool(2)));
            Eventually.await("the workers end when the pool has been collected", () -> {
                System.gc();
                return Multiprocessing.activeChildren().isEmpty();
            });
        });
        assertTrue(log.contains("was dropped without close() or terminate()"), log);
        assertTrue(log.contains("PoolEndTest.aDroppedPoolIsEnded"), "where it was created: " + log);
    }

    private static int dropPool(Pool pool) throws Exception {
        pool.imap(PoolImapTest::twice, List.of(1, 2, 3)).next(); // an iterator that is dropped as well
        return pool.apply(PoolImapTest::twice, 1);
    }

    @Test
    void aDroppedThreadPoolEndsItsThreads() throws Exception {
        dropPool(new ThreadPool(1));
        Eventually.await("its threads end", () -> {
            System.gc();
            return Thread.getAllStackTraces().keySet().stream()
                    .noneMatch(thread -> thread.getName().matches("ThreadPool-\\d+-Worker-.*"));
        });
    }

    @Test
    void aPoolWithUnfinishedCallsIsNotCollected() throws Exception {
        Event gate = new Event();
        AsyncResult<Integer> result = leaveWith(gate);
        for (int i = 0; i < 5; i++) {
            System.gc();
            assertFalse(result.ready());
        }
        gate.set();
        assertEquals(1, result.get());
        Eventually.await("then it is", () -> {
            System.gc();
            return Multiprocessing.activeChildren().isEmpty();
        });
    }

    private static AsyncResult<Integer> leaveWith(Event gate) {
        return new Pool(1).applyAsync(PoolApplyTest::await, gate);
    }

    /** A program that never closes its pool. */
    static final class Forgetful {
        public static void main(String[] args) throws Exception {
            Pool pool = new Pool(2);
            System.out.println(pool.apply(PoolImapTest::twice, 21));
            if (args[0].equals("busy")) {
                Event begun = new Event();
                pool.applyAsync(Forgetful::hang, begun);
                pool.imap(PoolImapTest::twice, List.of(1)).next();
                begun.await();
            }
        }

        static void hang(Event begun) throws InterruptedException {
            begun.set();
            new CountDownLatch(1).await();
        }
    }

    @Tag("full")
    @ParameterizedTest
    @ValueSource(strings = {"idle", "busy"})
    @Conformance("PLIFE-04")
    void aForgottenPoolDoesNotKeepTheJvmAlive(String state) throws Exception {
        RootJvm.Result result = new RootJvm(Forgetful.class, state).run().succeeded();
        assertEquals("42", result.out().strip());
        assertEquals("", result.err());
    }
}
