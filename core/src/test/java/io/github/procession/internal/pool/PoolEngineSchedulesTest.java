package io.github.procession.internal.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The engine of pools with workers that are no processes, through many orders of all that can happen to it: tasks are handed
 * out, claimed, taken back, cancelled, run out of time; workers get ready, fail to start, retire, die, are replaced; the pool
 * is closed, terminated, gives up. After each order every task has ended once: with a result, a failure, as one that was
 * lost, or with its job, which was cancelled or abandoned; no task was run twice that may not be; the pool has ended, and with
 * it all workers, lines, timers and messages.
 *
 * <p>What is not seen here: which thread wakes which, since the leader acts whenever the order says so; how many workers start
 * on demand, and what is logged, counted for statistics or measured. Tests with real workers see it.
 *
 * <p>A failure prints the order and a line with {@code -Dprocession.schedule}, which runs that order alone. With
 * {@code -Dprocession.schedules} more are tried; once compiled, one thread runs some 8,000 a second.
 */
class PoolEngineSchedulesTest {
    private static final int SCHEDULES = Integer.getInteger("procession.schedules", 2_000);
    private static final String AGAIN = System.getProperty("procession.schedule");

    /** Steps of an enumerated order that are not the natural next ones. */
    private static final int DEVIATIONS = Integer.getInteger("procession.deviations", 2);

    /** Schedules after which each of the broken engines has shown it. */
    private static final int ENOUGH = 60_000;

    @Test
    void everyTaskEndsOnceInRandomOrders() {
        assertNull(AGAIN != null ? Schedules.again(AGAIN) : Schedules.random(1, SCHEDULES));
    }

    /** The pool may give up, and workers may be killed; but no call waits for ever, and none hears of its end twice. */
    @Test
    void everyTaskEndsOnceWithoutMemory() throws Exception {
        assertNull(AGAIN != null ? new ShortEngine().again(AGAIN) : new ShortEngine().randomInShortage(1, SCHEDULES));
    }

    @Tag("full")
    @Test
    void everyTaskEndsOnceInAllShortOrders() {
        assertNull(Schedules.enumerated(DEVIATIONS));
    }

    @Test
    void theShortOrdersDifferAndHoldAllThatMayHappen() {
        Map<String, Integer> histories = Schedules.enumeratedHistories(1);
        int schedules = histories.values().stream().mapToInt(Integer::intValue).sum();
        assertTrue(histories.size() > schedules / 2, histories.size() + " orders of " + schedules + " differ");
        for (String what : FakeWorld.ALL_THAT_MAY_HAPPEN) {
            assertTrue(histories.keySet().stream().anyMatch(history -> history.contains(" " + what)), what);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "WorkerChannel,     takeBack,       claim", // what is taken back is run all the same
        "TaskDispatcher,    takeBack,       giveBack", // what was taken back is lost
        "ProcessPoolEngine, end,            giveBack", // what a dead worker had not begun is lost
        "TaskStopper,       timeOut,        report", // a result after the time-out is told, too
        "ProcessPoolEngine, finishIfEmpty,  countDown", // the end of the last worker does not end the pool
        "ProcessPoolEngine, takeResult,     retireIfWorn", // a worker that may run no more is not replaced
        "ProcessPoolEngine, end,            taskEnded", // a lost task stays under way
        "ProcessPoolEngine, take,           discard", // a message that no task waits for is kept
        "WorkerHandle,      end,            end", // a task gets a number at a worker that has ended
        "WorkerHandle,      finishFirst,    exclusive", // a worker gets no task after one that had to be alone
        "WorkerHandle,      cleanUp,        close", // the line to a dead worker stays open
        "WorkerSupervisor,  remove,         notReady", // a worker that died early keeps the leader busy for ever
        "WorkerSupervisor,  endPauses,      cancel", // a start that waits for its time outlives the pool
        "WorkerSupervisor,  start,          countStarting", // a pool that is left while it starts forgets a worker
        "TaskDispatcher,    dispatch,       relieve", // tasks behind a long one wait for it for ever
        "TaskStopper,       timeOut,        stop", // a task that does not end keeps its worker after its time
        "TaskStopper,       stop,           interrupt", // one that would end when interrupted is not
        "TaskStopper,       stop,           after", // one that does not heed the interrupt is not killed
        "ProcessPoolEngine, cancel,         takeBack", // a task begins after its job was cancelled
        "ProcessPoolEngine, stopRunning,    stop", // a task whose job was cancelled is not interrupted
        "TaskStopper,       killFor,        takeBack", // tasks behind one that is stopped may die with it
        "ProcessPoolEngine, encodingFailed, withdraw", // a task that cannot be sent keeps its place at the worker
        "ProcessPoolEngine, encodingFailed, later", // a task that cannot be sent is pending for ever
    })
    void aBrokenEngineIsFound(String type, String method, String leftOut) throws Exception {
        BrokenEngine broken = new BrokenEngine(type, method, leftOut);
        assertNotNull(broken.random(1, ENOUGH), broken + " was not found");
    }

    @Tag("full")
    @ParameterizedTest
    @CsvSource({
        "ProcessPoolEngine, receive,        endReading", // a task gets the result of the one before it
        "ProcessPoolEngine, encodingFailed, failed", // nobody has a task that could not be encoded
        "ProcessPoolEngine, stopCancelled,  failed", // a pool whose cancelled tasks go on does not end
        "ProcessPoolEngine, terminate,      failed", // calls wait for what was not dropped
        "ProcessPoolEngine, finishIfEmpty,  isEmpty", // the pool ends before it has given up
        "WorkerSupervisor,  settle,         failed", // no worker comes in the place of one that died
        "TaskDispatcher,    takeBack,       failed", // what was taken back is lost
    })
    void aBrokenEngineIsFoundInAShortage(String type, String method, String leftOut) throws Exception {
        ShortEngine broken = new ShortEngine(new BrokenEngine(type, method, leftOut));
        assertNotNull(broken.randomInShortage(1, ENOUGH), broken + " was not found");
    }

    @ParameterizedTest
    @CsvSource({
        "WorkerChannel,     takeBack,       claim",
        "ProcessPoolEngine, end,            giveBack",
        "TaskStopper,       timeOut,        report",
        "ProcessPoolEngine, finishIfEmpty,  countDown",
        "ProcessPoolEngine, stopRunning,    stop",
        "ProcessPoolEngine, cancel,         takeBack",
    })
    void aBrokenEngineIsFoundInShortOrders(String type, String method, String leftOut) throws Exception {
        BrokenEngine broken = new BrokenEngine(type, method, leftOut);
        assertNotNull(broken.enumerated(DEVIATIONS), broken + " was not found");
    }

    @Test
    void aFailingScheduleCanBeRunAgain() throws Exception {
        BrokenEngine broken = new BrokenEngine("ProcessPoolEngine", "end", "taskEnded");
        String failure = broken.random(1, ENOUGH);
        assertEquals(failure, broken.again(Schedules.scheduleIn(failure)));
    }

    @Test
    void aFailingShortScheduleCanBeRunAgain() throws Exception {
        BrokenEngine broken = new BrokenEngine("ProcessPoolEngine", "finishIfEmpty", "countDown");
        String failure = broken.enumerated(DEVIATIONS);
        assertEquals(failure, broken.again(Schedules.scheduleIn(failure)));
    }

    @Test
    void whateverWasRunBeforeAScheduleTakesTheSameCourseAgain() {
        for (long seed = 1; seed <= 200; seed++) {
            String actions = Schedules.actions(seed);
            assertEquals(actions, Schedules.actions(actions.substring(actions.lastIndexOf('\n') + 1)));
        }
    }
}
