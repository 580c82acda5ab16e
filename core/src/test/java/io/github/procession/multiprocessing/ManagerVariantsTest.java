package io.github.procession.multiprocessing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.Conformance;
import io.github.procession.support.Children;
import io.github.procession.support.Eventually;
import java.lang.ref.Reference;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * What CPython runs a second time through a manager: the tests of queues, locks, semaphores, conditions, events and barriers,
 * with proxies of one server, and those of the pool that its proxy offers.
 */
@Tag("full")
class ManagerVariantsTest {
    @TestFactory
    @Conformance({
        "QUEUE-01",
        "QUEUE-02",
        "QUEUE-03",
        "QUEUE-04",
        "QUEUE-05",
        "QUEUE-07",
        "LOCK-02",
        "LOCK-03",
        "LOCK-05",
        "LOCK-06",
        "LOCK-07",
        "LOCK-08",
        "SEM-01",
        "SEM-02",
        "SEM-03",
        "COND-01",
        "COND-02",
        "COND-03",
        "COND-04",
        "COND-05",
        "COND-06",
        "EVENT-01",
        "BARR-01",
        "BARR-02",
        "BARR-03",
        "BARR-04",
        "BARR-05",
        "BARR-06",
        "BARR-07",
        "BARR-08",
        "BARR-09",
        "BARR-10",
        "BARR-11"
    })
    Stream<DynamicTest> proxiesDoWhatIsDoneInSharedMemory() throws InterruptedException {
        SyncManager manager = Multiprocessing.manager();
        SharedTypes types = SharedTypes.of(manager);
        return bodies().entrySet().stream()
                .map(each -> DynamicTest.dynamicTest(
                        each.getKey(), () -> each.getValue().run(types)))
                .onClose(manager::close);
    }

    private static Map<String, SharedTypes.Body> bodies() {
        Map<String, SharedTypes.Body> bodies = new LinkedHashMap<>();
        bodies.put("put until full", QueueBoundedPutTest::aFullQueueRefusesUntilAnotherProcessHasEmptiedIt);
        bodies.put("a put that waits", QueueBoundedPutTest::aBlockedPutGoesOnWhenAnotherProcessTakesAnItem);
        bodies.put("no bound", QueueBoundedPutTest::zeroAndNegativeBoundsMeanNoBound);
        bodies.put("get", QueueGetTest::itemsOfAnotherProcessComeInOrderAndThenTheQueueIsEmpty);
        bodies.put("null", QueueGetTest::nullIsAnItem);
        bodies.put("put before a child starts", QueueItemsPutBeforeStartTest::itemsPutBeforeAChildStartsAreSeenOnce);
        bodies.put("size", QueueSizeTest::theSizeFollowsPutAndGet);
        bodies.put("join", JoinableQueueTest::joinReturnsWhenWorkersHaveDoneEveryItem);
        bodies.put("done too often", JoinableQueueTest::taskDoneMoreOftenThanPutIsAnError);
        bodies.put("taken, not done", JoinableQueueTest::joinWaitsForItemsThatAreTakenButNotDone);
        bodies.put("timed get", QueueTimeoutsTest::aTimedGetThrowsEmptyNotBeforeItsTime);
        bodies.put("long times", QueueTimeoutsTest::nullAndHugeTimeoutsWaitForAnotherProcess);
        bodies.put("short times", QueueTimeoutsTest::theShortestTimeoutsDoNotWait);
        bodies.put("lock", LockTest::aLockIsHeldOnceAndReleasedOnce);
        bodies.put("lock of a child", LockTest::bothProcessesSeeThatAChildHoldsTheLock);
        bodies.put("lock in try", LockTest::tryWithResourcesHoldsTheLock);
        bodies.put("lock released by a child", LockTest::anotherProcessMayReleaseIt);
        bodies.put("rlock", RLockTest::itsHolderAcquiresItAgainAndReleasesItAsOften);
        bodies.put("rlock of a child", RLockTest::bothProcessesSeeThatAChildHoldsTheLock);
        bodies.put("rlock in try", RLockTest::tryWithResourcesHoldsTheLock);
        for (SemaphoreTest.Kind kind : SemaphoreTest.Kind.values()) {
            bodies.put(kind + " permits", types -> SemaphoreTest.permitsAreTakenUntilThereIsNone(kind, types));
            bodies.put(kind + " in time", types -> SemaphoreTest.anAcquisitionThatFailsTakesItsTime(kind, types));
            bodies.put(kind + " of a child", types -> SemaphoreTest.whatAChildAcquiredTheParentMayRelease(kind, types));
        }
        bodies.put("one signal", ConditionTest::eachSignalWakesExactlyOneProcessOrThread);
        bodies.put("many signals", ConditionTest::ofProcessesAndThreadsAsManyWakeAsTheSignalSays);
        bodies.put("no signal", ConditionTest::aWaitWithoutSignalTakesItsTime);
        bodies.put("predicate", ConditionTest::aPredicateIsLookedAtAfterEachSignal);
        bodies.put("event", EventTest::anEventIsWaitedForUntilItIsSet);
        bodies.put("event of a child", EventTest::aChildSetsAndAwaitsIt);
        bodies.put("barrier in lockstep", BarrierTest::processesPassInLockstep);
        bodies.put("barrier with an action", BarrierTest::theActionRunsOnceBeforeAnybodyGoesOn);
        bodies.put("barrier of one", BarrierTest::onePartyPassesAtOnce);
        bodies.put("barrier that breaks", BarrierOfProcessesTest::allTests);
        return bodies;
    }

    static int negated(int x) {
        return -x;
    }

    static int afterwards(EventProxy gate, int x) {
        try {
            gate.await(Eventually.LIMIT);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return -x;
    }

    static int failing(int x) {
        if (x == 2) {
            throw new UnsupportedOperationException("not " + x);
        }
        return x;
    }

    @Test
    @Conformance({
        "POOL-01", "POOL-02", "POOL-03", "POOL-04", "POOL-05", "POOL-10", "POOL-11", "POOL-12", "POOL-14", "POOL-16",
        "POOL-17", "POOL-18", "POOL-20", "POOL-21", "POOL-24", "SMT-08"
    })
    void aPoolOfTheServerDoesWhatAPoolDoes() throws Exception {
        try (SyncManager manager = Multiprocessing.manager()) {
            PoolProxy pool = manager.pool(3);
            assertEquals(3, workers(pool, manager.barrier(3)).size());
            Process child = new Process(ManagerVariantsTest::resultsOfEachCall, pool);
            child.start();
            Children.join(child);
            resultsOfEachCall(pool);
            callsThatDoNotWait(pool, manager.event());
            failures(pool);
            ends(manager, pool);
            for (int size : new int[] {0, -1}) {
                assertThrows(IllegalArgumentException.class, () -> manager.pool(size));
            }
        }
    }

    private static long pidAfter(BarrierProxy barrier, int call) throws Exception {
        barrier.await(Eventually.LIMIT);
        return ProcessHandle.current().pid();
    }

    /** The processes that do six calls, each of which waits for two others. */
    private static Set<Long> workers(PoolProxy pool, BarrierProxy barrier) throws Exception {
        List<AsyncResultProxy<Long>> results = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            results.add(pool.applyAsync(ManagerVariantsTest::pidAfter, barrier, i));
        }
        Set<Long> pids = new HashSet<>();
        for (AsyncResultProxy<Long> result : results) {
            pids.add(result.get(Eventually.LIMIT));
        }
        return pids;
    }

    /** An object of a class with a fault. */
    static final class Unprintable {
        @Override
        public String toString() {
            throw new IllegalStateException("no text");
        }
    }

    @Test
    void anObjectWithoutTextHidesNoOther() throws Exception {
        byte[] key = {1, 2};
        var manager = new SyncManager(new InetSocketAddress("localhost", 0), key);
        manager.register("Unprintable", Unprintable::new);
        try (var server = manager.getServer();
                var client = new SyncManager(server.address(), key)) {
            client.register("Unprintable", DynamicProxy.class);
            client.connect();
            DynamicProxy unprintable = client.create("Unprintable");
            var list = client.list(List.of(7));
            String info = client.debugInfo();
            assertTrue(info.contains("its toString throws java.lang.IllegalStateException: no text"), info);
            assertTrue(info.contains("[7]"), info);
            Reference.reachabilityFence(unprintable);
            Reference.reachabilityFence(list);
        }
    }

    private static void resultsOfEachCall(PoolProxy pool) throws Exception {
        Object[][] rows = {{1, 2}, {3, 4}};
        assertEquals(7, pool.apply(Integer::sum, 3, 4).intValue());
        assertEquals(-5, pool.<Integer, Integer>apply(ManagerVariantsTest::negated, 5));
        assertEquals(List.of(-1, -2, -3), pool.map(ManagerVariantsTest::negated, List.of(1, 2, 3)));
        assertEquals(List.of(3, 7), pool.starmap((Integer a, Integer b) -> a + b, rows));
        assertEquals(List.of(-1, -2), list(pool.imap(ManagerVariantsTest::negated, List.of(1, 2))));
        assertEquals(
                List.of(-3, -2, -1),
                list(pool.imapUnordered(ManagerVariantsTest::negated, List.of(1, 2, 3))).stream()
                        .sorted()
                        .toList());
        assertEquals(List.of(), pool.map(ManagerVariantsTest::negated, List.of()));
        assertEquals(
                List.of(),
                pool.mapAsync(ManagerVariantsTest::negated, List.of()).get(Eventually.LIMIT));
        assertEquals(List.of(), list(pool.imap(ManagerVariantsTest::negated, List.of())));
        assertEquals(List.of(), list(pool.imapUnordered(ManagerVariantsTest::negated, List.of())));
    }

    private static <T> List<T> list(Iterator<T> iterator) {
        List<T> list = new ArrayList<>();
        iterator.forEachRemaining(list::add);
        return list;
    }

    private static void callsThatDoNotWait(PoolProxy pool, EventProxy gate) throws Exception {
        AsyncResultProxy<Integer> one = pool.applyAsync(ManagerVariantsTest::afterwards, gate, 5);
        AsyncResultProxy<List<Integer>> many = pool.mapAsync(x -> afterwards(gate, x), List.of(1, 2));
        AsyncResultProxy<List<Integer>> rows =
                pool.starmapAsync(ManagerVariantsTest::afterwards, new Object[][] {{gate, 3}, {gate, 4}});
        for (AsyncResultProxy<?> each : List.of(one, many, rows)) {
            assertFalse(each.ready());
            assertThrows(TimeoutException.class, () -> each.get(Duration.ofMillis(1)));
        }
        gate.set();
        assertEquals(-5, one.get(Eventually.LIMIT));
        assertEquals(List.of(-1, -2), many.get(Eventually.LIMIT));
        assertEquals(List.of(-3, -4), rows.get(Eventually.LIMIT));
        assertTrue(one.ready() && one.successful());
    }

    private static void failures(PoolProxy pool) throws Exception {
        ExecutionException thrown =
                assertThrows(ExecutionException.class, () -> pool.map(ManagerVariantsTest::failing, List.of(1, 2, 3)));
        assertEquals(
                "not 2",
                assertInstanceOf(UnsupportedOperationException.class, thrown.getCause())
                        .getMessage());
        assertTrue(
                Arrays.stream(thrown.getCause().getStackTrace())
                        .anyMatch(frame -> frame.getMethodName().equals("failing")),
                "the trace of the worker");
        AsyncResultProxy<Integer> failed = pool.applyAsync(ManagerVariantsTest::failing, 2);
        assertInstanceOf(
                UnsupportedOperationException.class,
                assertThrows(ExecutionException.class, () -> failed.get(Eventually.LIMIT))
                        .getCause());
        assertFalse(failed.successful());
    }

    private static void ends(SyncManager manager, PoolProxy pool) throws Exception {
        PoolProxy closed = manager.pool(1);
        closed.closePool();
        closed.join();
        assertThrows(IllegalStateException.class, () -> closed.map(ManagerVariantsTest::negated, List.of(1)));

        EventProxy never = manager.event();
        pool.mapAsync(
                x -> afterwards(never, x), IntStream.range(0, 10_000).boxed().toList());
        pool.terminate();
        pool.join();
        assertThrows(IllegalStateException.class, () -> pool.apply(ManagerVariantsTest::negated, 1));
    }
}
