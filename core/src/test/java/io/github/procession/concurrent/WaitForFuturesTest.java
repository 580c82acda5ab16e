package io.github.procession.concurrent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.Conformance;
import io.github.procession.support.Threads;
import io.github.procession.support.ThreadsToo;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

@ThreadsToo
class WaitForFuturesTest {
    private final Future<Integer> pending = FutureStatesTest.pending();
    private final Future<Integer> running = FutureStatesTest.running();
    private final Future<Integer> cancelled = FutureStatesTest.cancelled();
    private final Future<Integer> notified = FutureStatesTest.cancelledAndNotified();
    private final Future<Integer> failed = FutureStatesTest.failed();
    private final Future<Integer> good = FutureStatesTest.successful();

    @Test
    @Conformance("FW-01")
    void theSameFutureTwiceCountsOnce() throws Exception {
        assertEquals(new DoneAndNotDone<>(Set.of(good), Set.of()), Futures.wait(List.of(good, good)));
    }

    @Test
    @Conformance("FW-02")
    void theFirstThatEndsIsEnoughAndACancelledOneIsNoneBeforeItIsNoticed() throws Exception {
        var waiting = Threads.run(() -> Futures.wait(List.of(running, pending, cancelled), ReturnWhen.FIRST_COMPLETED))
                .awaitParked();
        running.setResult(1);
        assertEquals(new DoneAndNotDone<>(Set.of(running), Set.of(pending, cancelled)), waiting.result());
    }

    @Test
    @Conformance("FW-03")
    void oneThatHasEndedIsEnough() throws Exception {
        assertEquals(
                new DoneAndNotDone<>(Set.of(notified, good), Set.of(pending)),
                Futures.wait(List.of(notified, good, pending), ReturnWhen.FIRST_COMPLETED));
    }

    @Test
    @Conformance("FW-04")
    void theFirstFailureIsEnoughWithWhatEndedBefore() throws Exception {
        Future<Integer> other = FutureStatesTest.running();
        var waiting = Threads.run(() -> Futures.wait(List.of(running, other, pending), ReturnWhen.FIRST_EXCEPTION))
                .awaitParked();
        running.setResult(1);
        other.setException(new Exception("test"));
        assertEquals(new DoneAndNotDone<>(Set.of(running, other), Set.of(pending)), waiting.result());
    }

    @Test
    @Conformance("FW-05")
    void onesThatEndedOrWereCancelledBeforeAreNoFailure() throws Exception {
        var waiting = Threads.run(() ->
                        Futures.wait(List.of(good, cancelled, notified, running, pending), ReturnWhen.FIRST_EXCEPTION))
                .awaitParked();
        running.setException(new Exception("test"));
        assertEquals(
                new DoneAndNotDone<>(Set.of(good, notified, running), Set.of(cancelled, pending)), waiting.result());
    }

    @Test
    @Conformance("FW-06")
    void oneThatHasFailedIsEnough() throws Exception {
        assertEquals(
                new DoneAndNotDone<>(Set.of(failed), Set.of(pending)),
                Futures.wait(List.of(failed, pending), ReturnWhen.FIRST_EXCEPTION));
    }

    @Test
    @Conformance("FW-07")
    void allKindsOfEndsAreEnds() throws Exception {
        var waiting = Threads.run(() -> Futures.wait(List.of(notified, failed, good, running, cancelled)))
                .awaitParked();
        running.setResult(1);
        cancelled.setRunningOrNotifyCancel();
        assertEquals(
                new DoneAndNotDone<>(Set.of(notified, failed, good, running, cancelled), Set.of()), waiting.result());
    }

    @Test
    @Conformance("FW-08")
    void whenTheTimeIsOverItTellsWhatThereIs() throws Exception {
        assertEquals(
                new DoneAndNotDone<>(Set.of(good), Set.of(pending)),
                Futures.wait(List.of(good, pending), Duration.ofMillis(10)));
        assertEquals(
                new DoneAndNotDone<>(Set.of(), Set.of(pending)),
                Futures.wait(List.of(pending), Duration.ofSeconds(-1)));
        assertEquals(new DoneAndNotDone<>(Set.of(), Set.of()), Futures.wait(List.<Future<?>>of()));
    }

    @Test
    @Conformance("FWT-01")
    void aHundredThatEndAtOnceAreAllCounted() throws Exception {
        try (var executor = new ThreadPoolExecutor(100)) {
            var gate = new CountDownLatch(1);
            List<Future<Void>> futures = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                futures.add(executor.submit(() -> {
                    gate.await();
                }));
            }
            gate.countDown();
            assertEquals(100, Futures.wait(futures).done().size());
        }
    }

    @Test
    @Conformance("FA-01")
    void theyComeInTheOrderOfTheirEnds() {
        var ended = Futures.asCompleted(List.of(running, notified, failed, good));
        assertEquals(List.of(notified, failed, good), List.of(ended.next(), ended.next(), ended.next()));
        running.setResult(1);
        assertEquals(running, ended.next());
        assertEquals(false, ended.hasNext());
    }

    @Test
    @Conformance({"FA-02", "FA-05"})
    void whenTheTimeIsOverThoseThatEndedAreGivenFirst() {
        for (Duration timeout : List.of(Duration.ZERO, Duration.ofMillis(10))) {
            List<Object> seen = new ArrayList<>();
            var thrown = assertThrows(
                    UncheckedTimeoutException.class,
                    () -> Futures.asCompleted(List.of(notified, failed, pending, running), timeout)
                            .forEach(seen::add));
            assertEquals(List.of(notified, failed), seen);
            assertEquals("2 (of 4) futures unfinished", thrown.getMessage());
        }
    }

    @Test
    @Conformance("FA-03")
    void duplicatesAreGivenOnceFromAnyIterable() {
        List<Object> seen = new ArrayList<>();
        Iterable<Future<Integer>> twice = () -> Collections.nCopies(2, good).iterator();
        Futures.asCompleted(twice).forEach(seen::add);
        assertEquals(List.of(good), seen);
    }

    @Test
    void anInterruptEndsTheWaiting() throws Exception {
        var waiting = Threads.run(() -> Futures.wait(List.of(pending))).awaitParked();
        waiting.thread().interrupt();
        assertTrue(waiting.failure() instanceof InterruptedException);
        var iterating =
                Threads.run(() -> Futures.asCompleted(List.of(pending)).next()).awaitParked();
        iterating.thread().interrupt();
        assertTrue(iterating.failure() instanceof InterruptedException);
    }
}
