package io.github.procession.multiprocessing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.Conformance;
import io.github.procession.multiprocessing.SharedTypes.AnyBarrier;
import io.github.procession.multiprocessing.SharedTypes.AnyLock;
import io.github.procession.support.Children;
import io.github.procession.support.Eventually;
import io.github.procession.support.Threads;
import io.github.procession.support.ThreadsToo;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@ThreadsToo
class BarrierTest {
    private static final Duration DAY = Duration.ofDays(1);

    private static <T> List<Threads.Running<T>> start(int count, Callable<T> body) {
        return IntStream.range(0, count)
                .mapToObj(i -> i % 2 == 0 ? Threads.run(body) : Threads.runVirtual(body))
                .toList();
    }

    private static void awaitWaiting(Barrier barrier, int count) throws Exception {
        Eventually.await(count + " wait: " + barrier, () -> barrier.nWaiting() == count);
    }

    private static void assertAllBroken(List<Threads.Running<Integer>> parties) throws Exception {
        for (Threads.Running<Integer> each : parties) {
            assertInstanceOf(BrokenBarrierException.class, each.failure());
        }
    }

    static void pass(AnyBarrier barrier, Semaphore arrivals, int parties, int rounds) throws Exception {
        for (int round = 1; round <= rounds; round++) {
            arrivals.release();
            barrier.await();
            int arrived = arrivals.getValue();
            if (arrived != round * parties) {
                throw new AssertionError("round " + round + " went on after " + arrived + " arrivals");
            }
            barrier.await();
        }
    }

    @Tag("full")
    @Test
    @Conformance({"BARR-01", "BARR-02", "BARR-11", "BR-02", "BR-03"})
    void processesPassInLockstep() throws Exception {
        processesPassInLockstep(SharedTypes.IN_MEMORY);
    }

    static void processesPassInLockstep(SharedTypes types) throws Exception {
        int parties = 5;
        int rounds = types == SharedTypes.IN_MEMORY ? 1_000 : 50;
        AnyBarrier barrier = types.barrier(parties, null, null);
        Semaphore arrivals = new Semaphore(0);
        List<Process> children = new ArrayList<>();
        for (int i = 1; i < parties; i++) {
            children.add(Children.start(new Process(BarrierTest::pass, barrier, arrivals, parties, rounds)));
        }
        pass(barrier, arrivals, parties, rounds);
        Children.join(children);
        assertEquals(parties * rounds, arrivals.getValue());
        assertFalse(barrier.broken());
        assertEquals(0, barrier.nWaiting());
    }

    @Test
    @Conformance("BR-04")
    void eachPartyGetsAnotherIndex() throws Exception {
        Barrier barrier = new Barrier(5);
        assertEquals(5, barrier.parties());
        for (int round = 0; round < 20; round++) {
            List<Integer> indexes = new ArrayList<>();
            for (Threads.Running<Integer> each : start(5, () -> barrier.await())) {
                indexes.add(each.result());
            }
            assertEquals(List.of(0, 1, 2, 3, 4), indexes.stream().sorted().toList());
        }
    }

    @Test
    @Conformance({"BARR-04", "BR-05"})
    void theActionRunsOnceBeforeAnybodyGoesOn() throws Exception {
        theActionRunsOnceBeforeAnybodyGoesOn(SharedTypes.IN_MEMORY);
    }

    static void theActionRunsOnceBeforeAnybodyGoesOn(SharedTypes types) throws Exception {
        AnyLock runs = types.semaphore(0);
        AnyBarrier barrier = types.barrier(2, runs::release, null);
        Process child = Children.start(new Process(BarrierTest::passAndCheck, barrier, runs));
        for (int round = 1; round <= 20; round++) {
            barrier.await();
            assertEquals(round, runs.permits());
            barrier.await(); // the action runs here too
            assertTrue(runs.acquire(false));
            barrier.await();
            assertTrue(runs.acquire(false));
        }
        Children.join(child);
    }

    static void passAndCheck(AnyBarrier barrier, AnyLock runs) throws Exception {
        for (int round = 1; round <= 20; round++) {
            barrier.await();
            assertEquals(round, runs.permits());
            barrier.await();
            barrier.await();
        }
    }

    @Test
    void anActionThatThrowsBreaksTheBarrier() throws Exception {
        Barrier barrier = new Barrier(2, () -> {
            throw new java.io.IOException("no");
        });
        List<Threads.Running<Integer>> first = start(1, () -> barrier.await());
        awaitWaiting(barrier, 1);
        Throwable thrown = assertThrows(IllegalStateException.class, barrier::await);
        assertInstanceOf(java.io.IOException.class, thrown.getCause());
        assertAllBroken(first);
        assertTrue(barrier.broken());
    }

    @Test
    @Conformance({"BR-06", "BR-07", "BR-08"})
    void abortAndResetFreeThoseWhoWait() throws Exception {
        Barrier barrier = new Barrier(5);
        List<Threads.Running<Integer>> waiting = start(4, () -> barrier.await());
        awaitWaiting(barrier, 4);
        barrier.reset();
        assertAllBroken(waiting);
        assertFalse(barrier.broken());
        waiting = start(4, () -> barrier.await());
        awaitWaiting(barrier, 4);
        barrier.abort();
        assertAllBroken(waiting);
        assertTrue(barrier.broken());
        assertThrows(BrokenBarrierException.class, barrier::await);
        barrier.reset();
        assertFalse(barrier.broken());
        for (Threads.Running<Integer> each : start(5, () -> barrier.await())) {
            each.result();
        }
    }

    @Test
    @Conformance({"BR-09", "BR-10"})
    void aTimeoutBreaksItForAll() throws Exception {
        Barrier barrier = new Barrier(3, null, Duration.ofMillis(200));
        long start = System.nanoTime();
        assertAllBroken(start(2, () -> barrier.await()));
        assertTrue(System.nanoTime() - start >= 200_000_000);
        assertTrue(barrier.broken());
        barrier.reset();
        List<Threads.Running<Integer>> waiting = start(1, () -> barrier.await(Duration.ofSeconds(Long.MAX_VALUE)));
        awaitWaiting(barrier, 1);
        assertThrows(BrokenBarrierException.class, () -> barrier.await(Duration.ZERO));
        assertAllBroken(waiting);
        barrier.reset();
        assertThrows(BrokenBarrierException.class, () -> barrier.await(Duration.ofSeconds(-1)));
    }

    @Test
    @Conformance({"BARR-10", "BR-11", "BR-01"})
    void onePartyPassesAtOnceAndNoneIsRefused() throws Exception {
        onePartyPassesAtOnce(SharedTypes.IN_MEMORY);
        assertThrows(IllegalArgumentException.class, () -> new Barrier(0));
        assertThrows(IllegalArgumentException.class, () -> new Barrier(-1));
    }

    static void onePartyPassesAtOnce(SharedTypes types) throws Exception {
        AnyBarrier barrier = types.barrier(1, null, null);
        for (int i = 0; i < 3; i++) {
            assertEquals(0, barrier.await(Duration.ZERO));
        }
    }

    @Test
    @Conformance("BR-12")
    void theTextShowsWhoWaits() throws Exception {
        Barrier barrier = new Barrier(2);
        String place = "<Barrier at 0x" + Long.toHexString(barrier.address());
        assertEquals(place + ": waiters=0/2>", barrier.toString());
        List<Threads.Running<Integer>> waiting = start(1, () -> barrier.await());
        awaitWaiting(barrier, 1);
        assertEquals(place + ": waiters=1/2>", barrier.toString());
        barrier.abort();
        assertEquals(place + ": broken>", barrier.toString());
        assertAllBroken(waiting);
        Children.join(Children.start(new Process(Barrier::reset, barrier)));
        assertFalse(barrier.broken());
    }

    @Test
    void anInterruptBreaksIt() throws Exception {
        Barrier barrier = new Barrier(3);
        List<Threads.Running<Integer>> waiting = start(2, () -> barrier.await(DAY));
        awaitWaiting(barrier, 2);
        waiting.getFirst().thread().interrupt();
        assertInstanceOf(InterruptedException.class, waiting.getFirst().failure());
        assertInstanceOf(BrokenBarrierException.class, waiting.getLast().failure());
        barrier.reset();
        Thread.currentThread().interrupt();
        assertThrows(InterruptedException.class, barrier::await);
        assertTrue(barrier.broken());
    }

    static void awaitOnly(Barrier barrier) throws Exception {
        barrier.await();
    }

    @Test
    void aPartyThatDiesWaitingBreaksItForThoseWhoWait() throws Exception {
        Barrier barrier = new Barrier(3);
        Process dying = Children.start(new Process(BarrierTest::awaitOnly, barrier));
        awaitWaiting(barrier, 1);
        List<Threads.Running<Integer>> waiting = start(1, () -> barrier.await());
        awaitWaiting(barrier, 2);
        Children.kill(dying);
        assertAllBroken(waiting);
        barrier.reset();
        for (Threads.Running<Integer> each : start(3, () -> barrier.await())) {
            each.result();
        }
    }

    @Test
    void aPartyThatDiedWaitingDoesNotCountForTheLastOne() throws Exception {
        Barrier barrier = new Barrier(2);
        Process dying = Children.start(new Process(BarrierTest::awaitOnly, barrier));
        awaitWaiting(barrier, 1);
        Children.kill(dying);
        assertThrows(BrokenBarrierException.class, barrier::await);
        barrier.reset();
        assertEquals(0, barrier.nWaiting());
    }

    @Test
    void aPartyThatDiesInTheActionBreaksIt() throws Exception {
        Semaphore acting = new Semaphore(0);
        Barrier barrier = new Barrier(2, () -> {
            acting.release();
            new Semaphore(0).acquire();
        });
        List<Threads.Running<Integer>> waiting = start(1, () -> barrier.await(DAY));
        awaitWaiting(barrier, 1);
        Process dying = Children.start(new Process(BarrierTest::awaitOnly, barrier));
        assertTrue(acting.acquire(Eventually.LIMIT));
        Children.kill(dying);
        assertAllBroken(waiting);
    }
}
