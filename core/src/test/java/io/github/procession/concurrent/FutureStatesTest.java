package io.github.procession.concurrent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.Conformance;
import io.github.procession.support.Threads;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

class FutureStatesTest {
    private static final IOException FAILURE = new IOException("of the call");

    static Future<Integer> pending() {
        return new Future<>();
    }

    static Future<Integer> running() {
        Future<Integer> future = new Future<>();
        assertTrue(future.setRunningOrNotifyCancel());
        return future;
    }

    static Future<Integer> cancelled() {
        Future<Integer> future = new Future<>();
        assertTrue(future.cancel());
        return future;
    }

    static Future<Integer> cancelledAndNotified() {
        Future<Integer> future = cancelled();
        assertFalse(future.setRunningOrNotifyCancel());
        return future;
    }

    static Future<Integer> failed() {
        Future<Integer> future = running();
        future.setException(FAILURE);
        return future;
    }

    static Future<Integer> successful() {
        Future<Integer> future = running();
        future.setResult(42);
        return future;
    }

    /** One in each state: pending, running, cancelled, cancelled and notified, failed, successful. */
    private static List<Future<Integer>> all() {
        return List.of(pending(), running(), cancelled(), cancelledAndNotified(), failed(), successful());
    }

    @Test
    @Conformance("FU-11")
    void onlyWhatHasNotBegunIsCancelled() {
        assertEquals(
                List.of(true, false, true, true, false, false),
                all().stream().map(Future::cancel).toList());
    }

    @Test
    @Conformance({"FU-12", "FU-13", "FU-14"})
    void eachStateTellsItself() {
        assertEquals(
                List.of(false, false, true, true, false, false),
                all().stream().map(Future::isCancelled).toList());
        assertEquals(
                List.of(false, false, true, true, true, true),
                all().stream().map(Future::isDone).toList());
        assertEquals(
                List.of(false, true, false, false, false, false),
                all().stream().map(Future::running).toList());
    }

    @Test
    @Conformance("FU-09")
    void theTextHasTheStateAndTheTypeOfTheOutcome() {
        assertEquals(
                List.of(
                        "<Future state=pending>",
                        "<Future state=running>",
                        "<Future state=cancelled>",
                        "<Future state=cancelled>",
                        "<Future state=finished raised IOException>",
                        "<Future state=finished returned Integer>"),
                all().stream().map(Future::toString).toList());
    }

    @Test
    @Conformance("FU-15")
    void resultGivesWhatTheStateHas() throws Exception {
        assertThrows(TimeoutException.class, () -> pending().result(Duration.ZERO));
        assertThrows(TimeoutException.class, () -> running().result(Duration.ZERO));
        assertThrows(CancellationException.class, () -> cancelled().result(Duration.ZERO));
        assertThrows(CancellationException.class, () -> cancelledAndNotified().result(Duration.ZERO));
        ExecutionException thrown = assertThrows(ExecutionException.class, () -> failed().result(Duration.ZERO));
        assertSame(FAILURE, thrown.getCause());
        assertEquals(42, successful().result(Duration.ZERO));
    }

    @Test
    @Conformance("FU-18")
    void exceptionGivesWhatTheStateHas() throws Exception {
        assertThrows(TimeoutException.class, () -> pending().exception(Duration.ZERO));
        assertThrows(TimeoutException.class, () -> running().exception(Duration.ZERO));
        assertThrows(CancellationException.class, () -> cancelled().exception(Duration.ZERO));
        assertThrows(CancellationException.class, () -> cancelledAndNotified().exception(Duration.ZERO));
        assertSame(FAILURE, failed().exception(Duration.ZERO));
        assertNull(successful().exception(Duration.ZERO));
    }

    @Test
    @Conformance("FU-16")
    void whoWaitsForTheResultGetsIt() throws Exception {
        Future<Integer> future = running();
        var waiting = Threads.run(future::result).awaitParked();
        future.setResult(7);
        assertEquals(7, waiting.result());
    }

    @Test
    @Conformance("FU-17")
    void whoWaitsForTheResultHearsOfACancel() throws Exception {
        Future<Integer> future = pending();
        var waiting = Threads.run(future::result).awaitParked();
        assertTrue(future.cancel());
        assertEquals(CancellationException.class, waiting.failure().getClass());
    }

    @Test
    @Conformance("FU-19")
    void whoWaitsForTheExceptionGetsIt() throws Exception {
        Future<Integer> future = running();
        var waiting = Threads.run(future::exception).awaitParked();
        future.setException(FAILURE);
        assertSame(FAILURE, waiting.result());
    }

    @Test
    @Conformance("FU-20")
    void aSecondResultIsRefusedAndTheFirstStays() throws Exception {
        Future<Integer> future = successful();
        assertThrows(InvalidStateError.class, () -> future.setResult(43));
        assertEquals(42, future.result());
        assertThrows(InvalidStateError.class, () -> cancelled().setResult(1));
    }

    @Test
    @Conformance("FU-21")
    void aSecondExceptionIsRefusedAndTheFirstStays() throws Exception {
        Future<Integer> future = failed();
        assertThrows(InvalidStateError.class, () -> future.setException(new IllegalStateException()));
        assertSame(FAILURE, future.exception());
        assertThrows(InvalidStateError.class, future::setRunningOrNotifyCancel);
    }

    @Test
    @Conformance("FU-22")
    void aSnapshotHasAllAtOnce() {
        assertEquals(
                List.of(
                        new Future.Snapshot<Integer>(false, false, false, null, null),
                        new Future.Snapshot<Integer>(false, false, true, null, null),
                        new Future.Snapshot<Integer>(true, true, false, null, null),
                        new Future.Snapshot<Integer>(true, true, false, null, null),
                        new Future.Snapshot<Integer>(true, false, false, null, FAILURE),
                        new Future.Snapshot<>(true, false, false, 42, null)),
                all().stream().map(Future::snapshot).toList());
    }
}
