package io.github.procession.internal.pool;

import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The engine of pools with workers that are no processes, through many orders of all that can happen to it: tasks are handed
 * out, claimed, taken back, cancelled, run out of time; workers get ready, fail to start, retire, die, are replaced; the pool
 * is closed, terminated, gives up. After each order every task has ended once: with a result, a failure, as one that was
 * lost, or with its job, which was cancelled or abandoned; no task was run twice that may not be; and the pool has ended.
 *
 * <p>A failure prints the order and a line with {@code -Dprocession.schedule}, which runs that order alone. With
 * {@code -Dprocession.schedules} more are tried.
 */
class PoolEngineSchedulesTest {
    private static final int SCHEDULES = Integer.getInteger("procession.schedules", 500);
    private static final String AGAIN = System.getProperty("procession.schedule");

    /** Schedules after which each of the broken engines has shown it. */
    private static final int ENOUGH = 4_000;

    @Test
    void everyTaskEndsOnceInRandomOrders() {
        assertNull(AGAIN != null ? Schedules.again(AGAIN) : Schedules.random(1, SCHEDULES));
    }

    @Test
    void everyTaskEndsOnceInAllShortOrders() {
        assertNull(Schedules.enumerated(3, 8));
    }

    @ParameterizedTest
    @CsvSource({
        "WorkerChannel,     takeBack,       claim", // what is taken back is run all the same
        "TaskDispatcher,    takeBack,       giveBack", // what was taken back is lost
        "ProcessPoolEngine, end,            giveBack", // what a dead worker had not begun is lost
        "ProcessPoolEngine, timeOut,        reported", // a result after the time-out is told, too
        "ProcessPoolEngine, finishIfEmpty,  countDown", // the end of the last worker does not end the pool
        "ProcessPoolEngine, takeResult,     retireIfWorn", // a worker that may run no more is not replaced
        "ProcessPoolEngine, end,            taskEnded", // a lost task stays under way
    })
    void aBrokenEngineIsFound(String type, String method, String leftOut) throws Exception {
        BrokenEngine broken = new BrokenEngine(type, method, leftOut);
        assertNotNull(broken.random(1, ENOUGH), broken + " was not found");
    }
}
