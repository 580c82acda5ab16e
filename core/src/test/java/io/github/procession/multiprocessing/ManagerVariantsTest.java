package io.github.procession.multiprocessing;

import io.github.procession.Conformance;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * What CPython runs a second time through a manager: the tests of queues, locks, semaphores, conditions, events and barriers,
 * with proxies of one server.
 */
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
}
