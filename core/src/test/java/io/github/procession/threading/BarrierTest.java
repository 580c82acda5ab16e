package io.github.procession.threading;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.Conformance;
import io.github.procession.support.Eventually;
import io.github.procession.support.Threads;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class BarrierTest {
    private static final int N = 5;

    /** Runs the body in N threads at once and returns their results. */
    private static <T> List<T> inParties(Callable<T> body) throws Exception {
        List<Threads.Running<T>> threads = new ArrayList<>();
        for (int i = 0; i < N; i++) {
            threads.add(Threads.run(body));
        }
        List<T> results = new ArrayList<>();
        for (Threads.Running<T> each : threads) {
            results.add(each.result());
        }
        return results;
    }

    private static void assertAllBroken(List<Threads.Running<Integer>> parties) throws Exception {
        for (Threads.Running<Integer> each : parties) {
            assertEquals(BrokenBarrierException.class, each.failure().getClass());
        }
    }

    private static List<Threads.Running<Integer>> waiting(Barrier barrier, int count) throws Exception {
        List<Threads.Running<Integer>> parties = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            parties.add(Threads.run(() -> barrier.await()));
        }
        Eventually.await(count + " wait", () -> barrier.nWaiting() == count);
        return parties;
    }

    @Test
    @Conformance("BR-01")
    void thereIsAtLeastOneParty() {
        assertThrows(IllegalArgumentException.class, () -> new Barrier(0));
        assertThrows(IllegalArgumentException.class, () -> new Barrier(-1));
        Barrier barrier = new Barrier(N);
        assertEquals(N, barrier.parties());
        assertEquals(0, barrier.nWaiting());
        assertFalse(barrier.broken());
    }

    private static void passInLockstep(int passes) throws Exception {
        Barrier barrier = new Barrier(N);
        AtomicInteger[] arrived = new AtomicInteger[passes];
        for (int i = 0; i < passes; i++) {
            arrived[i] = new AtomicInteger();
        }
        inParties(() -> {
            for (int pass = 0; pass < passes; pass++) {
                arrived[pass].incrementAndGet();
                barrier.await();
                assertEquals(N, arrived[pass].get(), "all arrived before anybody went on");
                assertTrue(pass + 1 == passes || arrived[pass + 1].get() <= N);
            }
            return null;
        });
        assertEquals(0, barrier.nWaiting());
        assertFalse(barrier.broken());
    }

    @Test
    @Conformance({"BR-02", "BR-03"})
    void partiesPassInLockstep() throws Exception {
        passInLockstep(1);
        passInLockstep(10);
        passInLockstep(1000);
    }

    @Test
    @Conformance("BR-04")
    void eachPartyGetsItsNumberInTheOrderOfArrival() throws Exception {
        Barrier barrier = new Barrier(N);
        for (int round = 0; round < 10; round++) {
            assertEquals(Set.of(0, 1, 2, 3, 4), new TreeSet<>(inParties(() -> barrier.await())));
        }
        Barrier two = new Barrier(2);
        var first = Threads.run(() -> two.await());
        Eventually.await("one waits", () -> two.nWaiting() == 1);
        assertEquals(1, two.await());
        assertEquals(0, first.result());
    }

    @Test
    @Conformance("BR-05")
    void theActionRunsOnceBeforeAnybodyGoesOn() throws Exception {
        AtomicInteger runs = new AtomicInteger();
        Barrier barrier = new Barrier(N, runs::incrementAndGet);
        for (int round = 1; round <= 10; round++) {
            int expected = round;
            assertEquals(List.of(expected, expected, expected, expected, expected), inParties(() -> {
                barrier.await();
                return runs.get();
            }));
        }
    }

    @Test
    void anActionThatFailsBreaksTheBarrier() throws Exception {
        Barrier barrier = new Barrier(2, () -> {
            throw new java.io.IOException("no disk");
        });
        var first = waiting(barrier, 1);
        IllegalStateException failure = assertThrows(IllegalStateException.class, barrier::await);
        assertEquals("no disk", failure.getCause().getMessage());
        assertAllBroken(first);
        assertTrue(barrier.broken());
    }

    @Test
    @Conformance("BR-06")
    void abortingBreaksItForAllOthers() throws Exception {
        Barrier barrier = new Barrier(N);
        var parties = waiting(barrier, N - 1);
        barrier.abort();
        assertAllBroken(parties);
        assertTrue(barrier.broken());
        assertThrows(BrokenBarrierException.class, barrier::await);
        assertThrows(BrokenBarrierException.class, () -> barrier.await(Duration.ofDays(1)));
        assertEquals(0, barrier.nWaiting());
    }

    @Test
    @Conformance("BR-07")
    void resettingFreesThoseWhoWaitAndItIsUsableAgain() throws Exception {
        Barrier barrier = new Barrier(N);
        var parties = waiting(barrier, N - 1);
        barrier.reset();
        assertAllBroken(parties);
        assertFalse(barrier.broken());
        assertEquals(Set.of(0, 1, 2, 3, 4), new TreeSet<>(inParties(() -> barrier.await())));
    }

    @Test
    @Conformance("BR-08")
    void aBrokenOneIsUsableAfterAReset() throws Exception {
        Barrier barrier = new Barrier(N);
        var parties = waiting(barrier, 2);
        barrier.abort();
        barrier.abort();
        assertAllBroken(parties);
        barrier.reset();
        barrier.reset();
        assertEquals(N, inParties(() -> barrier.await()).size());
    }

    @Test
    @Conformance("BR-09")
    void whoDoesNotComeInTimeBreaksItForAll() throws Exception {
        Barrier barrier = new Barrier(N);
        var parties = waiting(barrier, 3);
        String message = assertThrows(BrokenBarrierException.class, () -> barrier.await(Duration.ofMillis(50)))
                .getMessage();
        assertEquals("not all parties came within PT0.05S", message);
        assertAllBroken(parties);
        assertTrue(barrier.broken());
        assertThrows(BrokenBarrierException.class, barrier::await, "the late one");
    }

    @Test
    @Conformance("BR-10")
    void theTimeoutOfTheBarrierHoldsWhereNoneIsSaid() throws Exception {
        Barrier barrier = new Barrier(2, null, Duration.ofMillis(100));
        long start = System.nanoTime();
        assertThrows(BrokenBarrierException.class, barrier::await);
        assertTrue(System.nanoTime() - start >= 100_000_000);
        barrier.reset();
        assertThrows(BrokenBarrierException.class, () -> barrier.await(Duration.ofSeconds(-1)));
        assertTrue(barrier.broken());
    }

    @Test
    @Conformance("BR-11")
    void onePartyPassesAtOnce() throws Exception {
        Barrier barrier = new Barrier(1);
        assertEquals(0, barrier.await());
        assertEquals(0, barrier.await(Duration.ZERO));
    }

    @Test
    @Conformance("BR-12")
    void theTextSaysHowManyWait() throws Exception {
        Barrier barrier = new Barrier(3);
        assertTrue(barrier.toString().matches("<Barrier at 0x[0-9a-f]+: waiters=0/3>"), barrier::toString);
        var parties = waiting(barrier, 2);
        assertTrue(barrier.toString().endsWith(": waiters=2/3>"), barrier::toString);
        barrier.abort();
        assertTrue(barrier.toString().endsWith(": broken>"), barrier::toString);
        assertAllBroken(parties);
    }

    @Test
    void anInterruptBreaksIt() throws Exception {
        Barrier barrier = new Barrier(3);
        var parties = waiting(barrier, 2);
        parties.getFirst().thread().interrupt();
        assertEquals(InterruptedException.class, parties.getFirst().failure().getClass());
        assertEquals(BrokenBarrierException.class, parties.getLast().failure().getClass());
        assertTrue(barrier.broken());
    }

    @Test
    void anActionThatAbortsBreaksItForTheLastPartyToo() throws Exception {
        Barrier[] barrier = new Barrier[1];
        barrier[0] = new Barrier(2, () -> barrier[0].abort());
        var parties = waiting(barrier[0], 1);
        assertThrows(BrokenBarrierException.class, barrier[0]::await);
        assertAllBroken(parties);
        assertTrue(barrier[0].broken());
    }
}
