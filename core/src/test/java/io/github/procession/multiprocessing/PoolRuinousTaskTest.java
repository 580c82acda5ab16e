package io.github.procession.multiprocessing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.support.Children;
import io.github.procession.support.Eventually;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Tasks that do their worst: each fails alone, with the reason, and the pool goes on. */
class PoolRuinousTaskTest {
    private static final AtomicInteger INTERRUPTERS = new AtomicInteger();
    private static int depth;

    static int recurse(int x) {
        depth++;
        return recurse(x + 1) + 1;
    }

    static int exhaustHeap(int x) {
        List<long[]> all = new ArrayList<>();
        while (true) {
            all.add(new long[1 << 20]);
        }
    }

    static void crash() throws Exception {
        PoolWorkers.signal("SEGV", ProcessHandle.current().pid());
        new CountDownLatch(1).await();
    }

    static int closeOutput(int x) {
        System.out.close();
        System.err.close();
        return x;
    }

    static boolean interruptOneself() {
        Thread worker = Thread.currentThread();
        AtomicBoolean begun = new AtomicBoolean();
        INTERRUPTERS.incrementAndGet();
        Thread late = new Thread(
                () -> { // goes on when the task is over
                    for (int i = 0; i < 1000; i++) {
                        worker.interrupt();
                        begun.set(true);
                        Thread.onSpinWait();
                    }
                    INTERRUPTERS.decrementAndGet();
                });
        late.setDaemon(true);
        late.start();
        while (!begun.get()) {
            Thread.onSpinWait();
        }
        worker.interrupt();
        return true;
    }

    static int interrupters() {
        return INTERRUPTERS.get();
    }

    static boolean isInterrupted() {
        return Thread.currentThread().isInterrupted();
    }

    @Tag("full")
    @Test
    void aTaskThatEndsItsWorkerFailsWithTheExitCode() throws Exception {
        try (Pool pool = new Pool(2)) {
            assertEquals(
                    3,
                    PoolWorkerKilledTest.lost(pool.applyAsync(System::exit, 3)).exitCode());
            assertEquals(
                    0,
                    PoolWorkerKilledTest.lost(pool.applyAsync(System::exit, 0)).exitCode());
            assertEquals(
                    4,
                    PoolWorkerKilledTest.lost(pool.applyAsync(
                                    (Integer status) -> Runtime.getRuntime().halt(status), 4))
                            .exitCode());
            assertEquals(14, pool.apply(PoolImapTest::twice, 7));
            PoolWorkers.awaitFull(pool);
        }
    }

    @Test
    void aTaskThatOverflowsTheStackFailsAndItsWorkerLives() throws Exception {
        try (Pool pool = new Pool(1)) {
            long worker = pool.apply(PoolWorkers::ownPid);
            ExecutionException thrown =
                    assertThrows(ExecutionException.class, () -> pool.apply(PoolRuinousTaskTest::recurse, 0));
            assertInstanceOf(StackOverflowError.class, thrown.getCause());
            assertEquals(worker, pool.apply(PoolWorkers::ownPid));
        }
    }

    @Test
    void aTaskThatExhaustsTheHeapFailsAndItsWorkerIsReplaced() throws Exception {
        try (Pool pool = Pool.builder().processes(1).jvmOptions("-Xmx64m").build()) {
            WorkerLostException lost = PoolWorkerKilledTest.lost(pool.applyAsync(PoolRuinousTaskTest::exhaustHeap, 0));
            assertEquals(3, lost.exitCode(), "of -XX:+ExitOnOutOfMemoryError");
            assertEquals(14, pool.apply(PoolImapTest::twice, 7));
        }
    }

    @Test
    void aTaskThatCrashesTheJvmFailsWithTheHeadOfTheErrorReport() throws Exception {
        try (Pool pool = new Pool(1)) {
            WorkerLostException lost = PoolWorkerKilledTest.lost(pool.applyAsync(PoolRuinousTaskTest::crash));
            assertEquals(-6, lost.exitCode());
            assertTrue(lost.errorReport().contains("SIGSEGV"), lost::errorReport);
            assertEquals(14, pool.apply(PoolImapTest::twice, 7));
        }
    }

    @Test
    void aTaskThatClosesItsOutputDoesNoHarm() throws Exception {
        try (Pool pool = new Pool(1)) {
            assertEquals(1, pool.apply(PoolRuinousTaskTest::closeOutput, 1));
            long worker = pool.apply(PoolWorkers::ownPid);
            assertEquals(14, pool.apply(PoolImapTest::twice, 7));
            assertEquals(worker, pool.apply(PoolWorkers::ownPid));
        }
    }

    @Test
    void aTaskThatInterruptsItsThreadDoesNotDisturbTheNext() throws Exception {
        try (Pool pool = new Pool(1)) {
            long worker = pool.apply(PoolWorkers::ownPid);
            for (int i = 0; i < 50; i++) {
                assertTrue(pool.apply(PoolRuinousTaskTest::interruptOneself));
                assertEquals(1 << 20, pool.apply((Integer length) -> new byte[length], 1 << 20).length);
            }
            Eventually.await("no thread interrupts any more", () -> pool.apply(PoolRuinousTaskTest::interrupters) == 0);
            assertFalse(pool.apply(PoolRuinousTaskTest::isInterrupted));
            assertEquals(worker, pool.apply(PoolWorkers::ownPid));
        }
    }

    static int sumInAPool(int levels) throws Exception {
        if (levels == 0) {
            return 1;
        }
        try (Pool pool = new Pool(1)) {
            return 1 + pool.apply(PoolRuinousTaskTest::sumInAPool, levels - 1);
        }
    }

    @Tag("full")
    @Test
    void aTaskMayHaveAPoolOfItsOwn() throws Exception {
        try (Pool pool = new Pool(1)) {
            assertEquals(4, pool.apply(PoolRuinousTaskTest::sumInAPool, 3));
            assertEquals(2, pool.apply(PoolRuinousTaskTest::sumInAPool, 1));
        }
    }

    static void hangBelow(Queue<Long> pids, int levels) throws Exception {
        pids.put(PoolWorkers.ownPid());
        if (levels == 0) {
            new CountDownLatch(1).await();
        }
        try (Pool pool = new Pool(1)) {
            pool.apply(PoolRuinousTaskTest::hangBelow, pids, levels - 1);
        }
    }

    static void nothing() {}

    @Tag("full")
    @Test
    void workersOfAWorkerEndWithIt() throws Exception {
        Pool pool = new Pool(1);
        try (Queue<Long> pids = new Queue<>()) {
            pool.applyAsync(PoolRuinousTaskTest::hangBelow, pids, 2);
            List<Long> all =
                    List.of(pids.get(Eventually.LIMIT), pids.get(Eventually.LIMIT), pids.get(Eventually.LIMIT));
            pool.terminate();
            LiveRoot.awaitAllDead(all);
            Process next = new Process(PoolRuinousTaskTest::nothing);
            next.start();
            Children.join(next); // at the end of a child what dead orphans held is taken back
        }
    }

    static void mapInAPool(Connection results) throws Exception {
        try (Pool pool = new Pool(2)) {
            results.send(pool.map(PoolImapTest::twice, List.of(1, 2, 3)));
        }
    }

    @Test
    void aProcessMayHaveAPool() throws Exception {
        try (Pipe pipe = Pipe.open()) {
            Process child = new Process(PoolRuinousTaskTest::mapInAPool, pipe.second());
            child.start();
            assertEquals(List.of(2, 4, 6), pipe.first().recv());
            assertTrue(child.join(Eventually.LIMIT));
            child.close();
        }
    }
}
