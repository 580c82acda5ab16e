package io.github.procession.multiprocessing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.Conformance;
import io.github.procession.internal.pool.WorkerView;
import io.github.procession.support.Eventually;
import io.github.procession.support.Threads;
import io.github.procession.support.ThreadsToo;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@ThreadsToo
class PoolTerminateTest {
    private static final int TIMES =
            Integer.getInteger("procession.poolTimes", Boolean.getBoolean("procession.soak") ? 200 : 8);

    static int sleepLong(int x) throws InterruptedException {
        new CountDownLatch(1).await();
        return x;
    }

    @ParameterizedTest
    @EnumSource
    @Conformance("POOL-17")
    void terminateDoesNotWaitForQueuedTasks(PoolKind kind) throws Exception {
        Pool pool = kind.open(3);
        AsyncResult<List<Integer>> result =
                pool.chunksize(1).mapAsync(PoolTerminateTest::sleepLong, PoolProgressTest.numbers(10_000));
        pool.terminate();
        pool.join();
        assertThrows(CancellationException.class, result::get);
        assertTrue(result.isCancelled());
    }

    static int work(byte[] data) {
        return data.length;
    }

    /** Small and large tasks of several threads, callbacks, an iterator with a feeder: then the end. */
    @Tag("full")
    @Test
    void terminateUnderFullLoadReturnsWithAllWorkersGone() throws Exception {
        int atOnce = 0;
        for (int i = 0; i < TIMES; i++) {
            Pool pool = new Pool(2);
            List<Threads.Running<Object>> users = new ArrayList<>();
            for (int user = 0; user < 3; user++) {
                users.add(Threads.run(() -> useUntilItEnds(pool)));
            }
            PoolIterator<Integer> results = pool.imap(
                    PoolImapTest::twice, IntStream.iterate(0, x -> x + 1).boxed()::iterator);
            for (int taken = 0; taken < 500 + 300 * i % 1000; taken++) {
                results.next();
            }
            pool.terminate();
            atOnce += pool.join(Duration.ZERO) ? 1 : 0;
            assertTrue(pool.join(Eventually.LIMIT));
            assertEquals(List.of(), Multiprocessing.activeChildren());
            assertThrows(CancellationException.class, () -> {
                while (true) {
                    results.next();
                }
            });
            for (Threads.Running<Object> user : users) {
                user.result();
            }
        }
        assertTrue(atOnce > TIMES / 2, "terminate returns because all have ended, not because of its limit");
    }

    private static Object useUntilItEnds(Pool pool) throws Exception {
        try {
            while (true) {
                pool.applyAsync(PoolTerminateTest::work, new byte[1 << 20]).callback(_ -> {});
                pool.map(PoolImapTest::twice, PoolProgressTest.numbers(100));
            }
        } catch (IllegalStateException e) {
            return null; // the pool was terminated while it was used, or before
        }
    }

    @ParameterizedTest
    @EnumSource
    @Conformance("POOL-24")
    void aTerminatedPoolTakesNoCalls(PoolKind kind) throws Exception {
        Pool pool = kind.open(1);
        assertThrows(IllegalStateException.class, pool::join);
        pool.terminate();
        String late = assertThrows(IllegalStateException.class, () -> pool.apply(PoolImapTest::twice, 1))
                .getMessage();
        assertTrue(late.endsWith("make a new one"), late);
        assertThrows(IllegalStateException.class, () -> pool.mapAsync(PoolImapTest::twice, List.of(1)));
        assertThrows(IllegalStateException.class, () -> pool.map(PoolImapTest::twice, List.<Integer>of()));
        assertThrows(IllegalStateException.class, () -> pool.imap(PoolImapTest::twice, List.of(1)));
        assertThrows(IllegalStateException.class, () -> pool.imap(PoolImapTest::twice, List.<Integer>of()));
        pool.terminate();
        pool.close();
        assertTrue(pool.join(Eventually.LIMIT));
        assertEquals(List.of(), pool.statistics());
    }

    @ParameterizedTest
    @EnumSource
    void aWaitingCallEndsWhenAnotherThreadTerminatesThePool(PoolKind kind) throws Exception {
        Pool pool = kind.open(1);
        Event never = new Event();
        var waiting = Threads.run(() -> pool.apply(PoolApplyTest::await, never));
        var virtual = Threads.runVirtual(() -> pool.map(PoolApplyTest::await, List.of(never)));
        Eventually.await("the pool has both calls", () -> WorkerView.calls(pool.engine()) == 2);
        waiting.awaitParked();
        virtual.awaitParked();
        pool.terminate();
        assertTrue(waiting.failure() instanceof CancellationException);
        assertTrue(virtual.failure() instanceof CancellationException);
        assertTrue(pool.join(Eventually.LIMIT));
    }

    @Test
    void twoThreadsMayTerminateAtOnce() throws Exception {
        Pool pool = new Pool(2);
        var other = Threads.run(() -> {
            pool.terminate();
            return pool.join(Eventually.LIMIT);
        });
        pool.terminate();
        assertTrue(pool.join(Eventually.LIMIT));
        assertTrue(other.result());
    }
}
