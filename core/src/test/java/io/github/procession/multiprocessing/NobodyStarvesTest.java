package io.github.procession.multiprocessing;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.support.Children;
import io.github.procession.support.Eventually;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Locks and semaphores are not fair, and yet nobody starves: of eight processes that want nothing but the next turn, each
 * gets 2 % of the turns at least in 10 s. The system property {@code procession.fairnessSeconds} says how long they try; in
 * less time the shares are those of the operating system's scheduler on a busy machine, and only far less than that is
 * starvation.
 */
class NobodyStarvesTest {
    private static final int PROCESSES = 8;
    private static final int SECONDS = Integer.getInteger("procession.fairnessSeconds", 3);
    private static final int LEAST_PER_MILLE = SECONDS < 10 ? 1 : 20;

    enum Kind {
        LOCK,
        RLOCK,
        SEMAPHORE,
        BOUNDED_SEMAPHORE
    }

    @ParameterizedTest
    @EnumSource
    void eachOfEightProcessesGetsItsShare(Kind kind) throws Exception {
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
                        .args(guard, ready, go, end, turns)
                        .build()));
            }
            for (int i = 0; i < PROCESSES; i++) {
                assertTrue(ready.acquire(Eventually.LIMIT));
            }
            go.set();
            end.await(Duration.ofSeconds(SECONDS));
            end.set();
            List<Long> shares = new ArrayList<>();
            for (int i = 0; i < PROCESSES; i++) {
                shares.add(turns.get(Eventually.LIMIT));
            }
            Children.join(children);
            long all = shares.stream().mapToLong(Long::longValue).sum();
            System.out.println("turns of " + kind + ": " + shares);
            assertTrue(shares.stream().allMatch(share -> share * 1000 >= LEAST_PER_MILLE * all), shares + " of " + all);
        }
    }

    static void takeTurns(Object guard, Semaphore ready, Event go, Event end, Queue<Long> turns) throws Exception {
        ready.release();
        go.await();
        long count = 0;
        while (!end.isSet()) {
            switch (guard) {
                case Lock lock -> lock.acquire().close();
                case RLock lock -> lock.acquire().close();
                case Semaphore semaphore -> semaphore.acquire().close();
                default -> throw new IllegalArgumentException(guard.toString());
            }
            count++;
        }
        turns.put(count);
    }
}
