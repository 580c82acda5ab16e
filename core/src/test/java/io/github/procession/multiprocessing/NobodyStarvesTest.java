package io.github.procession.multiprocessing;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.support.Children;
import io.github.procession.support.Eventually;
import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Locks and semaphores are not fair, and yet nobody starves: of eight processes that want nothing but the next turn, each
 * gets 2 % of the turns at least in 10 s; an equal share would be 12.5 %.
 */
class NobodyStarvesTest {
    private static final int PROCESSES = 8;
    private static final Duration TIME = Duration.ofSeconds(10);
    private static final int LEAST_PERCENT = 2;

    enum Kind {
        LOCK,
        RLOCK,
        SEMAPHORE,
        BOUNDED_SEMAPHORE
    }

    @Tag("full")
    @ParameterizedTest
    @EnumSource
    void eachOfEightProcessesGetsItsShare(Kind kind) throws Exception {
        compete(kind, 0);
    }

    /** Who releases is on its processor and could take the lock again long before the one that it woke is there. */
    @Tag("full")
    @Test
    void eachGetsItsShareAlsoOfTurnsThatAreLongerThanAWakeUp() throws Exception {
        compete(Kind.LOCK, 200);
    }

    private static void compete(Kind kind, int microsInside) throws Exception {
        List<Long> shares = shares(kind, microsInside);
        for (int more = 2; more > 0 && !isFair(shares); more--) {
            // the machine may have kept one process from running; a lock that starves does it each time
            shares = shares(kind, microsInside);
        }
        assertTrue(isFair(shares), shares.toString());
    }

    private static boolean isFair(List<Long> shares) {
        long all = shares.stream().mapToLong(Long::longValue).sum();
        return shares.stream().allMatch(share -> share * 100 >= LEAST_PERCENT * all);
    }

    /** How many turns each process gets. */
    private static List<Long> shares(Kind kind, int microsInside) throws Exception {
        Object guard = switch (kind) {
            case LOCK -> new Lock();
            case RLOCK -> new RLock();
            case SEMAPHORE -> new Semaphore(1);
            case BOUNDED_SEMAPHORE -> new BoundedSemaphore(1);
        };
        Semaphore ready = new Semaphore(0);
        Event go = new Event();
        Event end = new Event();
        List<Process> children = new ArrayList<>();
        try (Queue<Long> turns = new Queue<>()) {
            for (int i = 0; i < PROCESSES; i++) {
                children.add(Children.start(Process.target(NobodyStarvesTest::takeTurns)
                        .args(guard, new Gate(ready, go, end), turns, microsInside)
                        .build()));
            }
            for (int i = 0; i < PROCESSES; i++) {
                assertTrue(ready.acquire(Eventually.LIMIT));
            }
            go.set();
            end.await(TIME);
            end.set();
            List<Long> shares = new ArrayList<>();
            for (int i = 0; i < PROCESSES; i++) {
                shares.add(turns.get(Eventually.LIMIT));
            }
            Children.join(children);
            System.out.println("turns of " + kind + ": " + shares);
            return shares;
        }
    }

    private record Gate(Semaphore ready, Event go, Event end) implements Serializable {}

    static void takeTurns(Object guard, Gate gate, Queue<Long> turns, int microsInside) throws Exception {
        gate.ready.release();
        gate.go.await();
        long count = 0;
        while (!gate.end.isSet()) {
            try (AutoCloseable _ = acquire(guard)) {
                work(microsInside);
            }
            count++;
        }
        turns.put(count);
    }

    private static AutoCloseable acquire(Object guard) throws InterruptedException {
        return switch (guard) {
            case Lock lock -> lock.acquire();
            case RLock lock -> lock.acquire();
            case Semaphore semaphore -> semaphore.acquire();
            default -> throw new IllegalArgumentException(guard.toString());
        };
    }

    private static void work(int micros) {
        long end = System.nanoTime() + 1_000L * micros;
        while (micros > 0 && System.nanoTime() - end < 0) {
            Thread.onSpinWait();
        }
    }
}
