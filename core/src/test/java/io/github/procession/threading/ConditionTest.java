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
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConditionTest {
    private static Condition of(String lock) {
        return lock.equals("Lock") ? new Condition(new Lock()) : new Condition();
    }

    @Test
    @Conformance("CV-01")
    void itHasAReentrantLockOfItsOwnOrSharesTheGivenOne() throws Exception {
        Condition own = new Condition();
        own.acquire();
        assertTrue(own.acquire(false, null));
        own.release();
        assertTrue(own.locked());
        own.release();
        assertFalse(own.locked());
        Lock lock = new Lock();
        Condition shared = new Condition(lock);
        shared.acquire();
        assertFalse(lock.acquire(false));
        assertFalse(shared.acquire(false, null), "it is not reentrant");
        shared.release();
        assertTrue(lock.acquire(false));
        assertTrue(shared.locked());
    }

    @ParameterizedTest
    @ValueSource(strings = {"Lock", "RLock"})
    @Conformance({"CV-02", "CV-03"})
    void waitingAndSignallingNeedTheLock(String lock) {
        Condition condition = of(lock);
        assertThrows(IllegalMonitorStateException.class, condition::await);
        assertThrows(IllegalMonitorStateException.class, () -> condition.await(Duration.ZERO));
        assertThrows(IllegalMonitorStateException.class, () -> condition.awaitFor(() -> true));
        assertThrows(IllegalMonitorStateException.class, condition::signal);
        assertThrows(IllegalMonitorStateException.class, () -> condition.signal(0));
        assertThrows(IllegalMonitorStateException.class, condition::signalAll);
        assertThrows(IllegalMonitorStateException.class, condition::release);
    }

    @Test
    @Conformance("CV-02")
    void holdingAReentrantLockInAnotherThreadIsNotEnough() throws Exception {
        Condition condition = new Condition();
        condition.acquire();
        assertEquals(
                IllegalMonitorStateException.class,
                Threads.run(() -> condition.await(Duration.ZERO)).failure().getClass());
        condition.release();
    }

    /** Threads that wait, one after the other, and note their number when they are woken. */
    private static List<Threads.Running<Boolean>> waiting(
            Condition condition, ConcurrentLinkedQueue<Integer> woken, int from, int to) throws Exception {
        List<Threads.Running<Boolean>> threads = new ArrayList<>();
        for (int i = from; i < to; i++) {
            int number = i;
            threads.add(Threads.run(() -> {
                        try (var _ = condition.acquire()) {
                            boolean signalled = condition.await((Duration) null);
                            woken.add(number);
                            return signalled;
                        }
                    })
                    .awaitParked());
        }
        return threads;
    }

    private static void signal(Condition condition, int n) throws InterruptedException {
        try (var _ = condition.acquire()) {
            condition.signal(n);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Lock", "RLock"})
    @Conformance("CV-04")
    void signalsWakeAsManyAsTheySayInTheOrderOfTheirWait(String lock) throws Exception {
        Condition condition = of(lock);
        var woken = new ConcurrentLinkedQueue<Integer>();
        var first = waiting(condition, woken, 0, 5);
        signal(condition, 3);
        for (var each : first.subList(0, 3)) {
            assertTrue(each.result()); // and so the lock is free for the next ones
        }
        assertEquals(Set.of(0, 1, 2), Set.copyOf(woken));
        var second = waiting(condition, woken, 5, 8);
        assertEquals(3, woken.size(), "nobody is woken without a signal");
        signal(condition, 5);
        Eventually.await("all are woken", () -> woken.size() == 8);
        signal(condition, 9); // nobody waits
        var third = waiting(condition, woken, 8, 11);
        assertEquals(8, woken.size(), "a signal that nobody waited for wakes nobody later");
        try (var _ = condition.acquire()) {
            condition.signalAll();
        }
        for (var threads : List.of(first, second, third)) {
            for (var each : threads) {
                assertTrue(each.result());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Lock", "RLock"})
    @Conformance("CV-05")
    void withoutASignalTheWaitEndsAtItsTimeout(String lock) throws Exception {
        Condition condition = of(lock);
        try (var _ = condition.acquire()) {
            long start = System.nanoTime();
            assertFalse(condition.await(Duration.ofMillis(100)));
            assertTrue(System.nanoTime() - start >= 100_000_000);
            assertFalse(condition.await(Duration.ZERO));
            assertFalse(condition.await(Duration.ofSeconds(-1)));
            assertTrue(condition.locked(), "it has the lock again");
        }
    }

    @Test
    @Conformance("CV-06")
    void awaitForLooksAgainAfterEachSignal() throws Exception {
        Condition condition = new Condition();
        int[] state = new int[1];
        var waiting = Threads.run(() -> {
                    try (var _ = condition.acquire()) {
                        boolean holds = condition.awaitFor(() -> state[0] == 4, null);
                        return holds && state[0] == 4;
                    }
                })
                .awaitParked();
        for (int i = 0; i < 4; i++) {
            try (var _ = condition.acquire()) {
                state[0]++;
                condition.signal();
            }
        }
        assertTrue(waiting.result());
    }

    @Test
    @Conformance("CV-07")
    void awaitForEndsAtItsTimeoutInSpiteOfSignals() throws Exception {
        Condition condition = new Condition();
        Event over = new Event();
        var waiting = Threads.run(() -> {
            long start = System.nanoTime();
            try (var _ = condition.acquire()) {
                boolean holds = condition.awaitFor(() -> false, Duration.ofMillis(200));
                return holds ? -1 : System.nanoTime() - start;
            } finally {
                over.set();
            }
        });
        while (!over.isSet()) {
            signal(condition, 1);
        }
        assertTrue(waiting.result() >= 200_000_000);
        try (var _ = condition.acquire()) {
            assertTrue(condition.awaitFor(() -> true, Duration.ZERO), "it looks before it waits");
        }
    }

    @Test
    void anInterruptedWaitHasTheLockAgainAsOftenAsBefore() throws Exception {
        RLock lock = new RLock();
        Condition condition = new Condition(lock);
        var waiting = Threads.run(() -> {
                    lock.acquire();
                    lock.acquire();
                    try {
                        condition.await();
                        return "woken";
                    } catch (InterruptedException e) {
                        return lock.toString();
                    }
                })
                .awaitParked();
        waiting.thread().interrupt();
        String text = waiting.result();
        assertTrue(text.contains("count=2"), text);
    }

    @Test
    @Conformance("LKB-09")
    void aBlockReleasesTheLockOnce() throws Exception {
        Condition condition = new Condition();
        Condition.Held outer = condition.acquire();
        try (var _ = condition.acquire()) {
            assertTrue(condition.locked());
        }
        assertTrue(condition.locked());
        outer.close();
        outer.close();
        assertFalse(condition.locked());
        assertTrue(condition.toString().startsWith("<Condition(<unlocked RLock"), condition::toString);
    }
}
